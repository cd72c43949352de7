import { DecodeError, SessionError } from "../errors.ts";
import { STORED_BYTES_MAX } from "../messages/limits.ts";

/** @throws DecodeError invalid_length for more than a node stores, before anything is allocated for it */
export function checkStoredSize(bytes: Uint8Array): void {
  if (bytes.length > STORED_BYTES_MAX)
    throw new DecodeError(
      "invalid_length",
      `data: expected at most ${STORED_BYTES_MAX} bytes, got ${bytes.length}`,
    );
}

/** The bytes themselves. @throws SessionError out_of_range when no node would store them */
export function storable(bytes: Uint8Array): Uint8Array {
  if (bytes.length > STORED_BYTES_MAX)
    throw new SessionError(
      "out_of_range",
      `data: expected at most ${STORED_BYTES_MAX} bytes, got ${bytes.length}`,
    );
  return bytes;
}
