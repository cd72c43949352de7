/** Data colours that can be told apart. */
const COLOURS = 8;

/**
 * The colour of the n-th swarm in ring order. Beyond eight, colours could not name swarms any more: then
 * neighbours only alternate.
 */
export function swarmColour(index: number, count: number): string {
  if (count <= COLOURS) return String(index + 1);
  return index % 2 === 0 ? "even" : "odd";
}
