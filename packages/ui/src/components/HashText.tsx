import { groupHash, shortHashGroups } from "../format/hash.ts";
import { CopyButton } from "./CopyButton.tsx";

export interface HashTextProps {
  /** The full key, hash or address. */
  readonly value: string;
  /** Show every group instead of the shortened middle. */
  readonly full?: boolean;
  /** Characters kept at the start; default 8. */
  readonly head?: number;
  /** Characters kept at the end; default 4. */
  readonly tail?: number;
  /** Makes the text a link. */
  readonly href?: string;
  /** A copy button behind the text; default true. */
  readonly copy?: boolean;
  /** Name of the copy button, for example "Copy account ID". */
  readonly copyLabel?: string;
}

/** A key or hash in groups of four, shortened in the middle, with the full value in the title and one click to copy. */
export function HashText({
  value,
  full = false,
  head = 8,
  tail = 4,
  href,
  copy = true,
  copyLabel,
}: HashTextProps) {
  const groups = full ? groupHash(value) : shortHashGroups(value, { head, tail });
  const content = groups.map((group, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: groups may repeat and never move
    <span className="ui-hash-group" key={index}>
      {group}
    </span>
  ));
  return (
    <span className="ui-hash">
      {href ? (
        <a className="ui-hash-text" data-short={full ? undefined : ""} href={href} title={value}>
          {content}
        </a>
      ) : (
        <span className="ui-hash-text" data-short={full ? undefined : ""} title={value}>
          {content}
        </span>
      )}
      {copy ? <CopyButton value={value} {...(copyLabel ? { label: copyLabel } : {})} /> : null}
    </span>
  );
}
