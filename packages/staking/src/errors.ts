import { SessionError } from "@session/protocol/errors";

/** Every failure code of this package with its meaning. Contract refusals add `contract_` codes below. */
export const STAKING_ERROR_CODES = {
  deployment_unreadable: "the deployment file is missing or cannot be read",
  deployment_invalid: "the deployment file does not have the declared form",
  wrong_chain: "the chain behind the RPC endpoint is not the one the deployment names",
  no_contract: "no contract lives at an address of the deployment",
  rpc_failed: "the RPC endpoint did not answer, or answered nonsense",
  log_undecodable: "a log of the registry does not match its declared event",
  not_a_devnet: "the call is only allowed on a local development chain",
  insufficient_funds: "the wallet holds fewer tokens or less gas money than the call needs",
  transaction_reverted: "the transaction was mined and reverted",
  transaction_missing: "the transaction was sent but not mined in time",
  inconsistent_simulation:
    "the RPC endpoint simulated the call with the state of one block and the time of another",
  contract_refused: "the contract refused the call with one of its named errors",
} as const;

export type StakingErrorCode = keyof typeof STAKING_ERROR_CODES;

export type StakingError = SessionError<StakingErrorCode>;

/** Builds a failure of this package; `code` is the key callers match on. */
export function stakingError(
  code: StakingErrorCode,
  message: string,
  options: { meta?: Record<string, unknown>; retryable?: boolean; cause?: unknown } = {},
): StakingError {
  return new SessionError(code, message, options);
}
