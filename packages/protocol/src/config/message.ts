import { asBtDict, asBtList, type BtDict, type BtValue, btDecode, btEncode, btNumber } from "../bt/index.ts";
import { compareBytes, concatBytes, hexDecode, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { checkConfigData } from "./data.ts";
import { type ConfigDiff, computeDiff, diffFromBt, diffToBt, EMPTY_DIFF } from "./diff.ts";
import type { ConfigDict } from "./tree.ts";

/** A message carries the changes of this many numbers: its own and up to four before it. */
export const LAG = 5;
/** Leaves room above for the numbers that merging and editing add, all exact in a double. */
export const SEQNO_MAX: number = 2 ** 52;

const HASH_BYTES = 32;
const SIGNATURE_BYTES = 64;
const SIGNATURE_HEAD = utf8Encode("1:~64:");
const END = utf8Encode("e");
/** What a signature does not cover: its own pair and the end of the dict. */
const UNSIGNED_TAIL_BYTES: number = SIGNATURE_HEAD.length + SIGNATURE_BYTES + END.length;
const KNOWN_KEYS: ReadonlySet<string> = new Set(["#", "&", "<", "=", "~"]);

/** The change that an earlier message made. */
export interface LaggedDiff {
  readonly seqno: number;
  /** 32 bytes. */
  readonly hash: Uint8Array;
  readonly diff: ConfigDiff;
}

/** A complete message whose bytes are settled; these are kept, so that it can be stored again unchanged. */
export interface ConfigMessage {
  readonly seqno: number;
  readonly data: ConfigDict;
  /** Ascending by number, then hash; none older than the window. */
  readonly lagged: readonly LaggedDiff[];
  readonly diff: ConfigDiff;
  /** Top-level keys of later versions; messages derived from this one carry them on. */
  readonly unknown: BtDict;
  /** Including the signature, if there is one. */
  readonly bytes: Uint8Array;
  /** 32 bytes, over `bytes`. */
  readonly hash: Uint8Array;
  /** `own`: made with our key and reproducible. `foreign`: came with the message. */
  readonly signature: "none" | "own" | "foreign";
}

/** A message that may still change. */
export interface PendingMessage {
  readonly seqno: number;
  readonly data: ConfigDict;
  /** The message's own diff is the difference between this and `data`. */
  readonly base: ConfigDict;
  readonly lagged: readonly LaggedDiff[];
  readonly unknown: BtDict;
}

/** Parent of every first change. Spec: docs/spec/config-messages.md section 2. */
export const EMPTY_MESSAGE: ConfigMessage = {
  seqno: 0,
  data: new Map(),
  lagged: [],
  diff: EMPTY_DIFF,
  unknown: new Map(),
  bytes: utf8Encode("d1:#i0e1:&de1:<le1:=dee"),
  hash: hexDecode("ea173b57beca8af18c3519a7bbf69c3e7a05d1c049fa9558341d8ebb48b0c965"),
  signature: "none",
};

/**
 * Reads a plaintext message.
 *
 * @param options.verifierEd25519 when given, a valid signature of this key is demanded
 * @throws DecodeError unsupported_version (a key before `#`), signature_invalid, missing_field, unexpected_field,
 *   invalid_encoding, invalid_length, out_of_range
 * Spec: docs/spec/config-messages.md section 2. Vectors: vectors/config-messages.json, vectors/config-merge.json.
 */
export function parseConfigMessage(
  bytes: Uint8Array,
  options: { readonly verifierEd25519?: Uint8Array; readonly crypto?: CryptoProvider } = {},
): ConfigMessage {
  const { verifierEd25519, crypto = nobleCrypto } = options;
  // First of all, so that only who may write can make us read.
  if (verifierEd25519 !== undefined) checkSignature(bytes, verifierEd25519, crypto);
  // compat: the reference takes numbers with leading zeros; refusing them here alone would split devices.
  const dict = asBtDict(btDecode(bytes, { lenientNumbers: true }), "config");
  const seqno = readSeqno(dict);
  const signed = checkSignaturePlace(dict, bytes);
  const data = dict.get("&");
  if (data === undefined) throw new DecodeError("missing_field", "expected the data", { path: "&" });
  const lagged = dict.get("<");
  const diff = dict.get("=");
  return {
    seqno,
    data: checkConfigData(data, "&"),
    lagged: lagged === undefined ? [] : readLagged(lagged, seqno),
    diff: diff === undefined ? EMPTY_DIFF : diffFromBt(asBtDict(diff, "="), "="),
    unknown: new Map([...dict].filter(([key]) => !KNOWN_KEYS.has(key))),
    bytes,
    hash: configHash(bytes, crypto),
    signature: signed ? "foreign" : "none",
  };
}

function readSeqno(dict: BtDict): number {
  const [first] = dict;
  if (first === undefined) throw new DecodeError("missing_field", "expected a number", { path: "#" });
  const [key] = first;
  if (key < "#") throw new DecodeError("unsupported_version", "config: a key comes before #");
  if (key > "#") throw new DecodeError("missing_field", "expected a number", { path: "#" });
  return btNumber(dict, "#", 0, SEQNO_MAX);
}

function checkSignature(bytes: Uint8Array, verifierEd25519: Uint8Array, crypto: CryptoProvider): void {
  if (!endsInSignature(bytes)) throw new DecodeError("missing_field", "expected a signature", { path: "~" });
  const at = bytes.length - UNSIGNED_TAIL_BYTES;
  const signature = bytes.subarray(at + SIGNATURE_HEAD.length, -END.length);
  if (!crypto.ed25519Verify(signature, bytes.subarray(0, at), verifierEd25519))
    throw new DecodeError("signature_invalid", "the signature does not verify", { path: "~" });
}

/** In the one canonical form, so that what the signature covers is certain. */
function endsInSignature(bytes: Uint8Array): boolean {
  const at = bytes.length - UNSIGNED_TAIL_BYTES;
  return at > 0 && compareBytes(bytes.subarray(at, at + SIGNATURE_HEAD.length), SIGNATURE_HEAD) === 0;
}

/** Whether there is a signature, which must be the last pair. */
function checkSignaturePlace(dict: BtDict, bytes: Uint8Array): boolean {
  for (const key of dict.keys())
    if (key > "~") throw new DecodeError("unexpected_field", "expected nothing after ~", { path: "~" });
  const value = dict.get("~");
  if (value === undefined) return false;
  if (!(value instanceof Uint8Array) || value.length !== SIGNATURE_BYTES)
    throw new DecodeError("invalid_length", `expected ${SIGNATURE_BYTES} bytes`, { path: "~" });
  if (!endsInSignature(bytes))
    throw new DecodeError("invalid_encoding", "expected canonical lengths", { path: "~" });
  return true;
}

function readLagged(value: BtValue, seqno: number): readonly LaggedDiff[] {
  const path = "<";
  const rows = asBtList(value, path).flatMap((row) => {
    const fields = asBtList(row, path);
    const [number, hash, diff] = fields;
    if (typeof number !== "bigint")
      throw new DecodeError("invalid_encoding", "expected an integer", { path });
    if (number >= BigInt(seqno))
      throw new DecodeError("out_of_range", `expected a number below ${seqno}, got ${number}`, { path });
    if (number <= BigInt(seqno - LAG)) return []; // dropped unread, as the reference does
    const rowSeqno = Number(number);
    if (fields.length !== 3 || diff === undefined)
      throw new DecodeError("invalid_length", `expected 3 elements, got ${fields.length}`, { path });
    if (!(hash instanceof Uint8Array) || hash.length !== HASH_BYTES)
      throw new DecodeError("invalid_length", `expected a hash of ${HASH_BYTES} bytes`, { path });
    return [{ seqno: rowSeqno, hash, diff: diffFromBt(asBtDict(diff, path), path) }];
  });
  if (rows.some((row, index) => index > 0 && compareVersions(rows[index - 1] ?? row, row) >= 0))
    throw new DecodeError("invalid_encoding", "expected rows strictly ascending by number and hash", {
      path,
    });
  return rows;
}

/** Order of messages: by number, then by hash as unsigned bytes. Negative, 0 or positive. */
export function compareVersions(
  a: { readonly seqno: number; readonly hash: Uint8Array },
  b: { readonly seqno: number; readonly hash: Uint8Array },
): number {
  return a.seqno - b.seqno || compareBytes(a.hash, b.hash);
}

/** Hash by which messages refer to each other; unrelated to the hash under which nodes store them. */
function configHash(bytes: Uint8Array, crypto: CryptoProvider): Uint8Array {
  return crypto.blake2b(bytes, { length: HASH_BYTES });
}

/** The message on top of which the next change is made. Spec: docs/spec/config-messages.md section 3. */
export function deriveNextMessage(message: ConfigMessage): PendingMessage {
  const { seqno, hash, diff, data, unknown } = message;
  const lagged = [...withinWindow(message.lagged, seqno), { seqno, hash, diff }];
  return { seqno: seqno + 1, data, base: data, lagged, unknown };
}

/**
 * Settles the bytes of a message. Equal inputs give equal bytes on every device.
 *
 * @param options.signerSeed signs the message when given
 * Spec: docs/spec/config-messages.md sections 2 and 3. Vectors: vectors/config-messages.json, vectors/config-merge.json.
 */
export function sealConfigMessage(
  pending: PendingMessage,
  options: { readonly signerSeed?: Uint8Array; readonly crypto?: CryptoProvider } = {},
): ConfigMessage {
  const { signerSeed, crypto = nobleCrypto } = options;
  const content = contentOf(pending);
  const bytes = encodeMessage(content);
  const hash = configHash(bytes, crypto);
  const message: ConfigMessage = { ...content, bytes, hash, signature: "none" };
  return signerSeed === undefined ? message : signConfigMessage(message, { signerSeed, crypto });
}

/** The same message with a signature of ours. It must not have one already. */
export function signConfigMessage(
  message: ConfigMessage,
  options: { readonly signerSeed: Uint8Array; readonly crypto?: CryptoProvider },
): ConfigMessage {
  const { signerSeed, crypto = nobleCrypto } = options;
  const covered = message.bytes.subarray(0, -END.length);
  const bytes = concatBytes(covered, SIGNATURE_HEAD, crypto.ed25519Sign(covered, signerSeed), END);
  return { ...message, bytes, hash: configHash(bytes, crypto), signature: "own" };
}

/** The bytes before our own signature was added; a foreign one stays, since it could not be made again. */
export function withoutOwnSignature({ bytes, signature }: ConfigMessage): Uint8Array {
  return signature === "own" ? concatBytes(bytes.subarray(0, -UNSIGNED_TAIL_BYTES), END) : bytes;
}

/** The unsigned bytes of a message that may still change. */
export function encodePendingMessage(pending: PendingMessage): Uint8Array {
  return encodeMessage(contentOf(pending));
}

type MessageContent = Pick<ConfigMessage, "seqno" | "data" | "lagged" | "diff" | "unknown">;

/** What a message says if it is not changed any more. */
function contentOf({ seqno, data, base, lagged, unknown }: PendingMessage): MessageContent {
  return { seqno, data, lagged: withinWindow(lagged, seqno), diff: computeDiff(base, data), unknown };
}

function withinWindow(rows: readonly LaggedDiff[], seqno: number): readonly LaggedDiff[] {
  return rows.filter((row) => row.seqno > seqno - LAG && row.seqno < seqno);
}

function encodeMessage({ seqno, data, lagged, diff, unknown }: MessageContent): Uint8Array {
  const rows = lagged.map((row): BtValue => [BigInt(row.seqno), row.hash, diffToBt(row.diff)]);
  const fields: [string, BtValue][] = [
    ["#", BigInt(seqno)],
    ["&", data],
    ["<", rows],
    ["=", diffToBt(diff)],
  ];
  return btEncode(new Map([...unknown, ...fields]));
}
