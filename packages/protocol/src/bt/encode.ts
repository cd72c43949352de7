import { latin1Encode, utf8Encode } from "../bytes/index.ts";
import { BT_INT_MAX, BT_INT_MIN, type BtValue, isBtList } from "./value.ts";

const LIST = 0x6c;
const DICT = 0x64;
const END = 0x65;
const START_BYTES = 1024;

/**
 * Canonical bencoding: dict keys ascending as unsigned bytes, shortest numbers.
 *
 * @throws RangeError for an integer outside 64 bits or a key with characters above U+00FF
 * Vectors: vectors/bt-encoding.json
 */
export function btEncode(value: BtValue): Uint8Array {
  const output = new Output();
  write(value, output);
  return output.toBytes();
}

function write(value: BtValue, output: Output): void {
  if (typeof value === "bigint") {
    if (value < BT_INT_MIN || value > BT_INT_MAX)
      throw new RangeError(`bt integer: expected -2^63..2^64-1, got ${value}`);
    output.bytes(utf8Encode(`i${value}e`));
  } else if (value instanceof Uint8Array) {
    writeString(value, output);
  } else if (isBtList(value)) {
    output.byte(LIST);
    for (const item of value) write(item, output);
    output.byte(END);
  } else {
    output.byte(DICT);
    // Latin1 texts compare by UTF-16 unit exactly as their bytes do.
    for (const [key, item] of [...value].sort(([a], [b]) => (a < b ? -1 : 1))) {
      writeString(latin1Encode(key), output);
      write(item, output);
    }
    output.byte(END);
  }
}

function writeString(bytes: Uint8Array, output: Output): void {
  output.bytes(utf8Encode(`${bytes.length}:`));
  output.bytes(bytes);
}

/** Bytes that grow by doubling: large values have too many parts to be joined as arguments of one call. */
class Output {
  #buffer = new Uint8Array(START_BYTES);
  #length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  toBytes(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer);
    this.#buffer = grown;
  }
}
