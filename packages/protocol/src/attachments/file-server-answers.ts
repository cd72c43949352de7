import {
  type Codec,
  type JsonObject,
  jsonDecode,
  jsonEncode,
  jsonField,
  jsonInteger,
  jsonObject,
  jsonString,
} from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { type FileId, parseFileId } from "./file-id.ts";

const ANSWER_BYTES_MAX = 10_000;
/** End of the year 9999: up to here a double of seconds keeps the milliseconds. */
const TIME_MS_MAX = 253_402_300_799_999;

/** Answer to `info` and `extend`. */
export interface FileInfo {
  /** Bytes of the body. */
  readonly size: number;
  readonly uploadedMs: number;
  readonly expiresMs: number;
}

/** Answer to an upload. */
export interface UploadedFile extends FileInfo {
  readonly id: FileId;
}

/**
 * JSON `{size, uploaded, expires}`, times in seconds with a fraction.
 *
 * Spec: docs/spec/accounts-and-messages.md section 12.4.
 */
export const fileInfo: Codec<FileInfo> = {
  encode: (info) => jsonEncode(infoFields(info)),
  decode: (bytes) => readInfo(readObject(bytes)),
};

/**
 * JSON `{id, size, uploaded, expires}`, times in seconds with a fraction.
 *
 * Spec: docs/spec/accounts-and-messages.md section 12.4.
 */
export const uploadedFile: Codec<UploadedFile> = {
  encode: ({ id, ...info }) => jsonEncode({ id, ...infoFields(info) }),
  decode: (bytes) => {
    const object = readObject(bytes);
    return { id: readId(object), ...readInfo(object) };
  },
};

function readObject(bytes: Uint8Array): JsonObject {
  if (bytes.length > ANSWER_BYTES_MAX)
    throw new DecodeError(
      "invalid_length",
      `expected at most ${ANSWER_BYTES_MAX} bytes, got ${bytes.length}`,
    );
  return jsonObject(jsonDecode(bytes));
}

/** compat: servers that still count their files write the number as one. */
function readId(object: JsonObject): FileId {
  return parseFileId(
    typeof jsonField(object, "id") === "number"
      ? String(jsonInteger(object, "id", { min: 0 }))
      : jsonString(object, "id"),
  );
}

function readInfo(object: JsonObject): FileInfo {
  return {
    size: jsonInteger(object, "size", { min: 0 }),
    uploadedMs: readTime(object, "uploaded"),
    expiresMs: readTime(object, "expires"),
  };
}

function readTime(object: JsonObject, path: string): number {
  const seconds = jsonField(object, path);
  if (seconds === undefined) throw new DecodeError("missing_field", "expected a value, found none", { path });
  if (typeof seconds !== "number")
    throw new DecodeError("invalid_encoding", `expected a number, got ${typeof seconds}`, { path });
  const ms = Math.round(seconds * 1000);
  if (!isTime(ms))
    throw new DecodeError("out_of_range", `expected 0..${TIME_MS_MAX / 1000}, got ${seconds}`, { path });
  return ms;
}

function infoFields({ size, uploadedMs, expiresMs }: FileInfo): Readonly<Record<string, number>> {
  if (!Number.isSafeInteger(size) || size < 0)
    throw new RangeError(`size: expected a whole number from 0, got ${size}`);
  return { size, uploaded: secondsOf(uploadedMs), expires: secondsOf(expiresMs) };
}

function secondsOf(ms: number): number {
  if (!Number.isInteger(ms) || !isTime(ms))
    throw new RangeError(`time: expected milliseconds in 0..${TIME_MS_MAX}, got ${ms}`);
  return ms / 1000;
}

function isTime(ms: number): boolean {
  return ms >= 0 && ms <= TIME_MS_MAX;
}
