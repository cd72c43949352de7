import { base64Decode, latin1Decode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { RPC_LIMITS } from "./limits.ts";
import type { AffectedHashes, MemberFailure, MemberOutcome, MemberResult } from "./member-result.ts";
import { isMessageHash } from "./message-hash.ts";
import { isNamespace } from "./namespaces.ts";
import type { RecursiveRequest } from "./request.ts";

/**
 * One member's entry of an answer (JSON) or its bare answer to another member (bencode).
 *
 * @param value what JSON.parse or btDecode gave
 * @throws DecodeError
 * Spec: docs/spec/storage-rpc.md sections 7 and 10.1. Vectors: vectors/signatures.json `responses`.
 */
export function decodeMemberOutcome<M extends RecursiveRequest["method"]>(
  method: M,
  value: unknown,
  path = "member",
): MemberOutcome<Extract<MemberResult, { method: M }>> {
  const view = objectView(value, path);
  if (view.truthy("failed")) return { ok: false, failure: readFailure(view) };
  return { ok: true, result: decodeMemberResult(method, value, path) };
}

/**
 * A bare member result.
 *
 * @throws DecodeError
 * Spec: docs/spec/storage-rpc.md sections 7.1 to 7.9. Vectors: vectors/signatures.json `responses`.
 */
export function decodeMemberResult<M extends RecursiveRequest["method"]>(
  method: M,
  value: unknown,
  path = "member",
): Extract<MemberResult, { method: M }> {
  const view = objectView(value, path);
  // readResult switches on the method, so its result is the one of M
  return readResult(method, view) as Extract<MemberResult, { method: M }>;
}

function readResult(method: RecursiveRequest["method"], view: ObjectView): MemberResult {
  const signature = view.signature();
  switch (method) {
    case "store":
      return {
        method,
        signature,
        hash: view.hash("hash"),
        // compat: older members send no expiry
        expiryMs: view.has("expiry") ? view.integer("expiry") : 0,
        already: view.truthy("already"),
      };
    case "delete":
      return { method, signature, deleted: view.hashes("deleted") };
    case "delete_all":
    case "delete_before":
      return { method, signature, deleted: view.affected("deleted") };
    case "expire_all":
      return { method, signature, updated: view.affected("updated") };
    case "expire": {
      const unchanged = view.hashTimes("unchanged");
      return {
        method,
        signature,
        updated: view.hashes("updated"),
        expiryMs: view.oneOrMoreIntegers("expiry"),
        ...(unchanged === undefined ? {} : { unchanged }),
      };
    }
    case "revoke_subaccount":
      return { method, signature };
    case "unrevoke_subaccount":
      return { method, signature, count: view.integer("count") };
  }
}

function readFailure(view: ObjectView): MemberFailure {
  if (view.truthy("timeout")) return { kind: "timeout" };
  if (view.truthy("bad_peer_response")) return { kind: "bad_peer_response" };
  const reason = view.has("reason") ? view.text("reason") : undefined;
  if (view.truthy("query_failure"))
    return { kind: "query_failure", ...(reason === undefined ? {} : { reason }) };
  const code = view.has("code") ? Number.parseInt(view.text("code"), 10) : Number.NaN;
  return { kind: "refused", code: Number.isSafeInteger(code) ? code : 500, reason: reason ?? "" };
}

const REASON_LENGTH_MAX = 1000;

type ObjectView = ReturnType<typeof objectView>;

/** Typed access to a JSON object or a bencoded dict. Every reader throws DecodeError. */
function objectView(value: unknown, path: string) {
  const get = accessor(value, path);
  const at = (name: string): string => `${path}.${name}`;

  function fail(name: string, expected: string): never {
    throw new DecodeError("invalid_encoding", `expected ${expected}`, { path: at(name) });
  }

  function present(name: string): unknown {
    const found = get(name);
    if (found === undefined || found === null)
      throw new DecodeError("missing_field", "expected a value, found none", { path: at(name) });
    return found;
  }

  function hashList(list: unknown, name: string): string[] {
    if (!Array.isArray(list)) return fail(name, "a list of message hashes");
    if (list.length > RPC_LIMITS.messagesMax * 10)
      throw new DecodeError("out_of_range", "expected fewer message hashes", { path: at(name) });
    return list.map((item: unknown) => {
      const text = asText(item);
      return text !== undefined && isMessageHash(text) ? text : fail(name, "a message hash");
    });
  }

  return {
    has: (name: string): boolean => get(name) !== undefined && get(name) !== null,
    truthy: (name: string): boolean => get(name) === true || get(name) === 1n,
    text(name: string): string {
      const text = asText(present(name));
      return text === undefined ? fail(name, "text") : text.slice(0, REASON_LENGTH_MAX);
    },
    hash(name: string): string {
      const text = asText(present(name));
      return text !== undefined && isMessageHash(text) ? text : fail(name, "a message hash");
    },
    integer: (name: string): number => asInteger(present(name)) ?? fail(name, "a whole number"),
    oneOrMoreIntegers(name: string): number | number[] {
      const found = present(name);
      const read = (item: unknown): number => asInteger(item) ?? fail(name, "whole numbers");
      return Array.isArray(found) ? found.map(read) : read(found);
    },
    hashes: (name: string): string[] => hashList(present(name), name),
    affected(name: string): AffectedHashes {
      const found = present(name);
      if (Array.isArray(found)) return hashList(found, name);
      const byNamespace = new Map<number, readonly string[]>();
      for (const [key, list] of entriesOf(found, at(name))) {
        const number = /^-?[0-9]{1,5}$/.test(key) ? Number(key) : Number.NaN;
        if (!isNamespace(number)) return fail(name, "namespaces as keys");
        byNamespace.set(number, hashList(list, name));
      }
      return byNamespace;
    },
    hashTimes(name: string): ReadonlyMap<string, number> | undefined {
      const found = get(name);
      if (found === undefined || found === null) return undefined;
      const times = new Map<string, number>();
      for (const [key, time] of entriesOf(found, at(name))) {
        if (!isMessageHash(key)) return fail(name, "message hashes as keys");
        times.set(key, asInteger(time) ?? fail(name, "times as values"));
      }
      return times;
    },
    signature(): Uint8Array {
      const found = present("signature");
      const bytes = found instanceof Uint8Array ? found : base64Decode(requireText(found, at("signature")));
      if (bytes.length !== 64)
        throw new DecodeError("invalid_length", `expected 64 bytes, got ${bytes.length}`, {
          path: at("signature"),
        });
      return bytes;
    },
  };
}

function requireText(value: unknown, path: string): string {
  if (typeof value !== "string" || value.length > 88)
    throw new DecodeError("invalid_encoding", "expected base64 text", { path });
  return value;
}

function accessor(value: unknown, path: string): (name: string) => unknown {
  if (value instanceof Map) return (name) => value.get(name);
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return (name) => (Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined);
  throw new DecodeError("invalid_encoding", "expected an object", { path });
}

function entriesOf(value: unknown, path: string): [string, unknown][] {
  if (value instanceof Map) return [...value];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw new DecodeError("invalid_encoding", "expected an object", { path });
}

function asText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? latin1Decode(value) : undefined;
}

function asInteger(value: unknown): number | undefined {
  const number = typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}
