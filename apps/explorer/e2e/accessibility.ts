import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** Every rule of WCAG 2.2 A and AA that can be checked by machine, and the usual good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What is wrong with the page as it stands, one line per finding; empty when nothing is. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  // Run over the debugging protocol: the page's own policy allows no foreign script.
  await page.evaluate(source);
  const results = await page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }; // just added
    return axe.run({ runOnly: { type: "tag", values: tags } });
  }, RULES);
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help}: ${node.html.slice(0, 160)}`),
  );
}
