/**
 * Where things lie on a drawing of the 64-bit swarm space. Angles are turns in [0, 1), clockwise from twelve
 * o'clock, so that position 0 is at the top. Spec: docs/spec/swarms-and-testing.md section 1.
 */

const SPACE = 1n << 64n;
/** Bits of a position that survive as a double; the rest is far below one pixel. */
const FRACTION_BITS = 52n;

export interface RingSwarm {
  readonly idHex: string;
  readonly size: number;
}

export interface RingArc {
  readonly idHex: string;
  readonly size: number;
  /** Position of the swarm ID itself. */
  readonly centreTurn: number;
  /** Where the accounts of this swarm begin and end; `endTurn` may exceed 1 when the arc passes the top. */
  readonly startTurn: number;
  readonly endTurn: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Unsigned 64-bit position to turns. */
export function positionTurn(position: bigint): number {
  return Number(BigInt.asUintN(64, position) >> (64n - FRACTION_BITS)) / 2 ** Number(FRACTION_BITS);
}

/** One swarm ID as the API writes it (hex, without prefix) to its position. */
export function positionOfHex(idHex: string): bigint {
  return BigInt(`0x${idHex}`);
}

/**
 * The arc of accounts each swarm holds: half the way to its neighbours on both sides. One swarm holds the
 * whole ring. Result in ring order.
 */
export function ringArcs(swarms: readonly RingSwarm[]): readonly RingArc[] {
  const sorted = swarms
    .map((swarm) => ({ ...swarm, position: positionOfHex(swarm.idHex) }))
    .sort((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0));
  return sorted.map((swarm, index) => {
    const left = sorted[(index - 1 + sorted.length) % sorted.length] ?? swarm;
    const right = sorted[(index + 1) % sorted.length] ?? swarm;
    const toLeft = distance(left.position, swarm.position);
    const toRight = distance(swarm.position, right.position);
    const centreTurn = positionTurn(swarm.position);
    return {
      idHex: swarm.idHex,
      size: swarm.size,
      centreTurn,
      startTurn: centreTurn - toLeft / 2,
      endTurn: centreTurn + toRight / 2,
    };
  });
}

/** Clockwise distance in turns; a swarm alone is a whole turn away from itself. */
function distance(from: bigint, to: bigint): number {
  const steps = (to - from + SPACE) % SPACE;
  return steps === 0n ? 1 : positionTurn(steps);
}

/** Evenly spaced ticks inside an arc, away from its ends so that neighbours stay apart. */
export function tickTurns(arc: RingArc, count: number): readonly number[] {
  const span = arc.endTurn - arc.startTurn;
  return Array.from({ length: count }, (_, index) => arc.startTurn + (span * (index + 0.5)) / count);
}

/** A point on a circle around the origin; SVG's y axis points down. Rounded so that both renderers print the same. */
export function pointAt(turn: number, radius: number): Point {
  const angle = turn * 2 * Math.PI;
  return { x: round(Math.sin(angle) * radius), y: round(-Math.cos(angle) * radius) };
}

/** SVG path of a circular line from `startTurn` to `endTurn`, shortened by `gapTurn` at both ends. */
export function arcPath(
  arc: { startTurn: number; endTurn: number },
  radius: number,
  gapTurn: number,
): string {
  const span = arc.endTurn - arc.startTurn;
  const gap = Math.min(gapTurn, span / 4);
  const start = arc.startTurn + gap;
  const end = arc.endTurn - gap;
  // A whole turn cannot be one SVG arc: two halves, which also keeps each under half a turn for the sweep flags.
  const middle = (start + end) / 2;
  const a = pointAt(start, radius);
  const b = pointAt(middle, radius);
  const c = pointAt(end, radius);
  const half = (end - start) / 2 > 0.5 ? 1 : 0;
  return `M${a.x} ${a.y}A${radius} ${radius} 0 ${half} 1 ${b.x} ${b.y}A${radius} ${radius} 0 ${half} 1 ${c.x} ${c.y}`;
}

function round(value: number): number {
  const rounded = Math.round(value * 100) / 100;
  return rounded === 0 ? 0 : rounded; // -0 would print differently on the two sides
}

/** The swarms to both sides of one; undefined when it is alone or not among them. */
export function ringNeighbours(
  swarms: readonly RingSwarm[],
  idHex: string,
): { readonly left: string; readonly right: string } | undefined {
  const ids = ringArcs(swarms).map((arc) => arc.idHex);
  const index = ids.indexOf(idHex);
  const left = ids[(index - 1 + ids.length) % ids.length];
  const right = ids[(index + 1) % ids.length];
  if (index < 0 || ids.length < 2 || left === undefined || right === undefined) return undefined;
  return { left, right };
}
