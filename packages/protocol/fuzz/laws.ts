import { equalBytes } from "../src/bytes/index.ts";
import type { Codec } from "../src/codec/index.ts";
import { LawBroken } from "./target.ts";

/** What was accepted can be written, and what was written reads as the same. @returns the accepted value */
export function readAndWrite<T>(codec: Codec<T>, input: Uint8Array): T {
  const value = codec.decode(input);
  const written = codec.encode(value);
  if (!equalBytes(codec.encode(codec.decode(written)), written))
    throw new LawBroken("written and read again, the value is another one");
  return value;
}

/** For canonical formats: the accepted bytes are the ones that are written. */
export function readCanonical<T>(codec: Codec<T>, input: Uint8Array): T {
  const value = codec.decode(input);
  if (!equalBytes(codec.encode(value), input))
    throw new LawBroken("written again, the value has other bytes");
  return value;
}
