import { base64Decode } from "../bytes/index.ts";
import {
  type JsonObject,
  type JsonValue,
  jsonArray,
  jsonBoolean,
  jsonDecode,
  jsonField,
  jsonInteger,
  jsonObject,
  jsonString,
} from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { type Ed25519PublicKey, ed25519PublicKey, x25519PublicKey } from "../identity/keys.ts";
import type { Version } from "../params/index.ts";
import { type SwarmId, swarmId, UNASSIGNED_SWARM } from "../swarm/id.ts";
import { RPC_LIMITS } from "./limits.ts";
import type { MemberOutcome, MemberResult } from "./member-result.ts";
import { decodeMemberOutcome } from "./member-result-decode.ts";
import { isMessageHash } from "./message-hash.ts";
import type { RecursiveRequest } from "./request.ts";
import type { SwarmMember } from "./swarm-info.ts";

/** `t` and `hf`, where the answer carries them. */
export interface ClientAnswer {
  readonly timeMs?: number;
  readonly hardfork?: readonly [number, number];
}

export interface SwarmResponse<M extends RecursiveRequest["method"]> extends ClientAnswer {
  readonly members: ReadonlyMap<Ed25519PublicKey, MemberOutcome<Extract<MemberResult, { method: M }>>>;
  /** Of a store. */
  readonly hash?: string;
}

export interface RetrievedMessage {
  readonly hash: string;
  readonly timestampMs: number;
  readonly expiryMs: number;
  readonly data: Uint8Array;
}

export interface RetrieveResponse extends ClientAnswer {
  readonly messages: readonly RetrievedMessage[];
  readonly more: boolean;
}

export interface SwarmInfo extends ClientAnswer {
  readonly members: readonly SwarmMember[];
  /** null when the network has no swarm. */
  readonly swarmId: SwarmId | null;
}

/** One result of a batch: the status and the body that the request alone would have got. */
export interface BatchItem {
  readonly code: number;
  readonly body: JsonValue;
}

export interface IfElseResponse {
  readonly hardfork: readonly [number, number];
  readonly version: Version;
  readonly height: number;
  /** Whether the conditions held. */
  readonly condition: boolean;
  /** Absent when the request had no such branch. */
  readonly result?: BatchItem;
}

const MEMBERS_MAX = 1000;

/**
 * Answer of a recursive endpoint. Members' signatures are not verified here. An entry that cannot be read counts as a
 * failure of that member, since other members write them and must not be able to spoil the whole answer.
 * @throws DecodeError
 * Spec: docs/spec/storage-rpc.md section 7.
 */
export function decodeSwarmResponse<M extends RecursiveRequest["method"]>(
  method: M,
  body: JsonValue | string,
): SwarmResponse<M> {
  const answer = asObject(body);
  const swarm = jsonObject(jsonField(answer, "swarm"), "swarm");
  const keys = Object.keys(swarm);
  checkCount(keys.length, MEMBERS_MAX, "swarm");
  const members = new Map(
    keys.map((key) => [ed25519PublicKey(key, "swarm"), readMemberOutcome(method, swarm[key])]),
  );
  const hash = jsonField(answer, "hash") === undefined ? undefined : hashField(answer, "hash", "hash");
  return { members, ...(hash === undefined ? {} : { hash }), ...readTime(answer) };
}

function readMemberOutcome<M extends RecursiveRequest["method"]>(
  method: M,
  entry: JsonValue | undefined,
): MemberOutcome<Extract<MemberResult, { method: M }>> {
  try {
    return decodeMemberOutcome(method, entry, "swarm");
  } catch (error) {
    if (error instanceof DecodeError) return { ok: false, failure: { kind: "bad_peer_response" } };
    throw error;
  }
}

/**
 * Answer of `retrieve`.
 *
 * @throws DecodeError
 * Spec: docs/spec/storage-rpc.md section 7.2.
 */
