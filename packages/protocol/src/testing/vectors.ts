import { readFileSync } from "node:fs";

/**
 * Parsed contents of `packages/protocol/vectors/<name>.json`.
 *
 * The type parameter is the caller's claim about the file; a wrong one shows in the test that reads it.
 */
export function loadVector<T>(name: string): T {
  const file = new URL(`../../vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as T; // the claim described above
}
