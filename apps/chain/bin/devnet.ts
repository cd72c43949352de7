#!/usr/bin/env node
// A local chain with the contracts on it, as one process: for containers and for people who want only the chain.
import { DEVNET_CHAIN_ID, deployContracts, devnetKey, startAnvil } from "../src/devnet/index.ts";

const host = process.env.CHAIN_HOST ?? "127.0.0.1";
const port = Number(process.env.CHAIN_PORT ?? 8545);
const deploymentFile = process.env.DEPLOYMENT_FILE;
const stateFile = process.env.CHAIN_STATE_FILE;

if (deploymentFile === undefined) throw new Error("DEPLOYMENT_FILE: required, but not set");
if (!Number.isInteger(port) || port < 1 || port > 65_535)
  throw new Error(`CHAIN_PORT: expected 1..65535, got ${process.env.CHAIN_PORT}`);

const anvil = await startAnvil({
  host,
  port,
  blockTimeSeconds: 1,
  ...(stateFile === undefined ? {} : { stateFile }),
});
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => void anvil.stop().then(() => process.exit(0)));
void anvil.exited.then(({ code, lastLines }) => {
  if (code !== 0) console.error(lastLines.join("\n"));
  process.exit(code ?? 1);
});
const { registry } = await deployContracts({
  rpcUrl: `http://127.0.0.1:${port}`,
  deployerKey: devnetKey(0),
  preset: "local",
  deploymentFile,
});
console.log(
  `chain ${DEVNET_CHAIN_ID} answers on ${host}:${port}, registry ${registry}, deployment in ${deploymentFile}`,
);
