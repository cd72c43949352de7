import type { Endpoint } from "./endpoint.ts";
import type { DeleteRequest } from "./endpoints/delete.ts";
import { deleteMessages } from "./endpoints/delete.ts";
import { type DeleteAllRequest, deleteAll } from "./endpoints/delete-all.ts";
import { type DeleteBeforeRequest, deleteBefore } from "./endpoints/delete-before.ts";
import { type ExpireRequest, expire } from "./endpoints/expire.ts";
import { type ExpireAllRequest, expireAll } from "./endpoints/expire-all.ts";
import { type GetExpiriesRequest, getExpiries } from "./endpoints/get-expiries.ts";
import { type GetSwarmRequest, getSwarm } from "./endpoints/get-swarm.ts";
import { type InfoRequest, info } from "./endpoints/info.ts";
import { type OxendRequest, oxendRequest } from "./endpoints/oxend-request.ts";
import { type RetrieveRequest, retrieve } from "./endpoints/retrieve.ts";
import {
  type RevokeSubaccountRequest,
  revokeSubaccount,
  type UnrevokeSubaccountRequest,
  unrevokeSubaccount,
} from "./endpoints/revoke-subaccount.ts";
import { type StoreRequest, store } from "./endpoints/store.ts";
import type { WireObject } from "./wire-value.ts";

/** Executed by every member of the account's swarm. */
export type RecursiveRequest =
  | StoreRequest
  | DeleteRequest
  | DeleteAllRequest
  | DeleteBeforeRequest
  | ExpireRequest
  | ExpireAllRequest
  | RevokeSubaccountRequest
  | UnrevokeSubaccountRequest;

/** Everything a batch may contain. */
export type SimpleRequest =
  | RecursiveRequest
  | RetrieveRequest
  | GetExpiriesRequest
  | GetSwarmRequest
  | InfoRequest
  | OxendRequest;

/** The endpoints that are not about other requests, by primary name. */
export const ENDPOINTS: {
  readonly [M in SimpleRequest["method"]]: Endpoint<Extract<SimpleRequest, { method: M }>>;
} = {
  store,
  retrieve,
  delete: deleteMessages,
  delete_all: deleteAll,
  delete_before: deleteBefore,
  expire,
  expire_all: expireAll,
  get_expiries: getExpiries,
  revoke_subaccount: revokeSubaccount,
  unrevoke_subaccount: unrevokeSubaccount,
  get_swarm: getSwarm,
  info,
  oxend_request: oxendRequest,
};

/** Whether every member of the swarm executes the request. */
export function isRecursive(request: SimpleRequest): request is RecursiveRequest {
  return ENDPOINTS[request.method].recursive;
}

/** The bytes this request's signature covers; undefined when it is never signed, or a retrieve without timestamp. */
export function signedPayload(request: SimpleRequest): Uint8Array | undefined {
  return endpointOf(request).signedPayload(request);
}

/** Parameters as a client sends them, or as swarm members pass them on. */
export function requestParams(request: SimpleRequest, form: "client" | "forward"): WireObject {
  return endpointOf(request).params(request, form);
}

/** The table pairs each method with its own request type, which TypeScript cannot follow through a union. */
function endpointOf<R extends SimpleRequest>(request: R): Endpoint<R> {
  return ENDPOINTS[request.method] as Endpoint<SimpleRequest> as Endpoint<R>;
}
