import { Badge, type Tone } from "./Badge.tsx";
import type { IconName } from "./Icon.tsx";

export interface NodeStateLook {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
  /** One sentence that explains the state, for titles and help. */
  readonly meaning: string;
}

/** How each state of a service node looks and is called; the only such table. */
export const NODE_STATES = {
  pending: {
    word: "Waiting for stake",
    tone: "inactive",
    icon: "clock",
    meaning: "Registered its keys; the stake is not complete yet.",
  },
  active: {
    word: "Active",
    tone: "ok",
    icon: "check",
    meaning: "In a swarm, storing messages and earning rewards.",
  },
  unlocking: {
    word: "Leaving",
    tone: "attention",
    icon: "clock",
    meaning: "Asked to unlock its stake; works until the unlock time.",
  },
  decommissioned: {
    word: "Decommissioned",
    tone: "attention",
    icon: "pause",
    meaning: "Failed a duty; out of its swarm and without rewards until it is recommissioned.",
  },
  invalidIdentity: {
    word: "Invalid identity",
    tone: "danger",
    icon: "warning",
    meaning: "The identity signature does not verify; it never gets a swarm.",
  },
  deregistered: {
    word: "Deregistered",
    tone: "danger",
    icon: "close",
    meaning: "Removed by the network; its stake is locked for a time.",
  },
  exited: {
    word: "Exited",
    tone: "inactive",
    icon: "signOut",
    meaning: "Left the network by itself; its stake is free.",
  },
} as const satisfies Record<string, NodeStateLook>;

export type NodeStateName = keyof typeof NODE_STATES;

/** The state of a service node as icon and word. */
export function StateBadge({ state }: { readonly state: NodeStateName }) {
  const look = NODE_STATES[state];
  return (
    <Badge tone={look.tone} icon={look.icon} title={look.meaning}>
      {look.word}
    </Badge>
  );
}
