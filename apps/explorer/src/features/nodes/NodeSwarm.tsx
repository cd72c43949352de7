"use client";

import { Card, formatPlural } from "@session/ui";
import Link from "next/link";
import type { NodeDetail, SwarmList } from "../../trpc/types.ts";
import type { Part } from "../../trpc/use-part.ts";
import { Elapsed } from "../display/Age.tsx";
import { NodeLink, SwarmLink } from "../display/KeyLink.tsx";
import { ringNeighbours } from "../swarms/ring-geometry.ts";
import { ringInWords, SwarmRing } from "../swarms/SwarmRing.tsx";
import styles from "./NodeSwarm.module.css";

export interface NodeSwarmProps {
  readonly node: NodeDetail["node"];
  /** All swarms, for the drawing and the neighbours; the card does without when they are missing. */
  readonly ring: Part<SwarmList>;
}

/** Where on the ring this node works, with whom, and who is next to them. */
export function NodeSwarm({ node, ring }: NodeSwarmProps) {
  if (node.swarm === null)
    return (
      <Card title="Swarm">
        <p className="ui-muted">
          {node.state === "active"
            ? "In no swarm: one is assigned with the next change of membership."
            : "In no swarm: only active nodes store messages."}
        </p>
      </Card>
    );
  const swarms = (ring.value?.items ?? []).map((swarm) => ({ idHex: swarm.swarmId, size: swarm.size }));
  const neighbours = ringNeighbours(swarms, node.swarm.swarmId);
  const others = node.swarm.members.filter((member) => member.nodeId !== node.nodeId);
  return (
    <Card
      title="Swarm"
      actions={
        <Link className={styles.more} href={`/swarms#swarm-${node.swarm.swarmId}`} prefetch={false}>
          On the ring
        </Link>
      }
    >
      <div className={styles.swarm}>
        <div className={styles.ring}>
          <SwarmRing
            swarms={swarms}
            markedIdHex={node.swarm.swarmId}
            label={`Swarm ${node.swarm.swarmId} on the ring. ${ringInWords(swarms)}`}
          />
        </div>
        <div className={styles.words}>
          <p>
            <span className="ui-mono">{node.swarm.swarmId.match(/.{4}/g)?.join(" ")}</span>
          </p>
          <p className="ui-muted">
            {formatPlural(node.swarm.size, "member")}, unchanged for{" "}
            <Elapsed fromSeconds={node.swarm.sinceSeconds} />
          </p>
          {neighbours ? (
            <p className="ui-muted">
              {neighbours.left === neighbours.right ? (
                <>
                  Next to <SwarmLink swarmId={neighbours.left} /> on both sides
                </>
              ) : (
                <>
                  Between <SwarmLink swarmId={neighbours.left} /> and <SwarmLink swarmId={neighbours.right} />
                </>
              )}
            </p>
          ) : null}
        </div>
      </div>
      <h3 className={styles.title}>Stores with</h3>
      {others.length === 0 ? (
        <p className="ui-muted">nobody: it is alone in its swarm</p>
      ) : (
        <ul className={styles.members}>
          {others.map((member) => (
            <li key={member.nodeId}>
              <NodeLink nodeId={member.nodeId} ed25519={member.ed25519} head={4} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
