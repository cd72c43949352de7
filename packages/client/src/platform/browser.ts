import { systemClock } from "@session/platform/clock";
import { systemRandom } from "@session/platform/random";
import type { ClientPorts } from "../ports.ts";
import { fetchSeeds, fetchTransport } from "./fetch-transport.ts";

export { deleteIndexedDbStore, openIndexedDbStore } from "../store/indexeddb.ts";
export { memoryStore } from "../store/memory.ts";

/** Everything a client needs from a browser, in a page or a worker. */
export function browserPorts(options: Pick<ClientPorts, "telemetry"> = {}): ClientPorts {
  return {
    clock: systemClock(),
    random: systemRandom(),
    transport: fetchTransport(),
    seeds: fetchSeeds(),
    ...options,
  };
}
