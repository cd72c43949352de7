import {
  asBtDict,
  asBtList,
  type BtDict,
  type BtValue,
  btBytes,
  btDecode,
  btEncode,
  btNumber,
} from "../bt/index.ts";
import { bytesOfLength } from "../bytes/index.ts";
import { type SecretBytes, secretBytes } from "../crypto/index.ts";
import { wholeNumber } from "./whole-number.ts";

const KEY_BYTES = 32;

/** A key that encrypts the group's messages and configs. */
export interface GroupKey {
  readonly generation: number;
  /** When the swarm stored the message that brought it. */
  readonly timestampMs: number;
  /** 32 bytes. */
  readonly key: SecretBytes;
}

/** The list of keys as supplements and dumps write it. @throws RangeError */
export function keyListValue(keys: readonly GroupKey[]): readonly BtDict[] {
  return keys.map(
    ({ generation, timestampMs, key }) =>
      new Map<string, BtValue>([
        ["g", wholeNumber(generation, "generation")],
        ["k", bytesOfLength(key, KEY_BYTES, "key")],
        ["t", wholeNumber(timestampMs, "timestampMs")],
      ]),
  );
}

/** @throws DecodeError missing_field, invalid_encoding, invalid_length, out_of_range */
export function readKeyList(items: readonly BtValue[]): readonly GroupKey[] {
  return items.map((item) => {
    const dict = asBtDict(item, "key");
    return {
      generation: btNumber(dict, "g", 0),
      timestampMs: btNumber(dict, "t", 0),
      key: secretBytes(btBytes(dict, "k", KEY_BYTES)),
    };
  });
}

/** Plaintext of a supplemental message. @throws RangeError */
export function encodeKeyList(keys: readonly GroupKey[]): Uint8Array {
  return btEncode(keyListValue(keys));
}

/** @throws DecodeError missing_field, invalid_encoding, invalid_length, out_of_range */
export function decodeKeyList(bytes: Uint8Array): readonly GroupKey[] {
  return readKeyList(asBtList(btDecode(bytes)));
}
