import type { WireObject, WireValue } from "./wire-value.ts";

/** Text with the place where the detail goes. */
const DETAIL = "{}";

/**
 * The only table from an outcome to its wire status and text.
 * Spec: docs/spec/storage-rpc.md section 2.2 and each endpoint of section 7.
 */
export const RPC_FAILURES = {
  invalid_json: [400, "invalid json"],
  method_missing: [400, "invalid json: no `method` field"],
  params_missing: [400, "invalid json: no `params` field"],
  unknown_method: [400, "no method {}"],
  bad_parameter: [400, "invalid request: {}"],
  daemon_refused: [400, "{}"],
  shorten_not_permitted: [
    400,
    "expire: shorten parameter cannot be used with this subaccount token (missing delete access)",
  ],

  store_signature_required: [401, "store: signature required to store to namespace {}"],
  store_signature_invalid: [401, "store signature verification failed"],
  retrieve_signature_required: [401, "retrieve: request signature required"],
  retrieve_signature_invalid: [401, "retrieve signature verification failed"],
  delete_signature_invalid: [401, "delete_msgs signature verification failed"],
  delete_all_signature_invalid: [401, "delete_all signature verification failed"],
  delete_before_in_future: [401, "delete_before timestamp too far in the future"],
  delete_before_signature_invalid: [401, "delete_before signature verification failed"],
  expire_all_signature_invalid: [401, "expire_all signature verification failed"],
  expire_in_past: [401, "expire: timestamp should be >= current time"],
  expire_signature_invalid: [401, "expire: signature verification failed"],
  get_expiries_signature_invalid: [401, "get_expiries signature verification failed"],
  revoke_subaccount_signature_invalid: [401, "revoke_subaccount signature verification failed"],
  unrevoke_subaccount_signature_invalid: [401, "unrevoke_subaccount signature verification failed"],

  store_ttl_invalid: [403, "Provided expiry/TTL is not valid."],
  multi_expiry_inactive: [403, "expire: multi-expiry requests are not yet active on the network"],

  not_found: [404, "{} Not Found"],
  /** Answered with the ordinary result as its body. */
  nothing_deleted: [404, ""],

  store_clock: [406, "Timestamp error: check your clock"],
  store_signature_clock: [406, "store signature timestamp too far from current time"],
  retrieve_clock: [406, "retrieve timestamp too far from current time"],
  delete_all_clock: [406, "delete_all timestamp too far from current time"],
  expire_all_in_past: [406, "expire_all timestamp should be >= current time"],
  get_expiries_clock: [406, "get_expiries timestamp too far from current time"],
  revoke_subaccount_clock: [406, "revoke_subaccount timestamp too far from current time"],
  unrevoke_subaccount_clock: [406, "unrevoke_subaccount timestamp too far from current time"],

  long_polling: [410, "long polling is no longer supported, client upgrade required"],
  body_too_large: [413, "Request body too large"],
  /** Answered with the right swarm as its body. */
  wrong_swarm: [421, ""],
  rate_limited: [429, "Too Many Requests\n"],
  rate_limited_peer: [429, "Too many requests, try again later"],

  internal: [500, "request failed"],
  daemon_unparsable: [502, "oxend returned unparsable data"],
  not_ready: [503, "Service node is not ready: {}\n"],
  busy: [503, "Server busy, try again later"],
} as const;

export type RpcFailureName = keyof typeof RPC_FAILURES;

/** An expected refusal. `detail` fills the text's gap; `body` replaces the text where the table says so. */
export interface RpcFailure {
  readonly kind: "failure";
  readonly name: RpcFailureName;
  readonly detail?: string;
  readonly body?: WireObject;
}

export type RpcOutcome = { readonly kind: "ok"; readonly body: WireObject } | RpcFailure;

/** `not_ready` reasons. */
export const NOT_READY = {
  noSwarm: "not in any swarm",
  syncing: "not done syncing",
  shuttingDown: "shutting down",
} as const;

/** Status 200 with this body. */
export function rpcOk(body: WireObject): RpcOutcome {
  return { kind: "ok", body };
}

/** One of the failures of the status table; `detail` fills the place its text leaves open. */
export function rpcFailure(name: RpcFailureName, detail?: string): RpcFailure {
  return { kind: "failure", name, ...(detail === undefined ? {} : { detail }) };
}

/** Status and body of an outcome; the body is text or an object. */
export function outcomeToWire(outcome: RpcOutcome): {
  readonly status: number;
  readonly body: string | WireObject;
} {
  if (outcome.kind === "ok") return { status: 200, body: outcome.body };
  const [status, text] = RPC_FAILURES[outcome.name];
  return { status, body: outcome.body ?? text.replace(DETAIL, () => outcome.detail ?? "") };
}

const REASON_PHRASES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  406: "Not Acceptable",
  410: "Gone",
  413: "Payload Too Large",
  421: "Misdirected Request",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** Default phrase of a status; "OK" for every success. */
export function reasonPhrase(status: number): string {
  return status < 300 ? "OK" : (REASON_PHRASES[status] ?? "Error");
}

/** One result of `batch` and `sequence`, and what `ifelse` wraps. */
export function subresult(outcome: RpcOutcome): WireValue {
  const { status, body } = outcomeToWire(outcome);
  return { code: status, body };
}
