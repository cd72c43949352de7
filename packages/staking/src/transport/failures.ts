import type { SessionError } from "@session/protocol/errors";
import {
  BaseError,
  ContractFunctionRevertedError,
  InsufficientFundsError,
  WaitForTransactionReceiptTimeoutError,
} from "viem";
import { refusalError } from "../contract-errors.ts";
import { stakingError } from "../errors.ts";

/** Turns what viem throws into the failures this package declares; `what` names the call for people. */
export function toSessionError(error: unknown, what: string): SessionError<string> {
  if (!(error instanceof BaseError))
    return stakingError("rpc_failed", `${what}: the RPC endpoint did not answer as declared`, {
      cause: error,
      retryable: true,
    });
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) {
    if (reverted.data !== undefined)
      return refusalError(reverted.data.errorName, reverted.data.args ?? [], error);
    const selector = reverted.signature ?? "none";
    return stakingError("contract_refused", `${what}: the contract refused the call (selector ${selector})`, {
      cause: error,
      meta: { selector },
    });
  }
  if (error.walk((cause) => cause instanceof InsufficientFundsError) !== null)
    return stakingError("insufficient_funds", `${what}: the wallet cannot pay for the gas`, { cause: error });
  if (error.walk((cause) => cause instanceof WaitForTransactionReceiptTimeoutError) !== null)
    return stakingError("transaction_missing", `${what}: sent, but not mined in time`, {
      cause: error,
      retryable: true,
    });
  return stakingError("rpc_failed", `${what}: the RPC endpoint did not answer as declared`, {
    cause: error,
    retryable: true,
  });
}
