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
import { ed25519ToX25519 } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import {
  accountIdBytes,
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
export function monitorAccount(key: Ed25519PublicKey): MailboxId {
  return parseMailboxId(`05${hexEncode(ed25519ToX25519(hexDecode(key)))}`);
}

/** One dict, or a list of up to 32. @throws RangeError for more */
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

/** Reads what {@link encodeMonitorRequests} writes. @throws DecodeError */
export function decodeMonitorRequests(bytes: Uint8Array): MonitorRequest[] {
  const value = btDecode(bytes, { depthMax: 4 });
  const dicts = isBtList(value) ? value : [value];
  if (dicts.length > REQUESTS_MAX)
    throw new DecodeError("out_of_range", `expected at most ${REQUESTS_MAX} subscriptions`, {
      path: "monitor",
    });
  return dicts.map((dict, index) => readMonitor(asBtDict(dict, `monitor[${index}]`)));
}

function readMonitor(dict: BtDict): MonitorRequest {
  const key = btOptionalBytes(dict, "P", 32);
  const account = btOptionalBytes(dict, "p", 33);
  const token = btOptionalBytes(dict, "T", SUBACCOUNT_TOKEN_BYTES);
  const tokenSignature = btOptionalBytes(dict, "S", 64);
  if ((key === undefined) === (account === undefined))
    throw new DecodeError("unexpected_field", "expected exactly one of P and p", { path: "p" });
  if ((token === undefined) !== (tokenSignature === undefined))
    throw new DecodeError("missing_field", "expected S and T together", { path: "S" });
  const pubkeyEd25519 = key && ed25519PublicKey(hexEncode(key), "P");
  return {
    account: pubkeyEd25519
      ? monitorAccount(pubkeyEd25519)
      : parseMailboxId(hexEncode(account ?? new Uint8Array()), "p"),
    namespaces: readNamespaces(btList(dict, "n")),
    wantData: btOptionalNumber(dict, "d", 0, 1) === 1,
    timestampSeconds: btNumber(dict, "t", 0),
    auth: {
      ...(pubkeyEd25519 === undefined ? {} : { pubkeyEd25519 }),
      signature: btBytes(dict, "s", 64),
      ...(token && tokenSignature ? { subaccount: { token, signature: tokenSignature } } : {}),
    },
  };
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
