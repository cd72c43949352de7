import type { Page } from "playwright-core";

/** One row of the node list as a visitor sees it. */
export interface ShownNode {
  readonly nodeId: number;
  readonly ed25519: string;
  /** As in the API: active, decommissioned, exited, deregistered. */
  readonly state: string;
  /** The word on the badge. */
  readonly stateWord: string;
  /** 16 hex digits; null in no swarm. */
  readonly swarmId: string | null;
  readonly operator: string;
  /** Atomic units, exact. */
  readonly stakeAtomic: string;
  readonly rewardsAtomic: string;
  /** Text of the cell, "4 s ago". */
  readonly lastProof: string;
}

const ROWS = "table tbody tr[data-node-id]";

/**
 * Opens the node list and waits for its rows.
 *
 * @param explorerUrl base URL of the explorer; left out when the page is inside it already
 * @param search the part of the address behind `?`, for example `state=active&sort=-stake`
 */
export async function openNodeList(page: Page, explorerUrl?: string, search = ""): Promise<void> {
  const base = explorerUrl ?? new URL(page.url()).origin;
  await page.goto(`${base}/nodes${search === "" ? "" : `?${search}`}`);
  await page.locator(ROWS).first().waitFor({ state: "attached" });
}

/** The rows of the list on screen, in their order. */
export async function readNodeRows(page: Page): Promise<readonly ShownNode[]> {
  return page.locator(ROWS).evaluateAll((rows) =>
    rows.map((row) => {
      const text = (selector: string) => row.querySelector(selector)?.textContent?.trim() ?? "";
      const attribute = (selector: string, name: string) =>
        row.querySelector(selector)?.getAttribute(name) ?? "";
      return {
        nodeId: Number(row.getAttribute("data-node-id")),
        ed25519: row.getAttribute("data-ed25519") ?? "",
        state: row.getAttribute("data-state") ?? "",
        stateWord: text("[data-column=state]"),
        swarmId: attribute("[data-column=swarm] a", "title") || null,
        operator: attribute("[data-column=operator] a", "title"),
        stakeAtomic: attribute("[data-column=stake] data", "value"),
        rewardsAtomic: attribute("[data-column=rewards] data", "value"),
        lastProof: text("[data-column=proof]"),
      };
    }),
  );
}
