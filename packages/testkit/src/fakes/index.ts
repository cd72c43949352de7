export { settle } from "../platform/settle.ts";
export {
  createMemoryNetwork,
  type MemoryExchange,
  type MemoryFaults,
  type MemoryNetwork,
} from "./memory-network.ts";
export { createRecordingTelemetry, type RecordingTelemetry } from "./recording-telemetry.ts";
export {
  createScriptedChain,
  type ScriptedChain,
  type ScriptedChainOptions,
  type ScriptedEvent,
} from "./scripted-chain.ts";
export { createSeededRandom } from "./seeded-random.ts";
export { createSimClock, type SimClock } from "./sim-clock.ts";
