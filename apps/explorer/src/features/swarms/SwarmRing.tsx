import type { ReactNode } from "react";
import {
  arcPath,
  pointAt,
  positionTurn,
  type RingArc,
  type RingSwarm,
  ringArcs,
  tickTurns,
} from "./ring-geometry.ts";
import styles from "./SwarmRing.module.css";
import { swarmColour } from "./swarm-colour.ts";

export interface SwarmRingProps {
  readonly swarms: readonly RingSwarm[];
  /** What the drawing says, for those who do not see it. */
  readonly label: string;
  /** The one swarm that stands out; the others step back. */
  readonly markedIdHex?: string | null;
  /** An account's position: drawn as a hand that points at its arc. */
  readonly hand?: bigint | null;
  /** Names of the quarter positions around the ring. */
  readonly withScale?: boolean;
  /** Words in the middle. */
  readonly children?: ReactNode;
}

const TICK_RADIUS = 97;
const TICK_LENGTH = 9;
const ARC_RADIUS = 86;
const SCALE_RADIUS = 115;
/** Widest gap at each end of an arc, in turns; a short arc gives up a tenth of itself at most. */
const GAP = 0.008;
const TICK_WIDTH = 3;
/** Above this many, ticks would touch; then only the arcs are drawn. */
const TICKS_MAX = 400;

const SCALE = [
  { turn: 0, word: "0000…", anchor: "middle" },
  { turn: 0.25, word: "4000…", anchor: "start" },
  { turn: 0.5, word: "8000…", anchor: "middle" },
  { turn: 0.75, word: "c000…", anchor: "end" },
] as const;

/** The 64-bit swarm space as a circle: each swarm is the arc of accounts it holds, each member a tick on it. */
export function SwarmRing({
  swarms,
  label,
  markedIdHex = null,
  hand = null,
  withScale = false,
  children,
}: SwarmRingProps) {
  const arcs = ringArcs(swarms);
  const members = arcs.reduce((sum, arc) => sum + arc.size, 0);
  const withTicks = members <= TICKS_MAX;
  const spacing = (2 * Math.PI * TICK_RADIUS) / Math.max(1, members);
  const tickWidth = Math.min(TICK_WIDTH, spacing / 2);
  const edge = withScale ? 124 : 104;
  const side = withScale ? 30 : 0; // room for the words beside the ring
  return (
    <figure className={styles.figure}>
      <svg
        className={styles.ring}
        viewBox={`${-edge - side} ${-edge} ${(edge + side) * 2} ${edge * 2}`}
        role="img"
        aria-label={label}
      >
        <circle className={styles.guide} r={72} />
        {arcs.length === 0 ? <circle className={styles.guide} r={ARC_RADIUS} /> : null}
        {arcs.map((arc, index) => {
          const standing = markedIdHex === null ? "even" : markedIdHex === arc.idHex ? "marked" : "back";
          return (
            <g
              key={arc.idHex}
              data-colour={swarmColour(index, arcs.length)}
              data-standing={standing}
              className={styles.swarm}
            >
              <title>{`Swarm ${arc.idHex}: ${arc.size} ${arc.size === 1 ? "member" : "members"}`}</title>
              <path className={styles.arc} d={arcPath(arc, ARC_RADIUS, gapOf(arc, arcs.length))} />
              {withTicks
                ? tickTurns(arc, arc.size).map((turn) => {
                    const inner = pointAt(turn, TICK_RADIUS - TICK_LENGTH / 2);
                    const outer = pointAt(turn, TICK_RADIUS + TICK_LENGTH / 2);
                    return (
                      <line
                        key={turn}
                        className={styles.tick}
                        strokeWidth={tickWidth}
                        strokeLinecap={tickWidth === TICK_WIDTH ? "round" : "butt"}
                        x1={inner.x}
                        y1={inner.y}
                        x2={outer.x}
                        y2={outer.y}
                      />
                    );
                  })
                : null}
            </g>
          );
        })}
        {withScale
          ? SCALE.map(({ turn, word, anchor }) => {
              const at = pointAt(turn, SCALE_RADIUS);
              return (
                <text key={turn} className={styles.scale} x={at.x} y={at.y + 4} textAnchor={anchor}>
                  {word}
                </text>
              );
            })
          : null}
        {hand === null ? null : <Hand position={hand} />}
      </svg>
      {children ? <figcaption className={styles.middle}>{children}</figcaption> : null}
    </figure>
  );
}

function gapOf(arc: RingArc, count: number): number {
  return count === 1 ? 0 : Math.min(GAP, (arc.endTurn - arc.startTurn) / 10);
}

function Hand({ position }: { readonly position: bigint }) {
  const turn = positionTurn(position);
  const tip = pointAt(turn, ARC_RADIUS - 9);
  const root = pointAt(turn, 44);
  return (
    <g className={styles.hand}>
      <line x1={root.x} y1={root.y} x2={tip.x} y2={tip.y} />
      <circle cx={tip.x} cy={tip.y} r={4.5} />
    </g>
  );
}

/** What a ring of these swarms says in one sentence. */
export function ringInWords(swarms: readonly RingSwarm[]): string {
  const members = swarms.reduce((sum, swarm) => sum + swarm.size, 0);
  if (swarms.length === 0) return "No swarm yet: no active node has joined.";
  const sizes = swarms.map((swarm) => swarm.size);
  const smallest = Math.min(...sizes);
  const largest = Math.max(...sizes);
  const size = smallest === largest ? `${smallest}` : `${smallest} to ${largest}`;
  return swarms.length === 1
    ? `One swarm with ${members} members holds every account.`
    : `${swarms.length} swarms with ${size} members each share the ring of all accounts; ${members} members in all.`;
}
