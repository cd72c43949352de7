import { type CryptoProvider, nobleCrypto } from "@session/protocol/crypto";
import { createNativeCrypto } from "./provider.ts";
import { loadSodium, type Sodium } from "./sodium.ts";

export interface ChosenCrypto {
  /** Which one it is, for the log: noble takes some 25 times as long for signatures and key agreement. */
  readonly name: "sodium-native" | "noble";
  readonly crypto: CryptoProvider;
}

/** The native provider, or the portable one where the addon cannot be loaded. For composition roots. */
export function fastestCrypto(load: () => Sodium = loadSodium): ChosenCrypto {
  let sodium: Sodium;
  try {
    sodium = load();
  } catch {
    // No binary for this platform, or one that does not fit its C library: both are answered by `name`.
    return { name: "noble", crypto: nobleCrypto };
  }
  return { name: "sodium-native", crypto: createNativeCrypto(sodium) };
}
