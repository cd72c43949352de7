import { createHmac } from "node:crypto";

/** 32 bytes that depend on the testnet's seed text and a label only: the same network again from the same seed. */
export function seedFor(seed: string, label: string): Uint8Array {
  return new Uint8Array(createHmac("sha256", `session-testnet/${seed}`).update(label).digest());
}

export const ACCOUNT_NAMES = ["Alice", "Bob"] as const;

/** 16 bytes: what a recovery phrase encodes. */
export function accountSeed(seed: string, name: string): Uint8Array {
  return seedFor(seed, `account/${name}`).slice(0, 16);
}
