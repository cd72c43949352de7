import { describeMessageStore } from "./contract.ts";
import { createMemoryStore } from "./memory-store.ts";

describeMessageStore("memory", createMemoryStore);
