import { SessionError } from "@session/protocol/errors";

/**
 * Every failure code of this package with its meaning. Failures of the recovery phrase and of wire formats
 * carry the codes of the protocol package (`too_few_words`, `unknown_word`, `checksum_mismatch`, ...).
 */
export const CLIENT_ERROR_CODES = {
  invalid_config: "an option lies outside its limits",
  invalid_account_id: "the text is not an account ID: 66 hex digits that begin with 05",
  own_account_id: "the account ID is the user's own, where someone else's is needed",
  account_missing: "no account was given and the store holds none",
  phrase_not_available: "the account's seed is not one that 13 words can hold",
  store_of_another_account: "the store belongs to another account",
  store_invalid: "the store holds a row this version cannot read",
  not_started: "the client is not running; call start first",
  stopped: "the client was stopped; make a new one",
  invalid_name: "a name is empty or has more than 100 bytes",
  message_empty: "the message has no text",
  message_too_long: "the text has more than 2,000 code points",
  message_too_large: "the sealed message has more than 76,800 bytes",
  message_unknown: "no such message in the store",
  send_failed: "the message has failed before; retry sends it again",
  outbox_full: "too many messages wait to be sent",
  transport_unreachable: "no connection to the host could be made",
  transport_timeout: "the host did not answer in time",
  transport_failed: "the connection broke or carried no valid answer",
  seeds_unreachable: "no seed gave a node list",
  node_list_invalid: "a node list does not have the declared form",
  pool_too_small: "fewer service nodes are known than a path needs",
  guard_unavailable: "no service node answered as guard",
  path_unavailable: "no path avoids the destination",
  path_failed: "a hop of the path did not pass the request on",
  node_not_found: "a hop does not know the next node",
  destination_failed: "the node that runs the request answered with an error",
  answer_invalid: "the answer does not have the declared form",
  wrong_swarm: "the node is not in the account's swarm",
  swarm_unknown: "no node could name the account's swarm",
  clock_out_of_sync: "the network refuses our time even after correction",
  request_rejected: "the node refused the request for good",
  store_unverified: "no swarm member proved that it stored the message",
  handler_failed: "an event handler rejected or took too long",
} as const;

export type ClientErrorCode = keyof typeof CLIENT_ERROR_CODES;

export type ClientError = SessionError<ClientErrorCode>;

/** The one way this package makes an error of its own. */
export function clientError(
  code: ClientErrorCode,
  message: string,
  options: { meta?: Record<string, unknown>; retryable?: boolean; cause?: unknown } = {},
): ClientError {
  return new SessionError(code, message, options);
}

/** Code of any thrown value, for rows and events that outlive the error object. */
export function errorCode(error: unknown): string {
  return error instanceof SessionError ? error.code : "internal";
}

/** True when doing the same again may work. Errors that are not ours never are. */
export function isRetryable(error: unknown): boolean {
  return error instanceof SessionError && error.retryable;
}
