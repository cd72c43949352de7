import {
  asBtDict,
  asBtInteger,
  type BtDict,
  type BtValue,
  btBytes,
  btDecode,
  btEncode,
  btList,
  btNumber,
  btOptionalBytes,
  btOptionalNumber,
  isBtList,
} from "../bt/index.ts";
import { hexDecode, hexEncode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { attempt, DecodeError } from "../errors.ts";
import {
  accountIdBytes,
  accountIdFromEd25519,
  type Ed25519PublicKey,
  ed25519PublicKey,
  type MailboxId,
  parseMailboxId,
} from "../identity/index.ts";
import { type RequestAuth, SUBACCOUNT_TOKEN_BYTES } from "./auth.ts";
import { signedText } from "./endpoint.ts";
import { isNamespace, type Namespace } from "./namespaces.ts";

/** Subscribes a connection to new messages of an account. Spec: docs/spec/storage-rpc.md section 9. */
export interface MonitorRequest {
  readonly account: MailboxId;
  /** Strictly ascending. */
  readonly namespaces: readonly Namespace[];
  /** Notifications carry the message. */
  readonly wantData: boolean;
  /** Unix seconds; accepted from 14 days old to 1 day ahead. */
  readonly timestampSeconds: number;
  readonly auth: RequestAuth;
}

/** Numbers with which a node refuses a subscription. Spec: docs/spec/storage-rpc.md section 9. */
export const MONITOR_ERRORS = {
  badArguments: 1,
  badPubkey: 2,
  badNamespaces: 3,
  badTimestamp: 4,
  badSignature: 5,
  wrongSwarm: 6,
} as const;

/** What one dict of a message says; a refusal is answered with its number as `errcode` and its text as `error`. */
export type MonitorParsed =
  | { readonly ok: true; readonly request: MonitorRequest }
  | { readonly ok: false; readonly errorCode: number; readonly text: string };

/** Field and failure that have a number of their own; everything else, as a missing field, is a bad argument. */
const FIELD_ERRORS: Readonly<Record<string, number>> = {
  "P invalid_length": MONITOR_ERRORS.badPubkey,
  "P invalid_encoding": MONITOR_ERRORS.badPubkey,
  "p invalid_length": MONITOR_ERRORS.badPubkey,
  "S invalid_length": MONITOR_ERRORS.badPubkey,
  "T invalid_length": MONITOR_ERRORS.badPubkey,
  "n invalid_encoding": MONITOR_ERRORS.badNamespaces,
  "t out_of_range": MONITOR_ERRORS.badTimestamp,
  "s invalid_length": MONITOR_ERRORS.badSignature,
};

const NAMESPACES_MAX = 100;
/** Reading one that names an Ed25519 key takes a public-key operation, before anything is known of its sender. */
const REQUESTS_MAX = 32;

/** The bytes a subscription's signature covers. Vectors: vectors/signatures.json `monitor`. */
export function monitorSignedPayload(request: Omit<MonitorRequest, "auth">): Uint8Array {
  return signedText(
    "MONITOR",
    request.account,
    request.timestampSeconds,
    request.wantData ? "1" : "0",
    request.namespaces.join(","),
  );
}

/** The account of an Ed25519 key: prefix 05 and its X25519 form. @throws DecodeError invalid_encoding */
export function monitorAccount(key: Ed25519PublicKey, crypto: CryptoProvider = nobleCrypto): MailboxId {
  return accountIdFromEd25519(hexDecode(key), crypto);
}

/**
 * One dict, or a list of up to 32.
 *
 * @throws RangeError for more
 * Spec: docs/spec/storage-rpc.md section 9. Vectors: vectors/signatures.json `monitor`.
 */
export function encodeMonitorRequests(requests: readonly MonitorRequest[]): Uint8Array {
  if (requests.length > REQUESTS_MAX)
    throw new RangeError(`subscriptions: expected at most ${REQUESTS_MAX}, got ${requests.length}`);
  const [first, ...others] = requests.map(toDict);
  return btEncode(
    others.length === 0 && first !== undefined ? first : [...(first ? [first] : []), ...others],
  );
}

function toDict(request: MonitorRequest): BtDict {
  const { auth } = request;
  const fields = new Map<string, BtValue>();
  if (auth.pubkeyEd25519 === undefined) fields.set("p", accountIdBytes(request.account));
  else fields.set("P", hexDecode(auth.pubkeyEd25519));
  if (auth.subaccount !== undefined)
    fields.set("S", auth.subaccount.signature).set("T", auth.subaccount.token);
  if (request.wantData) fields.set("d", 1n);
  fields.set("n", request.namespaces.map(BigInt));
  fields.set("s", auth.signature);
  fields.set("t", BigInt(request.timestampSeconds));
  return fields;
}

/**
 * Reads a dict or a list of up to 32, each on its own: one result per dict, in their order. The node answers a dict with
 * a dict and a list with a list. The time's window and the signature are not checked here.
 *
 * @throws DecodeError for bytes that are neither a dict nor a list of dicts; out_of_range for more than 32
 * Spec: docs/spec/storage-rpc.md section 9. Vectors: vectors/signatures.json `monitor`.
 */
export function decodeMonitorRequests(
  bytes: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): MonitorParsed[] {
  const value = btDecode(bytes);
  const items = isBtList(value) ? value : [value];
  if (items.length > REQUESTS_MAX)
    throw new DecodeError("out_of_range", `expected at most ${REQUESTS_MAX} subscriptions`, {
      path: "monitor",
    });
  const dicts = items.map((item, index) => asBtDict(item, `monitor[${index}]`));
  return dicts.map((dict) => parseMonitor(dict, crypto));
}

function parseMonitor(dict: BtDict, crypto: CryptoProvider): MonitorParsed {
  try {
    return { ok: true, request: readMonitor(dict, crypto) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const errorCode = FIELD_ERRORS[`${error.path} ${error.code}`] ?? MONITOR_ERRORS.badArguments;
    return { ok: false, errorCode, text: error.message };
  }
}

/** The order of the checks is the reference's, so that a dict with several faults gets the same number. */
function readMonitor(dict: BtDict, crypto: CryptoProvider): MonitorRequest {
  const key = btOptionalBytes(dict, "P", 32);
  const tokenSignature = btOptionalBytes(dict, "S", 64);
  const token = btOptionalBytes(dict, "T", SUBACCOUNT_TOKEN_BYTES);
  if ((token === undefined) !== (tokenSignature === undefined))
    throw new DecodeError("missing_field", "expected S and T together", { path: "S" });
  const wantData = btOptionalNumber(dict, "d", 0, 1) === 1;
  const namespaces = readNamespaces(btList(dict, "n"));
  if (dict.has("P") === dict.has("p"))
    throw new DecodeError("unexpected_field", "expected exactly one of P and p", { path: "p" });
  const account = btOptionalBytes(dict, "p", 33);
  const signature = btBytes(dict, "s", 64);
  const timestampSeconds = btNumber(dict, "t", 0);
  const pubkeyEd25519 = key && ed25519PublicKey(hexEncode(key), "P");
  return {
    account: pubkeyEd25519
      ? readAccount(pubkeyEd25519, crypto)
      : parseMailboxId(hexEncode(account ?? new Uint8Array()), "p"),
    namespaces,
    wantData,
    timestampSeconds,
    auth: {
      ...(pubkeyEd25519 === undefined ? {} : { pubkeyEd25519 }),
      signature,
      ...(token && tokenSignature ? { subaccount: { token, signature: tokenSignature } } : {}),
    },
  };
}

function readAccount(key: Ed25519PublicKey, crypto: CryptoProvider): MailboxId {
  const account = attempt(() => monitorAccount(key, crypto));
  if (account === undefined)
    throw new DecodeError("invalid_encoding", "expected a point of the main subgroup", { path: "P" });
  return account;
}

function readNamespaces(list: readonly BtValue[]): Namespace[] {
  if (list.length === 0 || list.length > NAMESPACES_MAX)
    throw new DecodeError("out_of_range", `expected 1..${NAMESPACES_MAX} namespaces, got ${list.length}`, {
      path: "n",
    });
  const namespaces: Namespace[] = [];
  for (const item of list) {
    const number = Number(asBtInteger(item, "n"));
    if (!isNamespace(number)) throw new DecodeError("out_of_range", "expected -32768..32767", { path: "n" });
    if (number <= (namespaces.at(-1) ?? -Infinity))
      throw new DecodeError("invalid_encoding", "expected strictly ascending namespaces", { path: "n" });
    namespaces.push(number);
  }
  return namespaces;
}
