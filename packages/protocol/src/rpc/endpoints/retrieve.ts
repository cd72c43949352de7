import { hexDecode } from "../../bytes/index.ts";
import type { MailboxId } from "../../identity/index.ts";
import { authFields, type RequestAuth, readAccount, readAuth } from "../auth.ts";
import { type Endpoint, signedText } from "../endpoint.ts";
import { required } from "../fields.ts";
import { RPC_LIMITS } from "../limits.ts";
import { isMessageHash } from "../message-hash.ts";
import { type Namespace, namespace, namespaceText, retrieveNeedsAuth } from "../namespaces.ts";
import { ParameterError } from "../parameter-error.ts";
import { hexValue } from "../wire-value.ts";

/** Reads one mailbox of the contacted node. Spec: docs/spec/storage-rpc.md section 7.2. */
export interface RetrieveRequest {
  readonly method: "retrieve";
  readonly account: MailboxId;
  readonly namespace: Namespace;
  /** Only what this node inserted after it; from the beginning when it does not know it. */
  readonly lastHash?: string;
  /** Negative: no limit. */
  readonly maxCount?: number;
  /** -k: the k-th part of the largest answer. */
  readonly maxSize?: number;
  readonly auth?: RequestAuth;
  /** Time of the signature; present exactly when `auth` is. */
  readonly timestampMs?: number;
  /** How long to hold the request when there is nothing new, 0 to 20,000 ms. Not signed. Section 9.1. */
  readonly waitMs?: number;
}

export const retrieve: Endpoint<RetrieveRequest> = {
  name: "retrieve",
  aliases: [],
  recursive: false,

  parse(fields, options) {
    const otherHash = fields.text("lastHash");
    const plainHash = fields.text("last_hash");
    const maxCount = fields.integer("max_count");
    const maxSize = fields.integer("max_size");
    const mailbox = fields.namespace("namespace");
    const timestampMs = fields.timestamp("timestamp");
    const waitMs = fields.positive("wait");
    const account = readAccount(fields, { ...options, alias: true });
    const demandsAuth =
      timestampMs !== undefined ||
      fields.text("pubkey_ed25519") !== undefined ||
      fields.text("signature") !== undefined ||
      (mailbox !== undefined && retrieveNeedsAuth(mailbox));
    const auth = demandsAuth ? readAuth(fields, account) : undefined;
    if (otherHash !== undefined && plainHash !== undefined)
      throw new ParameterError("Cannot specify both 'last_hash' and 'lastHash'");
    const lastHash = plainHash ?? otherHash;
    if (lastHash !== undefined && lastHash !== "") checkLastHash(lastHash);
    return {
      method: "retrieve",
      account,
      namespace: mailbox ?? namespace(0),
      ...(lastHash ? { lastHash } : {}),
      ...(maxCount ? { maxCount } : {}), // 0 counts as absent
      ...(maxSize ? { maxSize } : {}),
      ...(auth === undefined ? {} : { auth, timestampMs: required("timestamp", timestampMs) }),
      ...(waitMs ? { waitMs: Math.min(waitMs, RPC_LIMITS.retrieveWaitMaxMs) } : {}),
    };
  },

  params: (request) => ({
    ...authFields(request.auth),
    pubkey: hexValue(hexDecode(request.account)),
    namespace: request.namespace,
    last_hash: request.lastHash,
    max_count: request.maxCount,
    max_size: request.maxSize,
    timestamp: request.timestampMs,
    wait: request.waitMs,
  }),

  signedPayload: (request) =>
    request.timestampMs === undefined
      ? undefined
      : signedText("retrieve", namespaceText(request.namespace), request.timestampMs),
};

function checkLastHash(hash: string): void {
  if (hash.length !== 43) throw new ParameterError("Invalid last_hash: expected base64 (43 chars)");
  if (!isMessageHash(hash)) throw new ParameterError("Invalid last_hash: not base64");
}

/** Bytes one message takes of an answer's size. */
export function retrieveCost(hash: string, dataLength: number): number {
  return 100 + hash.length + Math.floor((dataLength * 4) / 3);
}

/** Resolves `max_count` and `max_size` to the limits that hold for one answer. */
export function retrieveLimits(request: Pick<RetrieveRequest, "maxCount" | "maxSize">): {
  readonly count: number;
  readonly bytes: number;
} {
  const whole = RPC_LIMITS.retrieveBytesMax;
  const size = request.maxSize ?? (request.maxCount === undefined ? RPC_LIMITS.retrieveSizeDefault : whole);
  const count = request.maxCount ?? -1;
  return {
    count: count < 0 ? Number.POSITIVE_INFINITY : count,
    bytes: size < 0 ? Math.floor(whole / -size) : Math.min(size, whole),
  };
}
