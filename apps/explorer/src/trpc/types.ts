import type { AppRouter, LiveUpdate } from "@session/chain/api";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";

export type { AppRouter, LiveUpdate };

/** Every shape on screen comes from the router's own output types; nothing is declared a second time. */
export type Outputs = inferRouterOutputs<AppRouter>;
export type Inputs = inferRouterInputs<AppRouter>;

export type NetworkSummary = Outputs["network"]["summary"];
export type Stamp = NetworkSummary["stamp"];
export type NodeList = Outputs["nodes"]["list"];
export type NodeRow = NodeList["items"][number];
export type NodeState = NodeRow["state"];
export type NodeDetail = Outputs["nodes"]["get"];
export type NodeSlot = NodeDetail["node"]["slots"][number];
export type NodePeriod = NodeDetail["node"]["periods"][number];
export type SwarmList = Outputs["swarms"]["list"];
export type SwarmRow = SwarmList["items"][number];
export type BlockList = Outputs["blocks"]["list"];
export type BlockDetail = Outputs["blocks"]["get"];
export type EventFeed = Outputs["events"]["feed"];
export type EventRow = EventFeed["items"][number];
export type WalletStakes = Outputs["wallet"]["stakes"];
export type Health = Outputs["health"];
