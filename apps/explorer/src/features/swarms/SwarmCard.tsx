"use client";

import { Avatar, Badge, CopyButton, formatPlural } from "@session/ui";
import Link from "next/link";
import type { SwarmRow } from "../../trpc/types.ts";
import { Elapsed } from "../display/Age.tsx";
import { BlockLink, ShortText } from "../display/KeyLink.tsx";
import styles from "./SwarmCard.module.css";

/** Below it, a swarm takes members from others. Spec: docs/spec/swarms-and-testing.md 2.1. */
const SIZE_MIN = 5;

export interface SwarmCardProps {
  readonly swarm: SwarmRow;
  /** Its colour on the ring, as `swarmColour` gives it. */
  readonly colour: string;
  readonly isFound: boolean;
  readonly onPoint: (swarmIdHex: string | null) => void;
}

/** One swarm with its members; pointing at it marks its arc on the ring. */
export function SwarmCard({ swarm, colour, isFound, onPoint }: SwarmCardProps) {
  return (
    <li
      id={`swarm-${swarm.swarmId}`}
      className={styles.card}
      data-found={isFound ? "" : undefined}
      onPointerEnter={() => onPoint(swarm.swarmId)}
      onPointerLeave={() => onPoint(null)}
    >
      <header className={styles.head}>
        <span className={styles.swatch} data-colour={colour} aria-hidden="true" />
        <h3 className={styles.id}>
          <span className="ui-visually-hidden">Swarm </span>
          <span className="ui-mono">{swarm.swarmId.match(/.{4}/g)?.join(" ")}</span>
        </h3>
        <CopyButton value={swarm.swarmId} label="Copy the swarm ID" />
        <span className={styles.badges}>
          {isFound ? <Badge tone="accent">stores this account</Badge> : null}
          {swarm.size < SIZE_MIN ? (
            <Badge tone="attention" icon="warning">
              {swarm.size} of at least {SIZE_MIN}
            </Badge>
          ) : null}
        </span>
      </header>
      <p className={styles.since}>
        <Link href={`/nodes?swarm=${swarm.swarmId}`} prefetch={false}>
          {formatPlural(swarm.size, "member")}
        </Link>
        , unchanged for <Elapsed fromSeconds={swarm.sinceSeconds} />, since block{" "}
        <BlockLink height={swarm.sinceBlock} />
      </p>
      <ul className={styles.members} aria-label="Members">
        {swarm.members.map((member) => (
          <li key={member.nodeId}>
            <Link
              href={`/nodes/${member.nodeId}`}
              prefetch={false}
              className={styles.member}
              title={`Node ${member.nodeId}: ${member.ed25519}`}
            >
              <Avatar accountId={member.ed25519} size={20} />
              <ShortText value={member.ed25519} head={4} tail={4} />
            </Link>
          </li>
        ))}
      </ul>
    </li>
  );
}
