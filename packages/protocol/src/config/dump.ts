import {
  asBtBytes,
  asBtDict,
  asBtList,
  type BtDict,
  type BtValue,
  btBytes,
  btDecode,
  btEncode,
  btList,
  btNumber,
} from "../bt/index.ts";
import { hexDecode, hexEncode, latin1Decode, latin1Encode, utf8Decode, utf8Encode } from "../bytes/index.ts";
import type { ConfigContext } from "./context.ts";
import {
  type ConfigMessage,
  deriveNextMessage,
  EMPTY_MESSAGE,
  encodePendingMessage,
  parseConfigMessage,
  signConfigMessage,
  withoutOwnSignature,
} from "./message.ts";
import { NO_PARTS, type PartialSet, type PartialSets, type ReceivedPart } from "./multipart.ts";
import type { ConfigState } from "./state.ts";

/** Phases by their number in a dump. */
const PHASES = ["clean", "dirty", "waiting"] as const;
const EMPTY_DICT: BtDict = new Map();

/**
 * The state in the reference's private form, for this device's own storage. It holds plaintext.
 *
 * Our own signature is left out and made again on loading; one that came with the message stays.
 * Spec: docs/spec/config-messages.md section 7. Vectors: vectors/config-types.json, vectors/groups-configs.json.
 */
export function dumpConfig(state: ConfigState): Uint8Array {
  const plaintext =
    state.phase === "dirty" ? encodePendingMessage(state.pending) : withoutOwnSignature(state.message);
  return btEncode(
    new Map<string, BtValue>([
      ["!", BigInt(PHASES.indexOf(state.phase))],
      ["$", plaintext],
      ["(", state.currentHashes.map(utf8Encode)],
      [")", state.obsoleteHashes.map(utf8Encode)],
      ["*", partsToBt(state.parts)],
      ["+", state.extra],
    ]),
  );
}

/**
 * Reads a dump of our own. Its message is trusted; without a signature it is signed again when the context can.
 *
 * An edited config comes back with its number raised by one, since the old one may have been seen.
 * @throws DecodeError invalid_encoding, invalid_length, missing_field, out_of_range, unexpected_field
 * Spec: docs/spec/config-messages.md section 7.
 */
export function loadConfig(bytes: Uint8Array, context: ConfigContext): ConfigState {
  const dict = asBtDict(btDecode(bytes), "dump");
  const phase = PHASES[btNumber(dict, "!", 0, PHASES.length - 1)] ?? "clean";
  const message = trustedMessage(btBytes(dict, "$"), context);
  const parts = dict.get("*");
  const rest = {
    currentHashes: hashesOf(dict.get("("), "("),
    obsoleteHashes: hashesOf(dict.get(")"), ")"),
    parts: parts === undefined ? NO_PARTS : partsFromBt(asBtDict(parts, "*")),
    extra: asBtDict(dict.get("+") ?? EMPTY_DICT, "+"),
  };
  return phase === "dirty"
    ? { phase, pending: deriveNextMessage(message), ...rest }
    : { phase, message, ...rest };
}

function trustedMessage(bytes: Uint8Array, { signerSeed, crypto }: ConfigContext): ConfigMessage {
  const options = crypto === undefined ? {} : { crypto };
  const message = parseConfigMessage(bytes, options);
  const unsigned = message.signature === "none" && message.seqno !== EMPTY_MESSAGE.seqno;
  return unsigned && signerSeed !== undefined
    ? signConfigMessage(message, { signerSeed, ...options })
    : message;
}

/** compat: older dumps hold a single string, empty for none. */
function hashesOf(value: BtValue | undefined, path: string): readonly string[] {
  if (value === undefined) return [];
  if (value instanceof Uint8Array) return value.length === 0 ? [] : [utf8Decode(value, path)];
  return asBtList(value, path).map((hash) => utf8Decode(asBtBytes(hash, path), path));
}

function partsToBt(sets: PartialSets): BtDict {
  return new Map([...sets].map(([wholeHash, set]) => [latin1Decode(hexDecode(wholeHash)), setToBt(set)]));
}

function setToBt({ count, expiryMs, parts }: PartialSet): BtDict {
  const head: [string, BtValue][] = [
    ["#", BigInt(count)],
    ["T", BigInt(expiryMs)],
  ];
  if (count === 0) return new Map(head); // complete: nothing but the hash is remembered
  const rows = parts.map(
    ({ index, storageHash, chunk }): BtDict =>
      new Map<string, BtValue>([
        ["#", BigInt(index)],
        ["M", utf8Encode(storageHash)],
        ["d", chunk],
      ]),
  );
  return new Map([...head, ["p", rows]]);
}

function partsFromBt(dict: BtDict): PartialSets {
  return new Map(
    [...dict].map(([wholeHash, set]) => [hexEncode(latin1Encode(wholeHash)), setFromBt(asBtDict(set, "*"))]),
  );
}

function setFromBt(dict: BtDict): PartialSet {
  const count = btNumber(dict, "#", 0, 255);
  const rows = count === 0 ? [] : btList(dict, "p");
  return { count, expiryMs: btNumber(dict, "T", 0), parts: rows.map(partFromBt) };
}

function partFromBt(value: BtValue): ReceivedPart {
  const dict = asBtDict(value, "p");
  return {
    index: btNumber(dict, "#", 0, 255),
    storageHash: utf8Decode(btBytes(dict, "M"), "M"),
    chunk: btBytes(dict, "d"),
  };
}
