import { fork } from "node:child_process";
import type { Register } from "../chain/registration.ts";
import { nodeError } from "../errors.ts";

/** Where to register; the process reads the keys from their files itself. */
export interface RegistrationOrder {
  readonly dataDir: string;
  readonly chainRpcUrl: string;
  readonly deploymentFile: string;
  /** Development chains: get the stake from the faucet first. */
  readonly faucet: boolean;
}

export type RegistrationReport =
  | { readonly ok: true }
  | { readonly ok: false; readonly message: string; readonly code: string; readonly retryable: boolean };

/**
 * Registers in a process that ends afterwards: signing and sending transactions takes large libraries, and
 * a node that runs for months needs them for a second. (A worker thread leaves its memory behind.)
 *
 * Rejects with registration_failed, which names the reason and whether it may pass.
 */
export function registerInProcess(order: RegistrationOrder): Register {
  return async (signal) => {
    const child = fork(new URL("./registration-process.ts", import.meta.url), { signal });
    const report = await new Promise<RegistrationReport>((resolve, reject) => {
      child.once("message", (message) => resolve(message as RegistrationReport)); // all it ever sends
      child.once("error", reject);
      child.once("exit", (code) =>
        reject(
          nodeError("registration_failed", `the registration process ended with ${code}`, {
            retryable: true,
          }),
        ),
      );
      child.send(order);
    });
    if (!report.ok)
      throw nodeError("registration_failed", `${report.code}: ${report.message}`, {
        retryable: report.retryable,
      });
  };
}
