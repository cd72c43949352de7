import type { SimpleRequest } from "../../src/rpc/index.ts";
import { loadVector } from "../../src/testing/index.ts";

const hash = "a".repeat(43);
const group = `03${"ab".repeat(32)}`;
const signature = Buffer.alloc(64, 3).toString("base64");
const token = Buffer.alloc(36, 3).toString("base64");

type Params = Readonly<Record<string, unknown>>;

/** Signed parameters of an endpoint as the vectors have them. */
function signed(endpoint: string): Params[] {
  const { requests } = loadVector<{ readonly requests: readonly { endpoint: string; params: Params }[] }>(
    "signatures",
  );
  return requests.filter((request) => request.endpoint === endpoint).map(({ params }) => params);
}

/** Valid JSON parameters of every endpoint, the smallest and the fullest form. */
export const PARAMS: Readonly<Record<SimpleRequest["method"], readonly Params[]>> = {
  store: [
    ...signed("store"),
    {
      pubkey: group,
      namespace: 11,
      timestamp: "1718000000123",
      ttl: "60000",
      data: "AAAA",
      signature,
      sig_timestamp: 1_718_000_000_123,
    },
    { pubKey: group, timestamp: 1_718_000_000_123, expiry: 1_718_000_060_000, data: "" },
  ],
  retrieve: [
    ...signed("retrieve"),
    { pubkey: group, namespace: -10, last_hash: hash, max_count: 3, max_size: -2 },
  ],
  delete: [
    ...signed("delete"),
    {
      pubkey: group,
      messages: [hash, hash],
      signature,
      required: true,
      subaccount: token,
      subaccount_sig: signature,
    },
  ],
  delete_all: [
    ...signed("delete_all"),
    { pubkey: group, namespace: "all", timestamp: 1_718_000_000_123, signature },
  ],
  delete_before: [
    ...signed("delete_before"),
    { pubkey: group, namespace: 0, before: 1_718_000_000_123, signature },
  ],
  expire: [
    ...signed("expire"),
    {
      pubkey: group,
      messages: [hash, hash],
      expiry: [1_718_000_000_123, 1_718_000_000_124],
      signature,
      extend: true,
    },
  ],
  expire_all: [
    ...signed("expire_all"),
    { pubkey: group, namespace: "all", expiry: 1_718_000_000_123, signature },
  ],
  get_expiries: [
    ...signed("get_expiries"),
    { pubkey: group, messages: [hash], timestamp: 1_718_000_000_123, signature },
  ],
  revoke_subaccount: [
    ...signed("revoke_subaccount"),
    { pubkey: group, timestamp: 1_718_000_000_123, revoke: [token, token], signature },
  ],
  unrevoke_subaccount: [
    ...signed("unrevoke_subaccount"),
    { pubkey: group, timestamp: 1_718_000_000_123, unrevoke: token, signature },
  ],
  get_swarm: [{ pubkey: group }],
  info: [{}],
  oxend_request: [
    { endpoint: "get_service_nodes", params: { active_only: true, fields: { public_ip: true }, limit: 5 } },
    { endpoint: "ons_resolve", params: { type: 0, name_hash: "AAAA" } },
  ],
};
