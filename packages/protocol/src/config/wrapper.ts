import { concatBytes, equalBytes } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { attempt } from "../errors.ts";
import type { Account } from "../identity/index.ts";
import {
  decodeContent,
  deterministicEphemeralSecret,
  encodeContent,
  envelope,
  openForAccount,
  type SharedConfigMessage,
  sealForAccount,
  unpadContent,
  unwrapDirectMessage,
  webSocketMessage,
} from "../messages/index.ts";

/** All that remains of the padding that ordinary messages have. */
const TERMINATOR = Uint8Array.of(0x80);
/** A constant, so that all devices wrap alike. */
const WRAPPER_TIMESTAMP_MS = 1;

/**
 * Wraps an encrypted user config the way older clients read it. Equal inputs give equal bytes.
 *
 * Spec: docs/spec/config-messages.md section 6. Vectors: vectors/config-encryption.json.
 */
export function wrapConfig(options: {
  readonly payload: Uint8Array;
  readonly seqno: number;
  readonly kind: SharedConfigMessage["kind"];
  readonly account: Account;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { payload, seqno, kind, account, crypto = nobleCrypto } = options;
  const content = encodeContent({ sharedConfigMessage: { kind, seqno: BigInt(seqno), data: payload } });
  const plaintext = concatBytes(content, TERMINATOR);
  const recipient = account.accountId;
  const ephemeralSecret = deterministicEphemeralSecret({
    senderSeed: account.ed25519Seed,
    recipient,
    message: plaintext,
    crypto,
  });
  const body = envelope.encode({
    type: "SESSION_MESSAGE",
    timestamp: WRAPPER_TIMESTAMP_MS,
    content: sealForAccount({ plaintext, sender: account, recipient, ephemeralSecret, crypto }),
  });
  return webSocketMessage.encode({ type: "REQUEST", request: { verb: "", path: "", body, id: 0n } });
}

/**
 * The payload inside the legacy wrapper, or the bytes themselves when they are not wrapped.
 *
 * compat: a past release wrapped twice, so one more wrapper is taken off when there is one.
 * Spec: docs/spec/config-messages.md section 6. Vectors: vectors/config-encryption.json.
 */
export function unwrapConfig(options: UnwrapOptions): Uint8Array {
  const once = tryUnwrap(options);
  if (once === undefined) return options.data;
  return tryUnwrap({ ...options, data: once }) ?? once;
}

interface UnwrapOptions {
  readonly data: Uint8Array;
  readonly kind: SharedConfigMessage["kind"];
  readonly account: Account;
  readonly crypto?: CryptoProvider;
}

function tryUnwrap({ data, kind, account, crypto = nobleCrypto }: UnwrapOptions): Uint8Array | undefined {
  return attempt(() => {
    const { content: sealed } = unwrapDirectMessage(data);
    if (sealed === undefined) return undefined;
    const { plaintext, senderEd25519 } = openForAccount({ sealed, account, crypto });
    if (!equalBytes(senderEd25519, account.ed25519PublicKey)) return undefined;
    const shared = decodeContent(unpadContent(plaintext)).sharedConfigMessage;
    return shared?.kind === kind ? shared.data : undefined;
  });
}