export function decodeRetrieveResponse(body: JsonValue | string): RetrieveResponse {
  const answer = asObject(body);
  const list = jsonArray(jsonField(answer, "messages"), "messages");
  const messages = list.map((item, index) =>
    readRetrieved(jsonObject(item, `messages[${index}]`), `messages[${index}]`),
  );
  const more = jsonField(answer, "more") === undefined ? false : jsonBoolean(answer, "more");
  return { messages, more, ...readTime(answer) };
}

function readRetrieved(item: JsonObject, path: string): RetrievedMessage {
  const data = jsonString(item, "data", `${path}.data`);
  const lengthMax = (RPC_LIMITS.messageBytesMax / 3) * 4;
  if (data.length > lengthMax)
    throw new DecodeError("out_of_range", `expected at most ${lengthMax} characters, got ${data.length}`, {
      path: `${path}.data`,
    });
  return {
    hash: hashField(item, "hash", `${path}.hash`),
    timestampMs: jsonInteger(item, "timestamp", { min: 1, path: `${path}.timestamp` }),
    expiryMs: jsonInteger(item, "expiration", { min: 0, path: `${path}.expiration` }),
    data: base64Decode(data, `${path}.data`),
  };
}

/**
 * Body of `get_swarm` and of status 421. Entries without a usable address are dropped.
 *
 * @throws DecodeError
 * Spec: docs/spec/storage-rpc.md section 2.3.
 */
export function decodeSwarmInfo(body: JsonValue | string): SwarmInfo {
  const answer = asObject(body);
  const list = jsonArray(jsonField(answer, "snodes"), "snodes");
  checkCount(list.length, MEMBERS_MAX, "snodes");
  const members = list
    .map((item, index) => readMember(jsonObject(item, `snodes[${index}]`), `snodes[${index}]`))
    .filter((member) => member.ip !== "0.0.0.0" && member.ip !== "" && member.httpsPort > 0);
  return { members, swarmId: readSwarmHex(jsonString(answer, "swarm")), ...readTime(answer) };
}

function readMember(item: JsonObject, path: string): SwarmMember {
  const port = { min: 0, max: 65535 };
  return {
    ed25519: ed25519PublicKey(jsonString(item, "pubkey_ed25519", path), path),
    x25519: x25519PublicKey(jsonString(item, "pubkey_x25519", path), path),
    ip: jsonString(item, "ip", `${path}.ip`),
    httpsPort: jsonInteger(item, "port_https", { ...port, path: `${path}.port_https` }),
    peerPort:
      jsonField(item, "port_omq") === undefined
        ? 0
        : jsonInteger(item, "port_omq", { ...port, path: `${path}.port_omq` }),
  };
}

function readSwarmHex(text: string): SwarmId | null {
  if (!/^[0-9a-f]{1,16}$/.test(text))
    throw new DecodeError("invalid_encoding", "expected up to 16 lower-case hex digits", { path: "swarm" });
  const value = BigInt(`0x${text}`);
  return value === UNASSIGNED_SWARM ? null : swarmId(value);
}

/**
 * Answer of `info`.
 *
 * @throws DecodeError
 * Spec: docs/spec/storage-rpc.md section 7.11.
 */
export function decodeInfoResponse(
  body: JsonValue | string,
): ClientAnswer & { readonly version: Version; readonly timestampMs: number } {
  const answer = asObject(body);
  return {
    version: readVersion(answer, "version"),
    timestampMs: jsonInteger(answer, "timestamp", { min: 0 }),
    ...readTime(answer),
  };
}

function readVersion(answer: JsonObject, key: string): Version {
  const [major = 0, minor = 0, patch = 0] = jsonArray(jsonField(answer, key), key).map((part) =>
    jsonInteger({ part }, "part", { min: 0, max: 65535, path: key }),
  );
  return [major, minor, patch];
}

/**
 * Expiries by message hash.
 *
 * @throws DecodeError
 * Spec: docs/spec/storage-rpc.md section 7.7.
 */
