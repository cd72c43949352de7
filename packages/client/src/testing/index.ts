export { createScriptedNetwork, type ScriptedNetwork } from "./scripted-network.ts";
export type { NodeQuirks, ScriptedStorage, ScriptedSwarm } from "./scripted-storage.ts";
export { describeClientStore } from "./store-contract.ts";
export { createTestClient, type TestClientOptions } from "./test-client.ts";
