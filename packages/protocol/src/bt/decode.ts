import { latin1Decode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { BT_INT_MAX, BT_INT_MIN, type BtDict, type BtValue } from "./value.ts";

export interface BtDecodeOptions {
  /** Nested lists and dicts allowed; default 32. */
  readonly depthMax?: number;
  /**
   * compat: accept `-0`, leading zeros in numbers and lengths, as the reference's generic decoder does.
   * Key order and uniqueness are demanded all the same. Default false.
   */
  readonly lenientNumbers?: boolean;
}

const CODE_0 = 0x30;
const CODE_9 = 0x39;
const CODE_COLON = 0x3a;
const CODE_MINUS = 0x2d;
const CODE_D = 0x64;
const CODE_E = 0x65;
const CODE_I = 0x69;
const CODE_L = 0x6c;
/**
 * Far above any format's need: a config of 5 MB holds some 400,000. Small values cost much more memory than bytes, and a
 * few hundred compressed bytes can stand for millions of them.
 */
const VALUES_MAX = 1_000_000;
/** Sign and 20 digits hold every 64-bit number; a few more keep zeros readable in lenient mode. */
const DIGITS_MAX = 24;

/**
 * Reads exactly one value that fills the whole input.
 *
 * @throws DecodeError invalid_encoding, invalid_length, out_of_range; `offset` says where
 * Vectors: vectors/bt-encoding.json
 */
export function btDecode(bytes: Uint8Array, options: BtDecodeOptions = {}): BtValue {
  const reader = new Reader(bytes, options.depthMax ?? 32, options.lenientNumbers ?? false);
  const value = reader.value(0);
  if (reader.at !== bytes.length) reader.fail("invalid_length", "expected the end of input");
  return value;
}

class Reader {
  at = 0;
  #values = 0;
  readonly #bytes: Uint8Array;
  readonly #depthMax: number;
  readonly #lenient: boolean;

  constructor(bytes: Uint8Array, depthMax: number, lenient: boolean) {
    this.#bytes = bytes;
    this.#depthMax = depthMax;
    this.#lenient = lenient;
  }

  value(depth: number): BtValue {
    if (++this.#values > VALUES_MAX) this.fail("out_of_range", `expected at most ${VALUES_MAX} values`);
    const code = this.#bytes[this.at];
    if (code === CODE_I) return this.#integer();
    if (code === CODE_L) return this.#list(depth);
    if (code === CODE_D) return this.#dict(depth);
    return this.#string();
  }

  fail(code: "invalid_encoding" | "invalid_length" | "out_of_range", why: string): never {
    throw new DecodeError(code, `bt: ${why} at byte ${this.at}`, { offset: this.at });
  }

  #integer(): bigint {
    this.at++;
    const negative = this.#bytes[this.at] === CODE_MINUS;
    if (negative) this.at++;
    const magnitude = BigInt(this.#digits(CODE_E));
    if (negative && magnitude === 0n && !this.#lenient)
      this.fail("invalid_encoding", "expected 0 without a minus sign");
    const value = negative ? -magnitude : magnitude;
    if (value < BT_INT_MIN || value > BT_INT_MAX) this.fail("out_of_range", "expected a 64-bit integer");
    return value;
  }

  #string(): Uint8Array {
    const start = this.at;
    const length = Number(this.#digits(CODE_COLON));
    if (length > this.#bytes.length - this.at) {
      this.at = start;
      this.fail("invalid_length", `expected ${length} bytes, fewer remain`);
    }
    this.at += length;
    return this.#bytes.slice(this.at - length, this.at);
  }

  #list(depth: number): readonly BtValue[] {
    this.#enter(depth);
    const items: BtValue[] = [];
    while (this.#bytes[this.at] !== CODE_E) items.push(this.value(depth + 1));
    this.at++;
    return items;
  }

  #dict(depth: number): BtDict {
    this.#enter(depth);
    const entries = new Map<string, BtValue>();
    let previous: string | undefined;
    while (this.#bytes[this.at] !== CODE_E) {
      const key = latin1Decode(this.#string());
      if (previous !== undefined && key <= previous)
        this.fail("invalid_encoding", "expected ascending, distinct dict keys");
      entries.set(key, this.value(depth + 1));
      previous = key;
    }
    this.at++;
    return entries;
  }

  #enter(depth: number): void {
    if (depth >= this.#depthMax) this.fail("out_of_range", `expected at most ${this.#depthMax} levels`);
    this.at++;
  }

  /** Digits up to `end`, which is consumed. Lengths and integers share the rule on leading zeros. */
  #digits(end: number): string {
    let text = "";
    for (;;) {
      const code = this.#bytes[this.at];
      if (code === end && text !== "") break;
      if (code === undefined) this.fail("invalid_length", "expected more input");
      if (code < CODE_0 || code > CODE_9) this.fail("invalid_encoding", "expected a digit");
      if (text.length === DIGITS_MAX) this.fail("out_of_range", "expected fewer digits");
      text += String.fromCharCode(code);
      this.at++;
    }
    if (text.length > 1 && text.startsWith("0") && !this.#lenient)
      this.fail("invalid_encoding", "expected a number without leading zeros");
    this.at++;
    return text;
  }
}