export function decodeGetExpiriesResponse(body: JsonValue | string): ReadonlyMap<string, number> {
  const expiries = jsonObject(jsonField(asObject(body), "expiries"), "expiries");
  const keys = Object.keys(expiries);
  checkCount(keys.length, RPC_LIMITS.messagesMax, "expiries");
  return new Map(keys.map((key) => [key, jsonInteger(expiries, key, { min: 0, path: "expiries" })]));
}

/**
 * The daemon's answer inside `oxend_request`.
 *
 * @throws DecodeError
 * Spec: docs/spec/storage-rpc.md section 7.12.
 */
export function decodeOxendResponse(body: JsonValue | string): ClientAnswer & { readonly result: JsonValue } {
  const answer = asObject(body);
  const result = jsonField(answer, "result");
  if (result === undefined)
    throw new DecodeError("missing_field", "expected a value, found none", { path: "result" });
  return { result, ...readTime(answer) };
}

/**
 * Results of `batch` and `sequence`, in request order.
 * @param expected how many requests were sent; a sequence may stop early, a batch may not
 * @throws DecodeError
 * Spec: docs/spec/storage-rpc.md section 8.
 */
export function decodeBatchResponse(
  body: JsonValue | string,
  expected: { readonly count: number; readonly method: "batch" | "sequence" },
): BatchItem[] {
  const list = jsonArray(jsonField(asObject(body), "results"), "results");
  const isComplete = expected.method === "sequence" ? list.length >= 1 : list.length === expected.count;
  if (!isComplete || list.length > expected.count)
    throw new DecodeError("invalid_length", `expected ${expected.count} results, got ${list.length}`, {
      path: "results",
    });
  return list.map((item, index) => readBatchItem(item, `results[${index}]`));
}

function readBatchItem(item: JsonValue, path: string): BatchItem {
  const result = jsonObject(item, path);
  return {
    code: jsonInteger(result, "code", { min: 100, max: 599, path: `${path}.code` }),
    body: jsonField(result, "body") ?? null,
  };
}

/**
 * Answer of `ifelse`.
 *
 * @throws DecodeError
 * Spec: docs/spec/storage-rpc.md section 8.
 */
export function decodeIfElseResponse(body: JsonValue | string): IfElseResponse {
  const answer = asObject(body);
  const result = jsonField(answer, "result");
  const { hardfork } = readTime(answer);
  if (hardfork === undefined)
    throw new DecodeError("missing_field", "expected two numbers, found none", { path: "hf" });
  return {
    hardfork,
    version: readVersion(answer, "v"),
    height: jsonInteger(answer, "height", { min: 0 }),
    condition: jsonBoolean(answer, "condition"),
    ...(result === undefined ? {} : { result: readBatchItem(result, "result") }),
  };
}

/** Bodies come as text or already parsed (inside a batch). */
function asObject(body: JsonValue | string): JsonObject {
  return jsonObject(typeof body === "string" ? jsonDecode(body) : body);
}

function checkCount(count: number, max: number, path: string): void {
  if (count > max)
    throw new DecodeError("out_of_range", `expected at most ${max} entries, got ${count}`, { path });
}

function hashField(object: JsonObject, key: string, path: string): string {
  const hash = jsonString(object, key, path);
  if (!isMessageHash(hash)) throw new DecodeError("invalid_encoding", "expected a message hash", { path });
  return hash;
}

/** compat: some answers carry neither, `ifelse` only `hf`. */
function readTime(answer: JsonObject): ClientAnswer {
  const hardfork = jsonField(answer, "hf");
  const [major, revision] = Array.isArray(hardfork) ? hardfork : [];
  return {
    ...(jsonField(answer, "t") === undefined ? {} : { timeMs: jsonInteger(answer, "t", { min: 0 }) }),
    ...(typeof major === "number" && typeof revision === "number" ? { hardfork: [major, revision] } : {}),
  };
}
