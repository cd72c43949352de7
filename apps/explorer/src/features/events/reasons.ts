/** Bits a committee gives as reasons. Spec: docs/spec/explorer-data.md section 7. */
const REASONS: readonly (readonly [bit: number, words: string])[] = [
  [1, "no uptime proof"],
  [2, "missed committee duties"],
  [4, "clock out of sync"],
  [8, "storage server unreachable"],
  [16, "onion relay unreachable"],
  [32, "chain view behind"],
  [64, "version too old"],
  [128, "registration signature invalid"],
  [256, "several IP addresses"],
];

/** Every reason in words, ascending bit; a bit we do not know is named by its number. */
export function reasonsInWords(bits: number): readonly string[] {
  const known = REASONS.filter(([bit]) => (bits & bit) !== 0).map(([, words]) => words);
  const rest = bits & ~REASONS.reduce((sum, [bit]) => sum | bit, 0);
  return rest === 0 ? known : [...known, `unknown reason ${rest}`];
}
