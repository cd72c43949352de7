export { describeMessageStore, testHash, testMessage } from "../store/contract.ts";
export { createMemoryStore } from "../store/memory-store.ts";
export { createTestNetwork, type TestNetwork, type TestNode } from "./test-network.ts";
