export { local } from "./local.ts";
export { mainnet } from "./mainnet.ts";
export { testnet } from "./testnet.ts";
export type { NetworkName, NetworkParams, Version } from "./types.ts";

import { local } from "./local.ts";
import { mainnet } from "./mainnet.ts";
import { testnet } from "./testnet.ts";
import type { NetworkName, NetworkParams } from "./types.ts";

/** Every preset by name, for composition roots that read the name from their configuration. */
export const PRESETS: Readonly<Record<NetworkName, NetworkParams>> = { mainnet, testnet, local };

/** True when the text names a preset. */
export function isNetworkName(text: string): text is NetworkName {
  return Object.hasOwn(PRESETS, text);
}
