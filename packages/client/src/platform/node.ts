import { systemClock } from "@session/platform/clock";
import { fastestCrypto } from "@session/platform/native";
import { systemRandom } from "@session/platform/random";
import type { ClientPorts } from "../ports.ts";
import { undiciTransports } from "./undici-transport.ts";

export { memoryStore } from "../store/memory.ts";
export { openFileStore } from "../store/sqlite.ts";

export interface NodePorts extends ClientPorts {
  /** Closes idle connections. They do not keep the process alive, so this is for those who count sockets. */
  close(): Promise<void>;
}

/** Everything a client needs from Node: system clock and randomness, native cryptography, HTTPS to nodes and seeds. */
export function nodePorts(options: Pick<ClientPorts, "telemetry"> = {}): NodePorts {
  const { transport, seeds, close } = undiciTransports();
  const { crypto } = fastestCrypto();
  return { clock: systemClock(), random: systemRandom(), crypto, transport, seeds, close, ...options };
}
