export { ensureNodeKeys, loadNodeKeys, writeNodeKeys } from "../platform/key-files.ts";
export { deriveNodeKeys, type NodeKeys } from "./derive.ts";
export { operatorAddress } from "./operator.ts";
