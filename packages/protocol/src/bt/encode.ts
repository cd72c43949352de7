import { concatBytes, latin1Encode, utf8Encode } from "../bytes/index.ts";
import { BT_INT_MAX, BT_INT_MIN, type BtValue, isBtList } from "./value.ts";

const LIST = utf8Encode("l");
const DICT = utf8Encode("d");
const END = utf8Encode("e");

/**
 * Canonical bencoding: dict keys ascending as unsigned bytes, shortest numbers.
 *
 * @throws RangeError for an integer outside 64 bits or a key with characters above U+00FF
 * Vectors: vectors/bt-encoding.json
 */
export function btEncode(value: BtValue): Uint8Array {
  const parts: Uint8Array[] = [];
  write(value, parts);
  return concatBytes(...parts);
}

function write(value: BtValue, parts: Uint8Array[]): void {
  if (typeof value === "bigint") {
    if (value < BT_INT_MIN || value > BT_INT_MAX)
      throw new RangeError(`bt integer: expected -2^63..2^64-1, got ${value}`);
    parts.push(utf8Encode(`i${value}e`));
  } else if (value instanceof Uint8Array) {
    writeString(value, parts);
  } else if (isBtList(value)) {
    parts.push(LIST);
    for (const item of value) write(item, parts);
    parts.push(END);
  } else {
    parts.push(DICT);
    // Latin1 texts compare by UTF-16 unit exactly as their bytes do.
    for (const [key, item] of [...value].sort(([a], [b]) => (a < b ? -1 : 1))) {
      writeString(latin1Encode(key), parts);
      write(item, parts);
    }
    parts.push(END);
  }
}

function writeString(bytes: Uint8Array, parts: Uint8Array[]): void {
  parts.push(utf8Encode(`${bytes.length}:`), bytes);
}
