import { type JsonValue, jsonArray, jsonField, jsonInteger, jsonObject } from "../../codec/index.ts";
import { DecodeError } from "../../errors.ts";
import { type Ed25519PublicKey, ed25519PublicKey } from "../../identity/keys.ts";

/** Three names of the same call. Spec: docs/spec/swarms-and-testing.md section 3. */
export const SERVICE_NODES_METHODS: readonly string[] = [
  "get_service_nodes",
  "get_n_service_nodes",
  "get_all_service_nodes",
];

/** Whether the method is one of {@link SERVICE_NODES_METHODS}. */
export function isServiceNodesMethod(method: string): boolean {
  return SERVICE_NODES_METHODS.includes(method);
}

/** What was asked for. Everything is optional on the wire. */
export interface ServiceNodesRequest {
  /** Whether a field is wanted. */
  readonly wants: (field: string) => boolean;
  /** Named outright, not only through `all`. */
  readonly names: (field: string) => boolean;
  readonly activeOnly: boolean;
  /** n > 0: n random nodes; negative: all, shuffled; 0: all in list order. */
  readonly limit: number;
  readonly pubkeys?: ReadonlySet<Ed25519PublicKey>;
  readonly pollBlockHash?: string;
}

const FIELDS_MAX = 200;
const PUBKEYS_MAX = 5000;

/**
 * Reads the parameters; absent parameters mean everything.
 *
 * @throws DecodeError
 * Spec: docs/spec/swarms-and-testing.md section 3.
 */
export function parseServiceNodesRequest(params: JsonValue | undefined): ServiceNodesRequest {
  const object = params === undefined || params === null ? {} : jsonObject(params, "params");
  const field = (name: string): JsonValue | undefined => jsonField(object, name) ?? undefined;
  const selection = readSelection(field("fields"));
  const activeOnly = field("active_only") ?? false;
  if (typeof activeOnly !== "boolean")
    throw new DecodeError("invalid_encoding", "expected true or false", { path: "active_only" });
  const limit = field("limit") === undefined ? 0 : jsonInteger(object, "limit");
  const pubkeys = readPubkeys(field("service_node_pubkeys"));
  const pollBlockHash = field("poll_block_hash");
  if (pollBlockHash !== undefined && typeof pollBlockHash !== "string")
    throw new DecodeError("invalid_encoding", "expected text", { path: "poll_block_hash" });
  return {
    ...selection,
    activeOnly,
    limit,
    ...(pubkeys === undefined ? {} : { pubkeys }),
    ...(pollBlockHash ? { pollBlockHash: pollBlockHash.toLowerCase() } : {}),
  };
}

/** A list of names (with `all` and `-name`), or the old object form `{"name": true}`. */
function readSelection(value: JsonValue | undefined): Pick<ServiceNodesRequest, "wants" | "names"> {
  if (value === undefined) return { wants: () => true, names: () => false };
  const included = new Set<string>();
  const excluded = new Set<string>();
  for (const [name, on] of selectionEntries(value)) (on ? included : excluded).add(name);
  const all = included.has("all");
  return {
    wants: (field) => (all || included.has(field)) && !excluded.has(field),
    names: (field) => included.has(field) && !excluded.has(field),
  };
}

function selectionEntries(value: JsonValue): [string, boolean][] {
  const isList = Array.isArray(value);
  const entries = isList ? listEntries(value) : Object.entries(jsonObject(value, "fields"));
  if (entries.length > FIELDS_MAX)
    throw new DecodeError("out_of_range", `expected at most ${FIELDS_MAX} fields`, { path: "fields" });
  return entries.map(([name, on]) => {
    if (typeof on !== "boolean")
      throw new DecodeError("invalid_encoding", "expected true or false", {
        path: `fields.${name.slice(0, 50)}`,
      });
    return [name, on];
  });
}

function listEntries(list: readonly JsonValue[]): [string, boolean][] {
  return list.map((item) => {
    if (typeof item !== "string")
      throw new DecodeError("invalid_encoding", "expected field names", { path: "fields" });
    return item.startsWith("-") ? [item.slice(1), false] : [item, true];
  });
}

function readPubkeys(value: JsonValue | undefined): ReadonlySet<Ed25519PublicKey> | undefined {
  if (value === undefined) return undefined;
  const list = jsonArray(value, "service_node_pubkeys");
  if (list.length > PUBKEYS_MAX)
    throw new DecodeError("out_of_range", `expected at most ${PUBKEYS_MAX} keys`, {
      path: "service_node_pubkeys",
    });
  const keys = list.map((item) => {
    if (typeof item !== "string")
      throw new DecodeError("invalid_encoding", "expected hex keys", { path: "service_node_pubkeys" });
    return ed25519PublicKey(item, "service_node_pubkeys");
  });
  return keys.length === 0 ? undefined : new Set(keys); // compat: an empty list means no filter
}
