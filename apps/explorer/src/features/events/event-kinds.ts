import type { IconName, Tone } from "@session/ui";
import type { EventRow } from "../../trpc/types.ts";

export type EventType = EventRow["type"];

export interface EventKind {
  readonly word: string;
  readonly icon: IconName;
  readonly tone: Tone;
}

/** How each kind of event is named and marked; the only such table. */
export const EVENT_KINDS: Readonly<Record<EventType, EventKind>> = {
  NodeActivated: { word: "Activated", icon: "check", tone: "ok" },
  NodeDecommissioned: { word: "Decommissioned", icon: "pause", tone: "attention" },
  NodeRecommissioned: { word: "Recommissioned", icon: "retry", tone: "ok" },
  NodeDeregistered: { word: "Deregistered", icon: "close", tone: "danger" },
  UnlockRequested: { word: "Unlock requested", icon: "clock", tone: "attention" },
  NodeExited: { word: "Exited", icon: "signOut", tone: "inactive" },
  StakeWithdrawn: { word: "Stake withdrawn", icon: "up", tone: "inactive" },
  RewardsClaimed: { word: "Rewards claimed", icon: "down", tone: "accent" },
  BeneficiaryChanged: { word: "Beneficiary changed", icon: "person", tone: "inactive" },
  KeysRegistered: { word: "Keys registered", icon: "key", tone: "inactive" },
  Accrued: { word: "Rewards released", icon: "plus", tone: "inactive" },
};

export const EVENT_TYPES = Object.keys(EVENT_KINDS) as readonly EventType[]; // the table has exactly these keys

/** What changes the network; registrations and releases that go with these would only repeat them. */
export const NEWSWORTHY: readonly EventType[] = EVENT_TYPES.filter(
  (type) => type !== "KeysRegistered" && type !== "Accrued",
);

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENT_KINDS, text);
}
