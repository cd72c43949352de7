import { formatDuration, type NodeStateName } from "@session/ui";
import type { NodeDetail, NodeRow, NodeState } from "../../trpc/types.ts";
import { reasonsInWords } from "../events/reasons.ts";
import type { NodeView } from "./node-query.ts";
import type { ProofStanding } from "./proof-standing.ts";

/** The state a person sees: a node on its way out, or one that can never work, is not simply active. */
export function shownState(
  row: Pick<NodeRow, "state" | "invalidIdentity" | "unlockAtSeconds">,
): NodeStateName {
  if (row.state === "active" && row.invalidIdentity) return "invalidIdentity";
  if (row.state === "active" && row.unlockAtSeconds !== null) return "unlocking";
  return row.state;
}

export const VIEW_WORDS: Readonly<Record<NodeView, string>> = {
  present: "All present",
  active: "Active",
  decommissioned: "Decommissioned",
  unlocking: "Leaving",
  left: "Left",
};

export const PROOF_WORDS: Readonly<Record<ProofStanding, string>> = {
  none: "no proof yet",
  fresh: "in time",
  late: "late",
};

export type VerdictTone = "ok" | "attention" | "danger" | "inactive";

export interface Verdict {
  readonly tone: VerdictTone;
  /** How the node is, as one sentence. */
  readonly headline: string;
  /** What that means, and what can be done by when. */
  readonly text: string;
}

/** Answers "is this node well?" from what the index knows. Spec: docs/spec/staking-design.md sections 5 to 7.5. */
export function nodeVerdict(
  node: Pick<
    NodeDetail["node"],
    "state" | "invalidIdentity" | "unlockAtSeconds" | "swarmId" | "periods" | "credit"
  >,
  proof: ProofStanding,
): Verdict {
  switch (node.state) {
    case "decommissioned": {
      const reasons = reasonsInWords(node.periods.at(-1)?.reasons ?? 0);
      const because = reasons.length > 0 ? `: ${reasons.join(", ")}` : "";
      return {
        tone: "attention",
        headline: `Decommissioned${because}`,
        text: `It is in no swarm and earns nothing until a committee sees it work again. ${creditLeft(node.credit)}`,
      };
    }
    case "deregistered":
      return {
        tone: "danger",
        headline: "Deregistered by a committee",
        text: "It is off the network. Its stakes stay locked for a time and can then be withdrawn.",
      };
    case "exited":
      return {
        tone: "inactive",
        headline: "Left the network",
        text: "Its unlock time had passed and it exited. Its stakes can be withdrawn.",
      };
    case "active":
      return activeVerdict(node, proof);
  }
}

function activeVerdict(
  node: Pick<NodeDetail["node"], "invalidIdentity" | "unlockAtSeconds" | "swarmId">,
  proof: ProofStanding,
): Verdict {
  if (node.invalidIdentity)
    return {
      tone: "danger",
      headline: "Active on the chain, but with an invalid identity",
      text: "The signature of its Ed25519 key does not verify, so no node gives it a swarm. Its operator must exit and register again.",
    };
  if (proof === "none")
    return {
      tone: "attention",
      headline: "Active, waiting for its first uptime proof",
      text: "It is staked, but nobody knows its address yet. Peers use it as soon as its first proof arrives.",
    };
  if (proof === "late")
    return {
      tone: "attention",
      headline: "Active, but its last uptime proof is too old",
      text: "If no new proof arrives, the next committee may decommission it.",
    };
  if (node.unlockAtSeconds !== null)
    return {
      tone: "attention",
      headline: "Active and leaving",
      text: "Somebody with a stake in it asked to unlock. It works and earns until it exits.",
    };
  return {
    tone: "ok",
    headline: node.swarmId === null ? "Active" : "Active and in a swarm",
    text:
      node.swarmId === null
        ? "It proves its uptime and earns; a swarm is assigned with the next membership change."
        : "It stores messages with its swarm, proves its uptime in time and earns its share of rewards.",
  };
}

function creditLeft(credit: NodeDetail["node"]["credit"]): string {
  if (credit === null) return "";
  return credit.seconds > 0
    ? `${formatDuration(credit.seconds * 1_000)} of credit are left; after that a committee may deregister it.`
    : "Its credit is used up: a committee may deregister it now.";
}

export const STATE_WORDS: Readonly<Record<NodeState, string>> = {
  active: "Active",
  decommissioned: "Decommissioned",
  exited: "Exited",
  deregistered: "Deregistered",
};
