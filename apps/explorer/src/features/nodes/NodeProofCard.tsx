"use client";

import { Card, EmptyState, type Fact, Facts, formatCount } from "@session/ui";
import type { NodeDetail, Stamp } from "../../trpc/types.ts";
import { ProofAge } from "./ProofAge.tsx";
import type { NodeProof } from "./types.ts";

export interface NodeProofCardProps {
  readonly node: NodeDetail["node"];
  readonly stamp: Stamp;
  /** When the answer was received. */
  readonly seenAtMs: number;
}

/** The node's last sign of life; what it says about itself is its own claim. */
export function NodeProofCard({ node, stamp, seenAtMs }: NodeProofCardProps) {
  const { proof } = node;
  return (
    <Card title="Last uptime proof">
      {proof === null ? (
        <EmptyState
          title="No proof so far"
          text="A node sends its first one as soon as it runs and sees itself on the chain."
        />
      ) : (
        <Facts
          facts={[
            {
              name: "Received",
              value: <ProofAge proof={proof} chainId={stamp.chainId} seenAtMs={seenAtMs} />,
            },
            ...proofFacts(proof),
          ]}
        />
      )}
    </Card>
  );
}

function proofFacts(proof: NodeProof): readonly Fact[] {
  return [
    { name: "IP address", value: <span className="ui-mono">{proof.publicIp}</span> },
    {
      name: "Ports",
      value: (
        <span className="ui-num">
          {proof.storagePort} for clients, {proof.peerPort} for nodes
          {proof.httpPort === null ? null : `, ${proof.httpPort} for browsers`}
        </span>
      ),
    },
    { name: "Storage server", value: <span className="ui-num">{proof.storageServerVersion}</span> },
    {
      name: "Chain view",
      value: (
        <>
          block <span className="ui-num">{formatCount(proof.chainHeight)}</span> when it was sent
        </>
      ),
    },
    { name: "Node table", value: digestWords(proof.digestMatches) },
  ];
}

function digestWords(matches: boolean | null): string {
  if (matches === null) return "not comparable: it speaks of another block than the index";
  return matches ? "the same as the index computed" : "differs from what the index computed";
}
