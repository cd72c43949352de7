import { DecodeError } from "../errors.ts";
import { FILE_BODY_BYTES_MAX } from "./limits.ts";

/** @throws DecodeError invalid_length */
export function checkBodyLength(body: Uint8Array, bytesMin: number): void {
  if (body.length < bytesMin || body.length > FILE_BODY_BYTES_MAX)
    throw new DecodeError(
      "invalid_length",
      `expected ${bytesMin} to ${FILE_BODY_BYTES_MAX} bytes, got ${body.length}`,
      { path: "body" },
    );
}

/** @throws DecodeError invalid_length */
export function checkKeyLength(key: Uint8Array, bytes: number): void {
  if (key.length !== bytes)
    throw new DecodeError("invalid_length", `expected ${bytes} bytes, got ${key.length}`, { path: "key" });
}

/** @throws RangeError for a file that the scheme does not take */
export function checkFileLength(file: Uint8Array, bytesMax: number): void {
  if (file.length > bytesMax)
    throw new RangeError(`file: expected at most ${bytesMax} bytes, got ${file.length}`);
}
