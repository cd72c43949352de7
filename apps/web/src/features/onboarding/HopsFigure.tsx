import { text } from "../../text/index.ts";

const CENTRE = 260;
/** Part of each ring that is open; the hop sits in the middle of the opening. */
const GAP_PART = 0.1;

/** Angles in degrees from three o'clock, clockwise: the way inwards is a calm spiral. */
const YOU = { radius: 288, angle: -62 };
const HOPS = [
  { radius: 216, angle: -28 },
  { radius: 150, angle: 22 },
  { radius: 84, angle: 96 },
] as const;

function at({ radius, angle }: { readonly radius: number; readonly angle: number }) {
  const radians = (angle * Math.PI) / 180;
  return { x: CENTRE + radius * Math.cos(radians), y: CENTRE + radius * Math.sin(radians) };
}

/** The network in one picture: you outside, three hops as rings, the other person in the centre. */
export function HopsFigure() {
  const you = at(YOU);
  const stops = [you, ...HOPS.map(at), { x: CENTRE, y: CENTRE }];
  return (
    <figure className="hops-figure">
      <svg viewBox="0 0 520 520" role="img" aria-label={text.landing.figure}>
        {HOPS.map(({ radius, angle }) => (
          <circle
            key={radius}
            className="hops-ring"
            cx={CENTRE}
            cy={CENTRE}
            r={radius}
            pathLength={100}
            strokeDasharray={`${100 * (1 - GAP_PART)} ${100 * GAP_PART}`}
            transform={`rotate(${angle + (GAP_PART / 2) * 360} ${CENTRE} ${CENTRE})`}
          />
        ))}
        <polyline className="hops-path" points={stops.map(({ x, y }) => `${x},${y}`).join(" ")} />
        {HOPS.map((hop, index) => {
          const { x, y } = at(hop);
          return (
            <g key={hop.radius}>
              <circle className="hops-node" cx={x} cy={y} r={8} />
              <text className="hops-label" x={x + 20} y={y + 16}>
                {text.landing.hop(index + 1)}
              </text>
            </g>
          );
        })}
        <circle className="hops-end" cx={you.x} cy={you.y} r={9} />
        <text className="hops-label" x={you.x + 20} y={you.y + 5}>
          {text.landing.you}
        </text>
        <circle className="hops-end" cx={CENTRE} cy={CENTRE} r={12} />
        <text className="hops-label" x={CENTRE - 24} y={CENTRE + 5} textAnchor="end">
          {text.landing.destination}
        </text>
      </svg>
    </figure>
  );
}
