import { SessionError } from "@session/protocol/errors";

/** Every failure code of this app with its meaning; a test checks that each one is thrown somewhere. */
export const NODE_ERROR_CODES = {
  config_invalid: "an environment variable is missing or does not have the declared form",
  key_file_invalid: "a key file is missing parts, is not JSON, or holds a key of the wrong length",
  key_file_open_to_others: "a key file can be read by other users of the machine",
  store_version_unknown: "the message database was written by a newer version of this program",
  peer_unreachable: "no connection to a node, or it broke before the answer was complete",
  peer_timeout: "a node did not answer in time",
  peer_identity_mismatch: "whoever answers at a node's address does not hold that node's key",
  peer_response_too_large: "an answer is longer than a node message may be",
  seed_unreachable: "a seed URL or a node's HTTPS listener gave no usable answer",
  registration_failed: "the node could not register itself on the chain",
} as const;

export type NodeErrorCode = keyof typeof NODE_ERROR_CODES;

/** Makes the error of this app for one of its codes. */
export function nodeError(
  code: NodeErrorCode,
  message: string,
  options: { meta?: Record<string, unknown>; retryable?: boolean; cause?: unknown } = {},
): SessionError<NodeErrorCode> {
  return new SessionError(code, message, options);
}
