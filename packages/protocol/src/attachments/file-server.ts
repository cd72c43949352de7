import { DecodeError } from "../errors.ts";
import type { V4Request } from "../onion/index.ts";
import { type FileId, type HashFileId, isHashFileId, parseFileId } from "./file-id.ts";
import { FILE_BODY_BYTES_MAX } from "./limits.ts";

const TTL_HEADER = "X-FS-TTL";
const TTL_TEXT = /^[0-9]{1,10}$/;
const FILE_PATH = /^\/file\/([^/?#]+)(\/info|\/extend)?(?:\?.*)?$/;
const UPLOAD_PATH = /^\/file(?:\?.*)?$/;
const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;

/** Life of a file whose uploader names none. */
export const FILE_TTL_DEFAULT_MS: number = 14 * DAY_MS;
/** Longest life that one request gives. */
export const FILE_TTL_MAX_MS: number = 30 * DAY_MS;

/** The calls that every file host answers. `ttlSeconds` is at least 1. */
export type FileCall =
  | { readonly kind: "upload"; readonly body: Uint8Array; readonly ttlSeconds?: number }
  | { readonly kind: "download"; readonly id: FileId }
  | { readonly kind: "info"; readonly id: FileId }
  | { readonly kind: "extend"; readonly id: HashFileId; readonly ttlSeconds?: number };

/**
 * A file call as the request inside an onion.
 *
 * @throws RangeError for an empty or oversized body or a TTL that is no whole number of seconds from 1
 * Spec: docs/spec/accounts-and-messages.md section 12.4.
 */
export function fileCallRequest(call: FileCall): V4Request {
  switch (call.kind) {
    case "upload":
      if (call.body.length === 0 || call.body.length > FILE_BODY_BYTES_MAX)
        throw new RangeError(`body: expected 1 to ${FILE_BODY_BYTES_MAX} bytes, got ${call.body.length}`);
      return {
        endpoint: "/file",
        method: "POST",
        headers: { "Content-Type": "application/octet-stream", ...ttlHeader(call.ttlSeconds) },
        body: call.body,
      };
    case "download":
      return { endpoint: `/file/${call.id}`, method: "GET", headers: {} };
    case "info":
      return { endpoint: `/file/${call.id}/info`, method: "GET", headers: {} };
    case "extend":
      return {
        endpoint: `/file/${call.id}/extend`,
        method: "POST",
        headers: ttlHeader(call.ttlSeconds),
        body: new Uint8Array(), // servers want a body part in every POST
      };
  }
}

function ttlHeader(ttlSeconds: number | undefined): Readonly<Record<string, string>> {
  if (ttlSeconds === undefined) return {};
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || !TTL_TEXT.test(String(ttlSeconds)))
    throw new RangeError(`ttlSeconds: expected a whole number from 1, got ${ttlSeconds}`);
  return { [TTL_HEADER]: String(ttlSeconds) };
}

/**
 * Reverse of {@link fileCallRequest}, for hosts; a query is ignored.
 *
 * @returns undefined when path and method belong to no file call
 * @throws DecodeError invalid_encoding (ID, TTL), out_of_range (TTL; an oversized body, to be answered with 413),
 *   missing_field (empty body)
 * Spec: docs/spec/accounts-and-messages.md sections 12.4 and 12.7.
 */
export function parseFileCall(request: V4Request): FileCall | undefined {
  const { method, endpoint } = request;
  if (UPLOAD_PATH.test(endpoint)) return method === "POST" ? uploadCall(request) : undefined;
  const [, id, action = ""] = FILE_PATH.exec(endpoint) ?? [];
  if (id === undefined) return undefined;
  switch (`${method} ${action}`) {
    case "GET ":
      return { kind: "download", id: parseFileId(id) };
    case "GET /info":
      return { kind: "info", id: parseFileId(id) };
    case "POST /extend":
      return { kind: "extend", id: hashFileId(id), ...ttlOf(request) };
    default:
      return undefined;
  }
}

function uploadCall(request: V4Request): FileCall {
  const { body = new Uint8Array() } = request;
  if (body.length === 0) throw new DecodeError("missing_field", "expected a file", { path: "body" });
  if (body.length > FILE_BODY_BYTES_MAX)
    throw new DecodeError(
      "out_of_range",
      `expected at most ${FILE_BODY_BYTES_MAX} bytes, got ${body.length}`,
      {
        path: "body",
      },
    );
  return { kind: "upload", body, ...ttlOf(request) };
}

function hashFileId(text: string): HashFileId {
  const id = parseFileId(text);
  if (!isHashFileId(id))
    throw new DecodeError("invalid_encoding", "expected 44 characters of base64url", { path: "id" });
  return id;
}

function ttlOf({ headers }: V4Request): { readonly ttlSeconds?: number } {
  const path = TTL_HEADER;
  const text = Object.entries(headers).find(([name]) => name.toLowerCase() === path.toLowerCase())?.[1];
  if (text === undefined) return {};
  if (!TTL_TEXT.test(text))
    throw new DecodeError("invalid_encoding", "expected a whole number of seconds", { path });
  const ttlSeconds = Number(text);
  if (ttlSeconds < 1) throw new DecodeError("out_of_range", "expected at least 1 second, got 0", { path });
  return { ttlSeconds };
}

/**
 * When a file expires after an upload or an `extend`: 14 days from now unless asked otherwise, at most 30, and never
 * earlier than it already would.
 *
 * Spec: docs/spec/accounts-and-messages.md section 12.7.
 */
export function fileExpiryMs(options: {
  readonly nowMs: number;
  readonly ttlSeconds?: number | undefined;
  readonly currentExpiryMs?: number | undefined;
}): number {
  const { nowMs, ttlSeconds, currentExpiryMs = 0 } = options;
  const ttlMs = ttlSeconds === undefined ? FILE_TTL_DEFAULT_MS : ttlSeconds * SECOND_MS;
  return Math.max(currentExpiryMs, nowMs + Math.min(ttlMs, FILE_TTL_MAX_MS));
}

/** Statuses with a meaning of their own. */
export const FILE_STATUS = {
  /** The file is gone, or never was. */
  gone: 404,
  tooLarge: 413,
  /** No member of the file's swarm could be reached. */
  unavailable: 503,
  /** The host has no room left. */
  full: 507,
} as const;

export type FileOutcome = "ok" | keyof typeof FILE_STATUS | "failed";

/** What a status means for a file call. Spec: docs/spec/accounts-and-messages.md sections 12.4 and 12.7. */
export function fileOutcome(status: number): FileOutcome {
  if (status >= 200 && status < 300) return "ok";
  switch (status) {
    case FILE_STATUS.gone:
      return "gone";
    case FILE_STATUS.tooLarge:
      return "tooLarge";
    case FILE_STATUS.unavailable:
      return "unavailable";
    case FILE_STATUS.full:
      return "full";
    default:
      return "failed";
  }
}
