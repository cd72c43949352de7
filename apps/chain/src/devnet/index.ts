export { type Anvil, type AnvilOptions, startAnvil } from "./anvil.ts";
export { type DeployOptions, deployContracts } from "./deploy.ts";
export { DEVNET_ERROR_CODES, type DevnetError, type DevnetErrorCode } from "./errors.ts";
export { DEVNET_CHAIN_ID, devnetKey } from "./keys.ts";
export { type ContractParams, type ContractPreset, type PresetName, presets } from "./presets.ts";
