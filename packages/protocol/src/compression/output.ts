import { DecodeError } from "../errors.ts";
import { corrupt } from "./corrupt.ts";

/** Bytes that came out so far: a buffer that grows up to a limit. */
export class Output {
  #buffer: Uint8Array;
  #length = 0;
  readonly #bytesMax: number;

  constructor(options: { readonly bytesExpected: number; readonly bytesMax: number }) {
    this.#bytesMax = options.bytesMax;
    this.#buffer = new Uint8Array(Math.min(options.bytesExpected, options.bytesMax));
  }

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    const at = this.#extend(bytes.length);
    this.#buffer.set(bytes, at);
  }

  repeat(byte: number, count: number): void {
    const at = this.#extend(count);
    this.#buffer.fill(byte, at, at + count);
  }

  /** Appends what stands `offset` bytes before the end; a run longer than that repeats itself. */
  copy(offset: number, count: number): void {
    if (offset < 1 || offset > this.#length) corrupt("expected an offset within what came before");
    const at = this.#extend(count);
    if (offset >= count) this.#buffer.copyWithin(at, at - offset, at - offset + count);
    else
      for (let index = at; index < at + count; index++)
        this.#buffer[index] = this.#buffer[index - offset] ?? 0;
  }

  toBytes(): Uint8Array {
    return this.#length === this.#buffer.length ? this.#buffer : this.#buffer.slice(0, this.#length);
  }

  #extend(count: number): number {
    const at = this.#length;
    const length = at + count;
    if (length > this.#bytesMax)
      throw new DecodeError("out_of_range", `zstd: expected at most ${this.#bytesMax} bytes`);
    if (length > this.#buffer.length) {
      const grown = new Uint8Array(Math.min(Math.max(length, 2 * this.#buffer.length), this.#bytesMax));
      grown.set(this.#buffer.subarray(0, at));
      this.#buffer = grown;
    }
    this.#length = length;
    return at;
  }
}
