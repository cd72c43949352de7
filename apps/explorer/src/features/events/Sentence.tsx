"use client";

import { formatDuration } from "@session/ui";
import type { EventRow } from "../../trpc/types.ts";
import { Moment } from "../display/Age.tsx";
import { Amount } from "../display/Amount.tsx";
import { NodeLink, WalletLink } from "../display/KeyLink.tsx";
import { eventSentence, type SentencePart } from "./sentence.ts";

/** An event in words, with its node, wallets, amounts and times in place. */
export function Sentence({ event }: { readonly event: EventRow }) {
  return (
    <>
      {eventSentence(event).map((part, index) => (
        // The parts of a sentence never move, so the place is the identity.
        <Piece key={index} part={part} />
      ))}
    </>
  );
}

function Piece({ part }: { readonly part: SentencePart }) {
  if (typeof part === "string") return part;
  switch (part.kind) {
    case "node":
      return <NodeLink nodeId={part.nodeId} ed25519={part.ed25519} head={4} picture={false} />;
    case "wallet":
      return <WalletLink address={part.address} />;
    case "amount":
      return <Amount atomic={part.atomic} />;
    case "duration":
      return formatDuration(part.seconds * 1_000).replaceAll(" ", "\u00a0");
    case "moment":
      return <Moment unixSeconds={part.unixSeconds} />;
  }
}
