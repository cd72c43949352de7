import { corrupt } from "./corrupt.ts";

/** Bits from the first byte on, lowest first. */
export class ForwardBits {
  #at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes of which at least one bit was taken. */
  get bytesUsed(): number {
    return Math.ceil(this.#at / 8);
  }

  /** At most 24 bits; those behind the end are zero. */
  peek(count: number): number {
    return bitsAt(this.#bytes, this.#at, count);
  }

  skip(count: number): void {
    this.#at += count;
    if (this.#at > this.#bytes.length * 8) corrupt("expected more bits");
  }

  take(count: number): number {
    const value = this.peek(count);
    this.skip(count);
    return value;
  }
}

/** Bits from the last byte on, highest first, below the one that marks where they begin. */
export class BackwardBits {
  /** Bits that are left. */
  left: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    const last = bytes.at(-1) ?? 0;
    if (last === 0) corrupt("expected the mark at the end of a bitstream");
    this.#bytes = bytes;
    this.left = bytes.length * 8 - Math.clz32(last) + 23;
  }

  /** At most 24 bits; those before the beginning are zero. */
  peek(count: number): number {
    if (this.left >= count) return bitsAt(this.#bytes, this.left - count, count);
    return bitsAt(this.#bytes, 0, this.left) << (count - this.left);
  }

  skip(count: number): void {
    this.left -= count;
    if (this.left < 0) corrupt("expected more bits");
  }

  /** At most 31 bits. */
  take(count: number): number {
    if (count === 0) return 0; // all that a million equal sequences take
    if (count > 16) return this.take(count - 16) * 65_536 + this.take(16);
    const value = this.peek(count);
    this.skip(count);
    return value;
  }
}

function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  const index = at >> 3;
  const word =
    (bytes[index] ?? 0) |
    ((bytes[index + 1] ?? 0) << 8) |
    ((bytes[index + 2] ?? 0) << 16) |
    ((bytes[index + 3] ?? 0) << 24);
  return (word >>> (at & 7)) & ((1 << count) - 1);
}
