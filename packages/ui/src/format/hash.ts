const GROUP = 4;

export interface HashFormat {
  /** Characters kept at the start; default 8. */
  readonly head?: number;
  /** Characters kept at the end; default 4. */
  readonly tail?: number;
}

/** Splits a key or hash into groups of four characters; the last may be shorter. A `0x` stays with its group. */
export function groupHash(value: string): readonly string[] {
  const prefix = value.startsWith("0x") ? "0x" : "";
  const body = value.slice(prefix.length);
  const groups = body.match(new RegExp(`.{1,${GROUP}}`, "gs")) ?? [];
  return [prefix + (groups[0] ?? ""), ...groups.slice(1)].filter((group) => group !== "");
}

/**
 * Groups and shortens a key, hash or address in the middle: `05a1 b2c3 … 9f0e`. Values hardly longer than
 * the short form are shown whole, in groups.
 */
export function formatHash(value: string, format: HashFormat = {}): string {
  return shortHashGroups(value, format).join(" ");
}

/** The groups that `formatHash` joins; the ellipsis is a group of its own. */
export function shortHashGroups(value: string, format: HashFormat = {}): readonly string[] {
  const { head = 8, tail = 4 } = format;
  const kept = head + (value.startsWith("0x") ? 2 : 0);
  if (value.length <= kept + tail + GROUP) return groupHash(value);
  return [...groupHash(value.slice(0, kept)), "…", value.slice(value.length - tail)];
}
