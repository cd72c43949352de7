// The whole network with both user interfaces in Chromium: two browser profiles write to each other, each through
// its own onion path, and the explorer shows the nodes of the chain.
import { openNodeList, readNodeRows } from "@session/explorer/e2e";
import {
  addContact,
  createAccount,
  expectConnection,
  expectMessage,
  expectStatus,
  launchChromium,
  readAccountId,
  readMessageInfo,
  readRecoveryPhrase,
  restoreAccount,
  sendText,
} from "@session/web/e2e";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestnet, type Testnet } from "../src/network.ts";
import { freePortBase } from "./free-port-base.ts";

const PROFILE = { viewport: { width: 1280, height: 800 } };

let testnet: Testnet;
let browser: Browser;

beforeAll(async () => {
  testnet = await startTestnet({
    nodes: 5,
    portBase: await freePortBase(),
    dataDir: undefined,
    seed: "pages",
  });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await testnet?.stop();
});

interface Profile {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Origins this profile talked to. */
  readonly origins: Set<string>;
  readonly problems: string[];
}

async function openProfile(): Promise<Profile> {
  const context = await browser.newContext(PROFILE);
  const page = await context.newPage();
  const origins = new Set<string>();
  const problems: string[] = [];
  context.on("request", (request) => origins.add(new URL(request.url()).origin));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) problems.push(message.text());
  });
  await page.goto(testnet.info.web);
  return { context, page, origins, problems };
}

test("behaviour: two browser profiles exchange messages live, through their own paths, and keep them over a reload", async () => {
  const alice = await openProfile();
  const bob = await openProfile();
  await createAccount(alice.page, "Alice");
  await createAccount(bob.page, "Bob");
  const aliceId = await readAccountId(alice.page);
  const bobId = await readAccountId(bob.page);
  expect(aliceId).toMatch(/^05[0-9a-f]{64}$/);
  await expectConnection(alice.page, "Connected");
  await expectConnection(bob.page, "Connected");

  await addContact(alice.page, bobId);
  await sendText(alice.page, "Hello Bob, over three hops");
  await expectStatus(alice.page, "Hello Bob, over three hops", "Sent");
  await addContact(bob.page, aliceId);
  await expectMessage(bob.page, "Hello Bob, over three hops");
  await sendText(bob.page, "And back, <b>as text</b>");
  await expectMessage(alice.page, "And back, <b>as text</b>");

  const info = await readMessageInfo(alice.page, "Hello Bob, over three hops");
  expect(info.heldBy).toMatch(/^[1-5] of 5 nodes$/);
  expect(new Set(info.hops).size).toBe(3);
  const known = testnet.info.nodes.map((node) => node.ed25519);
  for (const hop of info.hops) expect(known).toContain(hop);

  await alice.page.reload();
  await expectMessage(alice.page, "Hello Bob, over three hops");
  await expectMessage(alice.page, "And back, <b>as text</b>");
  await sendText(bob.page, "still there?");
  await expectMessage(alice.page, "still there?");

  const allowed = new Set([
    testnet.info.web,
    testnet.info.seed,
    ...testnet.info.nodes.map((node) => node.http),
  ]);
  for (const profile of [alice, bob]) {
    expect([...profile.origins].filter((origin) => !allowed.has(origin) && origin !== "null")).toEqual([]);
    expect(profile.problems).toEqual([]);
  }

  const phrase = await readRecoveryPhrase(alice.page);
  await Promise.all([alice.context.close(), bob.context.close()]);
  const again = await openProfile();
  await restoreAccount(again.page, phrase, "Alice");
  expect(await readAccountId(again.page)).toBe(aliceId);
  await again.context.close();
});

test("behaviour: the explorer lists every node of the network, active and in its swarm", async () => {
  const context = await browser.newContext(PROFILE);
  const page = await context.newPage();
  await openNodeList(page, testnet.info.explorer);
  const rows = await readNodeRows(page);
  expect(rows.map((row) => row.ed25519).sort()).toEqual(
    testnet.info.nodes.map((node) => node.ed25519).sort(),
  );
  for (const row of rows) {
    const node = testnet.info.nodes.find((candidate) => candidate.ed25519 === row.ed25519);
    expect(row.state).toBe("active");
    expect(row.stakeAtomic).toBe("25000000000000");
    expect(row.swarmId).toBe(node?.swarm.padStart(16, "0"));
  }
  await context.close();
});
