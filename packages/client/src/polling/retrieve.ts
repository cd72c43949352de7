import { hexEncode } from "@session/protocol/bytes";
import type { CryptoProvider } from "@session/protocol/crypto";
import { type Account, ed25519PublicKey } from "@session/protocol/identity";
import { NAMESPACES, type RetrieveRequest, type RetrieveResponse, signRequest } from "@session/protocol/rpc";

/** A node's answer that is this full is followed by the next request at once. Spec: accounts-and-messages.md 6.1. */
const NEARLY_FULL = 95;

/** A signed `retrieve` of our own direct messages. Spec: docs/spec/storage-rpc.md sections 7.2 and 9.1. */
export function retrieveRequest(options: {
  readonly account: Account;
  readonly lastHash: string | undefined;
  readonly nowMs: number;
  readonly waitMs: number;
  readonly crypto: CryptoProvider;
}): RetrieveRequest {
  const { account, lastHash, nowMs, waitMs, crypto } = options;
  return signRequest<RetrieveRequest>(
    {
      method: "retrieve",
      account: account.accountId,
      namespace: NAMESPACES.directMessages,
      // The only mailbox of the request gets the whole answer.
      maxSize: -1,
      timestampMs: nowMs,
      ...(lastHash !== undefined && { lastHash }),
      ...(waitMs > 0 && { waitMs }),
    },
    {
      ed25519Seed: account.ed25519Seed,
      pubkeyEd25519: ed25519PublicKey(hexEncode(account.ed25519PublicKey)),
    },
    crypto,
  );
}

/** Whether the node has more for us right now. */
export function hasMore({ messages, more }: RetrieveResponse): boolean {
  return messages.length > 0 && (more || messages.length > NEARLY_FULL);
}
