import { DecodeError } from "../errors.ts";

/** Largest upload or download: what our file hosts take. */
export const FILE_BODY_BYTES_MAX = 10_300_000;
/** Largest file for the deterministic scheme; it becomes 10,223,616 bytes. */
export const DETERMINISTIC_FILE_BYTES_MAX = 10_218_286;
/** Largest file for the legacy scheme, and the size that padding does not exceed. */
export const LEGACY_FILE_BYTES_MAX = 10_000_000;

/** Bounds what somebody sent before it is opened. @throws DecodeError invalid_length */
export function checkBodyLength(body: Uint8Array, bytesMin: number): void {
  if (body.length < bytesMin || body.length > FILE_BODY_BYTES_MAX)
    throw new DecodeError(
      "invalid_length",
      `expected ${bytesMin} to ${FILE_BODY_BYTES_MAX} bytes, got ${body.length}`,
      { path: "body" },
    );
}

/** For a key out of a message. @throws DecodeError invalid_length */
export function checkKeyLength(key: Uint8Array, bytes: number): void {
  if (key.length !== bytes)
    throw new DecodeError("invalid_length", `expected ${bytes} bytes, got ${key.length}`, { path: "key" });
}

/** For a length that a caller computes with. @throws RangeError unless a whole number from 0 */
export function checkFileBytes(fileBytes: number): void {
  if (!Number.isSafeInteger(fileBytes) || fileBytes < 0)
    throw new RangeError(`fileBytes: expected a whole number from 0, got ${fileBytes}`);
}

/** @throws RangeError for a file that the scheme does not take */
export function checkFileLength(file: Uint8Array, bytesMax: number): void {
  if (file.length > bytesMax)
    throw new RangeError(`file: expected at most ${bytesMax} bytes, got ${file.length}`);
}
