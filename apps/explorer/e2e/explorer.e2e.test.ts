import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildExplorer, type RunningExplorer, startExplorer } from "../test/explorer.ts";
import { type FakeApi, startFakeApi } from "../test/fake-api/server.ts";
import { walletOf } from "../test/fake-api/world.ts";
import { accessibilityProblems, launchChromium, openNodeList, readNodeRows } from "./index.ts";

/*
 * The built explorer in Chromium, over an API that answers like the indexer and can be made to fail. The same
 * pages over the real indexer are part of the whole network's own test.
 */

const PAGES = [
  "/",
  "/nodes",
  "/nodes/4",
  "/nodes/6",
  "/swarms",
  "/blocks",
  "/blocks/104",
  "/search?q=zzz",
  `/wallets/${walletOf(3)}`,
];
const ACCOUNT = `05${"7"}${"0".repeat(63)}`;

let api: FakeApi;
let explorer: RunningExplorer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Everything the page asked for, and everything it complained about. */
let requests: string[];
let complaints: string[];

beforeAll(async () => {
  api = await startFakeApi({ nodes: 14, nowSeconds: Math.floor(Date.now() / 1_000) });
  await buildExplorer();
  explorer = await startExplorer({ API_URL: api.url });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await explorer?.stop();
  await api?.stop();
});

async function open(options: Parameters<Browser["newContext"]>[0] = {}): Promise<void> {
  context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, ...options });
  page = await context.newPage();
  requests = [];
  complaints = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
}

/** What can be read, with plain spaces. */
async function textOf(locator: Locator): Promise<string> {
  return ((await locator.textContent()) ?? "").replaceAll("\u00a0", " ");
}

/** The page has its script running and hears the stream. */
async function untilLive(): Promise<void> {
  await page.locator("[data-mode=live]").waitFor();
}

beforeEach(() => open());
afterEach(async () => {
  api.fail([]);
  api.lag(0);
  api.slow(0);
  await context.close();
});

describe("without client script", () => {
  beforeEach(async () => {
    await context.close();
    await open({ javaScriptEnabled: false });
  });

  test("behaviour: the overview is complete", async () => {
    await page.goto(explorer.url);
    const text = await textOf(page.locator("main"));
    for (const words of [
      "of 14 nodes are active",
      "350,000 tSENT",
      "Reward pool",
      "2 swarms",
      "Last block",
      "2.8.0",
    ])
      expect(text).toContain(words);
    expect(await page.getByText("TEST NETWORK").isVisible()).toBe(true);
    expect(await page.locator("[aria-busy=true]").count()).toBe(0);
  });

  test("behaviour: node, block and search can be read, and the list sorted by its links", async () => {
    await openNodeList(page, explorer.url);
    await page.getByRole("link", { name: "Rewards earned" }).click();
    await page.waitForURL(/sort=-rewards/);
    const rewards = (await readNodeRows(page)).map((row) => BigInt(row.rewardsAtomic));
    expect(rewards).toHaveLength(14);
    expect(rewards).toEqual(rewards.toSorted((a, b) => (a < b ? 1 : -1)));
    await page.goto(`${explorer.url}/nodes/6`);
    expect(await textOf(page.locator("main"))).toContain("no uptime proof, storage server unreachable");
    await page.goto(`${explorer.url}/blocks/104`);
    expect(await textOf(page.locator("main"))).toContain("decommissioned node");
    await page.goto(`${explorer.url}/search?q=6`);
    expect(await textOf(page.locator("main"))).toContain("ID 6");
  });
});

