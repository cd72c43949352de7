import type { ClientPorts } from "../ports.ts";
import { systemClock } from "./clock.ts";
import { systemRandom } from "./random.ts";
import { undiciTransports } from "./undici-transport.ts";

export { memoryStore } from "../store/memory.ts";
export { openFileStore } from "../store/sqlite.ts";

export interface NodePorts extends ClientPorts {
  /** Closes idle connections. They do not keep the process alive, so this is for those who count sockets. */
  close(): Promise<void>;
}

/** Everything a client needs from Node: system clock and randomness, HTTPS to nodes and seeds. */
export function nodePorts(options: Pick<ClientPorts, "telemetry"> = {}): NodePorts {
  const { transport, seeds, close } = undiciTransports();
  return { clock: systemClock(), random: systemRandom(), transport, seeds, close, ...options };
}
