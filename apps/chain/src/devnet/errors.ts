import { SessionError } from "@session/protocol/errors";

/** Every failure code of the local chain and of deployment, with its meaning. */
export const DEVNET_ERROR_CODES = {
  anvil_missing: "no anvil binary is installed for this platform",
  port_taken: "something already listens on the port of the chain",
  anvil_exited: "anvil ended before or while it was needed; the message has its last lines",
  anvil_not_ready: "anvil did not answer in time",
  unsafe_deployer: "the deployer key is publicly known and the chain is not a local development chain",
  deployment_mismatch: "a deployment file exists, but its contracts are not on this chain",
  deployment_failed: "a transaction of the deployment reverted or was not mined",
} as const;

export type DevnetErrorCode = keyof typeof DEVNET_ERROR_CODES;

export type DevnetError = SessionError<DevnetErrorCode>;

export function devnetError(
  code: DevnetErrorCode,
  message: string,
  options: { cause?: unknown } = {},
): DevnetError {
  return new SessionError(code, message, options);
}
