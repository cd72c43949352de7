/** Runs as a process of its own: see register-in-process.ts. */
import { hexEncode } from "@session/protocol/bytes";
import { readDeployment } from "@session/staking/deployments";
import { fundOnDevnet } from "@session/staking/devnet";
import { registeredNodeId, registerSolo } from "@session/staking/registration";
import { operatorAddress } from "../keys/operator.ts";
import { loadNodeKeys } from "./key-files.ts";
import type { RegistrationOrder, RegistrationReport } from "./register-in-process.ts";

async function register(order: RegistrationOrder): Promise<void> {
  const keys = loadNodeKeys(order.dataDir);
  if (keys === undefined) throw new Error("the key files are gone");
  const chain = { rpcUrl: order.chainRpcUrl, deployment: await readDeployment(order.deploymentFile) };
  if ((await registeredNodeId({ ...chain, ed25519: keys.ed25519 })) !== undefined) return;
  if (order.faucet) await fundOnDevnet({ ...chain, address: operatorAddress(keys.operatorSecret) });
  await registerSolo({
    ...chain,
    operatorKey: `0x${hexEncode(keys.operatorSecret)}`,
    ed25519Seed: keys.ed25519Seed,
    blsSecret: keys.blsSecret,
  });
}

async function report(order: RegistrationOrder): Promise<RegistrationReport> {
  try {
    await register(order);
    return { ok: true };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      ok: false,
      message: error.message,
      code: "code" in error ? String(error.code) : "unknown",
      retryable: "retryable" in error && error.retryable === true,
    };
  }
}

// Whoever starts this process sends exactly this, once.
process.once("message", async (order) => {
  process.send?.(await report(order as RegistrationOrder), () => process.disconnect());
});
