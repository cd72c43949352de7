import { DecodeError } from "../errors.ts";

/** @throws DecodeError invalid_encoding, always */
export function corrupt(why: string): never {
  throw new DecodeError("invalid_encoding", `zstd: ${why}`);
}
