import { mainnet } from "./mainnet.ts";
import type { NetworkParams } from "./types.ts";

const MINUTE = 60_000;

/** A public test network: mainnet's shape with shorter proof times and unlock delay. */
export const testnet: NetworkParams = {
  ...mainnet,
  name: "testnet",
  allowUnprefixedAccounts: true,
  ports: { https: 38155, peer: 38154 },
  proofs: { ...mainnet.proofs, intervalMs: 10 * MINUTE, validityMs: 21 * MINUTE },
  reachability: { ...mainnet.reachability, unreachableAfterMs: 11 * MINUTE },
  staking: { ...mainnet.staking, unlockDelayMs: 24 * 60 * MINUTE },
};
