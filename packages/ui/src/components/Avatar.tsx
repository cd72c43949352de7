import { identityArcs, identityHueStep } from "./identity.ts";

export interface AvatarProps {
  /** 66 hex characters; decides colour and rings, so that a person looks the same everywhere. */
  readonly accountId: string;
  /** Display name; its first character is shown when given. */
  readonly name?: string | undefined;
  /** Pixels; default 40. */
  readonly size?: number;
}

/** A person: their colour, their rings, and the first letter of their name. Decoration beside the name itself. */
export function Avatar({ accountId, name, size = 40 }: AvatarProps) {
  const letter = firstLetter(name);
  return (
    <svg
      className="ui-avatar"
      width={size}
      height={size}
      viewBox="0 0 40 40"
      data-hue={identityHueStep(accountId)}
      aria-hidden="true"
      focusable="false"
    >
      <circle data-part="fill" cx="20" cy="20" r="20" />
      {identityArcs(accountId).map((arc) =>
        letter && arc.radius < 14 ? null : (
          <circle
            key={arc.radius}
            data-part="ring"
            cx="20"
            cy="20"
            r={arc.radius}
            strokeWidth={letter ? 1.6 : 2.2}
            opacity={letter ? 0.5 : 0.85}
            pathLength={100}
            strokeDasharray={`${arc.length} ${100 - arc.length}`}
            transform={`rotate(${arc.start} 20 20)`}
          />
        ),
      )}
      {letter ? (
        <text data-part="ink" x="20" y="20" fontSize="15" textAnchor="middle" dominantBaseline="central">
          {letter}
        </text>
      ) : (
        <circle data-part="ink" cx="20" cy="20" r="2.4" />
      )}
    </svg>
  );
}

function firstLetter(name: string | undefined): string | undefined {
  if (!name) return undefined;
  const first = new Intl.Segmenter("en", { granularity: "grapheme" })
    .segment(name.trim())
    [Symbol.iterator]()
    .next();
  return first.done ? undefined : first.value.segment.toLocaleUpperCase("en");
}
