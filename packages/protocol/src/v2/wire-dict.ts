import { asBtDict, type BtDict, type BtValue, btDecode, btEncode } from "../bt/index.ts";
import { DecodeError } from "../errors.ts";
import { STORED_BYTES_MAX } from "../messages/index.ts";

/** Key of the signature; all that sorts before it is signed. */
export const SIGNATURE_KEY = "~";
export const SIGNATURE_BYTES = 64;

/** Fields of a format by their wire key; `undefined` for one that is absent. */
export type WireFields = Readonly<Record<string, BtValue | undefined>>;

/**
 * A dict of known and unknown fields.
 *
 * @throws RangeError when an unknown field takes a known key, or in a signed dict stands where no signature covers it
 */
export function composeDict(fields: WireFields, extra: BtDict): BtDict {
  const dict = new Map<string, BtValue>();
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) dict.set(key, value);
  for (const [key, value] of extra) {
    if (Object.hasOwn(fields, key))
      throw new RangeError(`extra: expected unknown keys only, got ${JSON.stringify(key)}`);
    if (Object.hasOwn(fields, SIGNATURE_KEY) && key > SIGNATURE_KEY)
      throw new RangeError(`extra: expected keys before the signature, got ${JSON.stringify(key)}`);
    dict.set(key, value);
  }
  return dict;
}

/** The integer of a field. @throws RangeError unless a whole number from 0 to 2^53 - 1 */
export function wireNumber(value: number, name: string): bigint {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name}: expected a whole number from 0, got ${value}`);
  return BigInt(value);
}

/** The fields of `dict` that are not in `known`, for formats that keep what they do not understand. */
export function unknownFields(dict: BtDict, known: readonly string[]): BtDict {
  return new Map([...dict].filter(([key]) => !known.includes(key)));
}

/** A strict dict in which nothing but the keys of `after` follows the signature. @throws DecodeError */
export function decodeSignedDict(bytes: Uint8Array, after: readonly string[] = []): BtDict {
  const dict = asBtDict(btDecode(bytes));
  for (const key of dict.keys())
    if (key > SIGNATURE_KEY && !after.includes(key))
      throw new DecodeError("unexpected_field", "expected no field behind it, for it would not cover that", {
        path: SIGNATURE_KEY, // not the key itself: a stranger wrote it, and it may be as long as the message
      });
  return dict;
}

/** What a signature under `key` covers: the encoding from its leading `d` up to that key. */
export function signedPart(dict: BtDict, key: string = SIGNATURE_KEY): Uint8Array {
  return btEncode(new Map([...dict].filter(([name]) => name < key))).subarray(0, -1);
}

/** @throws DecodeError invalid_length for more than a node stores, before anything is allocated for it */
export function checkStoredSize(bytes: Uint8Array): void {
  if (bytes.length > STORED_BYTES_MAX)
    throw new DecodeError(
      "invalid_length",
      `data: expected at most ${STORED_BYTES_MAX} bytes, got ${bytes.length}`,
    );
}
