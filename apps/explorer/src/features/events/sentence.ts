import type { EventRow } from "../../trpc/types.ts";
import { reasonsInWords } from "./reasons.ts";

/** A piece of a sentence that the page shows as a link, an amount or a time; plain strings are words. */
export type SentencePart =
  | string
  | { readonly kind: "node"; readonly nodeId: number; readonly ed25519: string }
  | { readonly kind: "wallet"; readonly address: string }
  | { readonly kind: "amount"; readonly atomic: string }
  | { readonly kind: "duration"; readonly seconds: number }
  | { readonly kind: "moment"; readonly unixSeconds: number };

/** What happened, as a sentence. Spec: docs/spec/staking-design.md sections 5 and 6 for the meaning of each event. */
export function eventSentence(event: EventRow): readonly SentencePart[] {
  switch (event.type) {
    case "KeysRegistered":
      return [wallet(event.operator), " registered the keys of node ", node(event), "."];
    case "NodeActivated":
      return [
        "Node ",
        node(event),
        " became active: ",
        amount(event.requiredAtomic),
        " staked by ",
        wallet(event.operator),
        ...othersThan(event.contributors - 1),
        event.feeBps === 0 ? ", no operator fee." : `, operator fee ${percentOfBps(event.feeBps)}.`,
      ];
    case "NodeDecommissioned":
      return [
        "The committee of epoch ",
        String(event.epoch),
        " decommissioned node ",
        node(event),
        `${because(event.reasons)}. It has `,
        duration(event.creditSeconds),
        " of credit to come back.",
      ];
    case "NodeRecommissioned":
      return [
        "The committee of epoch ",
        String(event.epoch),
        " recommissioned node ",
        node(event),
        ": it works again, with ",
        duration(event.creditSeconds),
        " of credit left.",
      ];
    case "NodeDeregistered":
      return [
        "The committee of epoch ",
        String(event.epoch),
        " deregistered node ",
        node(event),
        `${because(event.reasons)}. `,
        ...(event.penaltyAtomic === "0" ? ["No penalty"] : ["Penalty ", amount(event.penaltyAtomic)]),
        "; the operator's stake is free from ",
        moment(event.operatorLockSeconds),
        ", contributors' stakes from ",
        moment(event.contributorLockSeconds),
        ".",
      ];
    case "NodeExited":
      return ["Node ", node(event), " left the network. Its stakes can be withdrawn."];
    case "UnlockRequested":
      return [
        wallet(event.by),
        " asked to unlock node ",
        node(event),
        ". It may exit from ",
        moment(event.unlockAtSeconds),
        ".",
      ];
    case "StakeWithdrawn":
      return [
        wallet(event.staker),
        " withdrew a stake of ",
        amount(event.amountAtomic),
        " from node ",
        node(event),
        ".",
      ];
    case "RewardsClaimed":
      return [
        wallet(event.staker),
        " claimed ",
        amount(event.amountAtomic),
        " of rewards from node ",
        node(event),
        ...(event.beneficiary === event.staker ? ["."] : [", paid to ", wallet(event.beneficiary), "."]),
      ];
    case "BeneficiaryChanged":
      return [
        "Rewards of ",
        wallet(event.staker),
        " from node ",
        node(event),
        " now go to ",
        wallet(event.to),
        " instead of ",
        wallet(event.from),
        ".",
      ];
    case "Accrued":
      return [
        amount(event.amountAtomic),
        event.active === 1
          ? " of rewards were released to one active node."
          : ` of rewards were released to ${event.active} active nodes.`,
      ];
  }
}

function node(event: { nodeId: number; ed25519: string }): SentencePart {
  return { kind: "node", nodeId: event.nodeId, ed25519: event.ed25519 };
}
function wallet(address: string): SentencePart {
  return { kind: "wallet", address };
}
function amount(atomic: string): SentencePart {
  return { kind: "amount", atomic };
}
function duration(seconds: number): SentencePart {
  return { kind: "duration", seconds };
}
function moment(unixSeconds: number): SentencePart {
  return { kind: "moment", unixSeconds };
}

function othersThan(count: number): readonly string[] {
  if (count <= 0) return [];
  return [count === 1 ? " and one contributor" : ` and ${count} contributors`];
}

function because(reasons: number): string {
  const words = reasonsInWords(reasons);
  return words.length === 0 ? "" : `: ${words.join(", ")}`;
}

/** 250 basis points: "2.5 %". */
export function percentOfBps(bps: number): string {
  const whole = Math.trunc(bps / 100);
  const rest = (bps % 100).toString().padStart(2, "0").replace(/0+$/, "");
  return rest === "" ? `${whole} %` : `${whole}.${rest} %`;
}