describe("node list", () => {
  test("behaviour: shows every node exactly as the API has it", async () => {
    await openNodeList(page, explorer.url);
    const rows = await readNodeRows(page);
    expect(rows.map((row) => row.nodeId)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
    expect(rows[5]).toMatchObject({ state: "decommissioned", stateWord: "Decommissioned", swarmId: null });
    expect(rows[0]).toMatchObject({
      state: "active",
      swarmId: "0000000000000000",
      stakeAtomic: "25000000000000",
      ed25519: expect.stringMatching(/^[0-9a-f]{64}$/),
      operator: expect.stringMatching(/^0x[0-9a-f]{40}$/),
    });
  });

  test("behaviour: filters live in the address, and a shared address gives the same rows", async () => {
    await openNodeList(page, explorer.url);
    await page.getByLabel("Version").selectOption("2.7.1");
    await page.waitForURL(/version=2\.7\.1/);
    await page.getByRole("link", { name: "Last proof" }).click();
    await page.waitForURL(/sort=-proof/);
    const rows = await readNodeRows(page);
    expect(rows.map((row) => row.nodeId).toSorted((a, b) => a - b)).toEqual([5, 10]);
    const other = await context.newPage();
    await other.goto(page.url());
    expect((await readNodeRows(other)).map((row) => row.nodeId)).toEqual(rows.map((row) => row.nodeId));
  });

  test("behaviour: rows under the pointer stay where they are while their content is renewed", async () => {
    await openNodeList(page, explorer.url, "sort=proof");
    await untilLive();
    await page.locator("tr[data-node-id]").nth(3).hover();
    await page.waitForTimeout(1_500);
    const before = (await readNodeRows(page)).map((row) => row.nodeId);
    await page.waitForTimeout(3_000);
    expect((await readNodeRows(page)).map((row) => row.nodeId)).toEqual(before);
  });

  test("behaviour: on a narrow screen nodes are cards and nothing moves sideways", async () => {
    await context.close();
    await open({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    for (const path of PAGES) {
      await page.goto(explorer.url + path);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect([path, wide]).toEqual([path, 0]);
    }
    await page.goto(`${explorer.url}/nodes`);
    expect(await page.locator("li[data-node-id]").first().isVisible()).toBe(true);
    expect(await page.locator("table").isVisible()).toBe(false);
  });
});

describe("live", () => {
  const block = () => textOf(page.locator("header a[href^='/blocks/']").first());

  test("behaviour: a new block reaches the open page by itself, until it is paused", async () => {
    await page.goto(explorer.url);
    await untilLive();
    const first = await block();
    await expect.poll(block, { timeout: 4_000 }).not.toBe(first);
    await page.getByRole("button", { name: "Pause live updates" }).click();
    const held = await block();
    await page.waitForTimeout(2_500);
    expect(await block()).toBe(held);
    await page.getByRole("button", { name: "Continue live updates" }).click();
    await expect.poll(block, { timeout: 6_000 }).not.toBe(held);
  });

  test("behaviour: without the stream the page asks instead and says so", async () => {
    api.fail(["events.live"]);
    await page.goto(explorer.url);
    await page.getByText("Every 5 s").waitFor({ timeout: 10_000 });
    const first = await block();
    await expect.poll(block, { timeout: 8_000 }).not.toBe(first);
  });

  test("behaviour: without any answer the page keeps what it knew, says how old that is, and recovers", async () => {
    await page.goto(explorer.url);
    await untilLive();
    api.fail([""]);
    api.cut();
    const notice = page.getByText(/The indexer does not answer\. What you see was true/);
    await notice.waitFor({ timeout: 12_000 });
    expect(await textOf(page.locator("main"))).toContain("of 14 nodes are active");
    api.fail([]);
    await page.getByRole("button", { name: "Try again" }).first().click();
    await notice.waitFor({ state: "detached", timeout: 12_000 });
  });

  test("behaviour: an indexer behind the chain is told on every page", async () => {
    api.lag(9);
    for (const path of ["/", "/nodes", "/swarms"]) {
      await page.goto(explorer.url + path);
      expect(await page.getByText("The indexer is 9 blocks behind the chain.").isVisible()).toBe(true);
    }
  });
});

describe("failures", () => {
  test("behaviour: one failed part leaves the others alone and can be asked again", async () => {
    api.fail(["events.feed"]);
    await page.goto(explorer.url);
    const alert = page.getByRole("alert").filter({ hasText: "The latest events could not be loaded" });
    await alert.waitFor();
    expect(await textOf(page.locator("main"))).toContain("of 14 nodes are active");
    // Standing still, the page does not ask again by itself.
    await untilLive();
    await page.getByRole("button", { name: "Pause live updates" }).click();
    api.fail([]);
    await alert.getByText("Try again").click();
    await page.getByRole("list", { name: "Latest events" }).waitFor();
  });

  test("behaviour: with no API at all every page still says what is wrong, and health tells", async () => {
    api.fail([""]);
    for (const path of ["/", "/nodes", "/nodes/4", "/swarms", "/blocks", "/blocks/104"]) {
      const response = await page.goto(explorer.url + path);
      expect([path, response?.status()]).toEqual([path, 200]);
      expect(await textOf(page.getByRole("alert").first())).toContain("could not be loaded");
    }
    const health = await fetch(`${explorer.url}/health`);
    expect([health.status, await health.json()]).toEqual([
      200,
      { status: "ok", api: "failed", indexedBlock: null },
    ]);
  });

  test("behaviour: an address that leads nowhere is a 404 that says what was tried", async () => {
    for (const [path, words] of [
      ["/nodes/999", "Looked for a node with the ID 999"],
      ["/nodes/hello", "neither a node's ID nor a whole Ed25519 key"],
      ["/blocks/99999999", "Looked for block 99999999"],
      ["/wallets/bob", "is not an address"],
      ["/nowhere", "There is no page at /nowhere"],
    ] as const) {
      const response = await page.goto(explorer.url + path);
      expect([path, response?.status()]).toEqual([path, 404]);
      expect(await textOf(page.locator("main"))).toContain(words);
    }
  });
});

describe("arriving", () => {
  test("behaviour: a move inside the app shows the shape of the page at once and then fills it", async () => {
    await page.goto(explorer.url);
    await untilLive();
    api.slow(2_500);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Nodes" }).click();
    await page.locator("[aria-busy=true]").first().waitFor({ timeout: 2_000 });
    await page.locator("tr[data-node-id]").first().waitFor();
    expect(await page.locator("[aria-busy=true]").count()).toBe(0);
  });
});

describe("search and keyboard", () => {
  test("behaviour: '/' leads to the search; a key's beginning finds its node without leaving the keys", async () => {
    await openNodeList(page, explorer.url);
    const [, , third] = await readNodeRows(page);
    await untilLive();
    await page.keyboard.press("/");
    await page.keyboard.type(third?.ed25519.slice(0, 8) ?? "");
    await page.getByRole("listbox", { name: "Suggestions" }).getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/nodes\/3$/);
    await page.getByRole("heading", { name: "Node 3" }).waitFor();
  });

  test("behaviour: Tab reaches skip link, navigation and content in order", async () => {
    await page.goto(explorer.url);
    const names: string[] = [];
    for (let step = 0; step < 7; step++) {
      await page.keyboard.press("Tab");
      names.push(
        await page.evaluate(() => {
          const element = document.activeElement;
          return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
        }),
      );
    }
    expect(names.slice(0, 6)).toEqual([
      "Skip to the content",
      "Session network, overview",
      "Overview",
      "Nodes",
      "Swarms",
      "Blocks",
    ]);
    expect(names[6]).toContain("Search");
  });

  test("behaviour: the theme can be chosen, survives a reload and is there before the first paint", async () => {
    await page.goto(explorer.url);
    await page.getByRole("button", { name: /^Theme: as the system/ }).click();
    await page.getByRole("button", { name: /^Theme: light/ }).click();
    await page.reload({ waitUntil: "commit" });
    await page.waitForSelector("body", { state: "attached" });
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
  });
});

describe("privacy", () => {
  test("behaviour: an account is placed on the ring without its ID leaving the page", async () => {
    await page.goto(`${explorer.url}/swarms`);
    await untilLive();
    await page.getByLabel("Account ID").fill(ACCOUNT);
    await page.getByText("stores this account").waitFor();
    expect(await textOf(page.locator("output"))).toContain("7fffffffffffffff");
    await page.waitForTimeout(2_500);
    expect(requests.filter((url) => url.includes(ACCOUNT.slice(0, 12)))).toEqual([]);
    expect(page.url()).not.toContain(ACCOUNT.slice(0, 12));
  });

  test("behaviour: nothing is asked of anybody else, no cookie is set, no policy is broken", async () => {
    for (const path of PAGES) {
      await page.goto(explorer.url + path);
      await page.waitForTimeout(400);
    }
    const origins = new Set(requests.map((url) => new URL(url).origin));
    expect(origins).toEqual(new Set([explorer.url, api.url]));
    expect(await context.cookies()).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe("accessibility", () => {
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1_440, 390])
      test(`behaviour: no finding on any page, ${colorScheme}, ${width} px`, async () => {
        await context.close();
        await open({ colorScheme, viewport: { width, height: 900 } });
        const found: string[] = [];
        for (const path of [...PAGES, "/nodes/999"]) {
          await page.goto(explorer.url + path);
          found.push(...(await accessibilityProblems(page)).map((problem) => `${path}: ${problem}`));
        }
        expect(found).toEqual([]);
      });
});
