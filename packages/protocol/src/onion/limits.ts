/** Largest onion body in either direction: one message of the node channel, one HTTP body. */
export const ONION_BODY_BYTES_MAX: number = 10 * 1024 * 1024;
/** A relayed request above this hop number is refused. */
export const ONION_HOPS_MAX = 15;
/** A node waits this long for the next node. */
export const RELAY_TO_NODE_TIMEOUT_MS = 30_000;
/** A node waits this long for a server outside the network. */
export const RELAY_TO_SERVER_TIMEOUT_MS = 25_000;
/** Where a client posts to the first node of a path. */
export const ONION_HTTP_PATH = "/onion_req/v2";
/** Name of the relayed request on the node channel. */
export const ONION_RELAY_METHOD = "sn.onion_request";
/** Path at which every server, and every node of ours, takes v4 requests. */
export const V4_TARGET = "/oxen/v4/lsrpc";
