export { assignSwarms, newSwarmId } from "./assign.ts";
export type { SwarmEvents } from "./events.ts";
export { deriveSwarmEvents } from "./events.ts";
export type { SwarmId } from "./id.ts";
export { MAX_SWARM_ID, swarmId, swarmIdHex, UNASSIGNED_SWARM } from "./id.ts";
export { nearestSwarm, sortedSwarmIds, swarmOf, swarmSpace } from "./position.ts";
export type { ConsensusRng } from "./random.ts";
export { boundedDraw, mt19937_64, shuffle } from "./random.ts";
