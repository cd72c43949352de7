import type { z } from "zod";
import type { Stamp } from "./outputs/common.ts";
import type { eventFeed, LiveUpdate, NetworkEventType } from "./outputs/events.ts";
import type { BlockDetail, blockList, Health, NetworkSummary, networkDeployment } from "./outputs/network.ts";
import type { NodeDetail, NodeState, nodeList, swarmDetail, swarmList } from "./outputs/nodes.ts";
import type { WalletStakes } from "./outputs/wallet.ts";

export interface PageRequest {
  /** As a previous answer's `nextCursor` gave it. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export type NodeSort = "id" | "proofAge" | "stake" | "registered" | "operator" | "swarm" | "unlock";

export interface NodeListRequest extends PageRequest {
  /** `unlocking` is a part of active and decommissioned. */
  readonly states: readonly (NodeState | "unlocking")[];
  /** Part of a key, operator, contributor, IP prefix, swarm ID, or a node ID. */
  readonly search?: string | undefined;
  readonly sort: NodeSort;
  readonly direction: "asc" | "desc";
}

export interface EventFeedRequest extends PageRequest {
  readonly types?: readonly NetworkEventType[] | undefined;
  readonly nodeId?: number | undefined;
  /** Operator, staker, beneficiary or caller. */
  readonly address?: string | undefined;
}

/** What the routers answer from. Lookups of something that does not exist give undefined. */
export interface ApiQueries {
  stamp(): Promise<Stamp>;
  networkSummary(): Promise<NetworkSummary>;
  networkDeployment(): Promise<z.infer<typeof networkDeployment>>;
  nodeList(request: NodeListRequest): Promise<z.infer<typeof nodeList>>;
  nodeById(nodeId: number): Promise<NodeDetail | undefined>;
  /** The newest registration of this Ed25519 key. */
  nodeByKey(ed25519: string): Promise<NodeDetail | undefined>;
  blockList(request: PageRequest & { eventsOnly: boolean }): Promise<z.infer<typeof blockList>>;
  block(at: { height: number } | { hash: string }): Promise<BlockDetail | undefined>;
  eventFeed(request: EventFeedRequest): Promise<z.infer<typeof eventFeed>>;
  swarmList(): Promise<z.infer<typeof swarmList>>;
  swarm(swarmIdHex16: string): Promise<z.infer<typeof swarmDetail> | undefined>;
  walletStakes(address: string): Promise<WalletStakes>;
  health(): Promise<Health>;
}

/** Updates from now on, until the signal aborts; a slow reader is told to catch up by a `head`. */
export type LiveFeed = (signal: AbortSignal) => AsyncIterable<LiveUpdate>;

export interface ApiContext {
  readonly queries: ApiQueries;
  readonly live: LiveFeed;
}
