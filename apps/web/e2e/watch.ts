import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

export interface PageWatch {
  /** Errors and warnings of the console, violations of the policy and uncaught errors, in order. */
  readonly problems: readonly string[];
}

/** Listens to everything a page complains about. Call before the page is opened. */
export function watchPage(page: Page): PageWatch {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  return { problems };
}

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
let axeSource: Promise<string> | undefined;

/** What axe finds wrong with the page as it is: rule, help and the elements, one line each. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  axeSource ??= readFile(axePath, "utf8");
  // Evaluated by the browser's own tools, so the page's policy does not have to allow it.
  await page.evaluate(await axeSource);
  return page.evaluate(async () => {
    // The script above has put it there.
    const { axe } = globalThis as unknown as {
      axe: { run(context: Document, options: object): Promise<AxeResults> };
    };
    interface AxeResults {
      violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
    }
    const results = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return results.violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
    );
  });
}
