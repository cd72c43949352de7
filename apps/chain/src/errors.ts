import { SessionError } from "@session/protocol/errors";

/** Every failure code of the indexer and API process with its meaning. */
export const CHAIN_ERROR_CODES = {
  config_invalid: "an environment variable is missing or malformed",
  chain_unreadable: "the chain's RPC endpoint did not answer a view call",
  not_ready: "the contracts have not been read for the first time yet",
  seed_unreachable: "no seed gave its uptime proofs",
  address_in_use: "the API's host and port cannot be listened on",
} as const;

export type ChainErrorCode = keyof typeof CHAIN_ERROR_CODES;

export function chainError(
  code: ChainErrorCode,
  message: string,
  options: { meta?: Record<string, unknown>; retryable?: boolean; cause?: unknown } = {},
): SessionError<ChainErrorCode> {
  return new SessionError(code, message, options);
}
