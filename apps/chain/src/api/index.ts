/** What the explorer may import, as types only: the router, and what its procedures answer. */
export type { Stamp } from "./outputs/common.ts";
export type { LiveUpdate, NetworkEventRow, NetworkEventType } from "./outputs/events.ts";
export type { BlockDetail, BlockRow, Health, NetworkSummary } from "./outputs/network.ts";
export type { NodeDetail, NodeProof, NodeRow, NodeSlot, NodeState, SwarmRow } from "./outputs/nodes.ts";
export type { WalletStakes } from "./outputs/wallet.ts";
export type { NodeSort } from "./queries.ts";
export type { AppRouter } from "./router.ts";
