export type { ChainReader, ChainReporter, Reorg } from "./chain.ts";
export type { Clock } from "./clock.ts";
export type { Random } from "./random.ts";
export type { LogEvent, LogLevel, Telemetry } from "./telemetry.ts";
export type {
  Endpoint,
  Listener,
  NodeAddress,
  Transport,
  WireHandler,
  WirePeer,
  WireRequest,
  WireResponse,
} from "./transport.ts";
