// kill -9 of a node that carries the traffic: nothing acknowledged is lost, and paths repair themselves.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestnet, type Testnet } from "../src/network.ts";
import { inbox, startClient } from "./clients.ts";
import { freePortBase } from "./free-port-base.ts";

let testnet: Testnet;

beforeAll(async () => {
  testnet = await startTestnet({
    nodes: 7,
    portBase: await freePortBase(),
    dataDir: undefined,
    seed: "kill",
    pages: false,
  });
});

afterAll(async () => {
  await testnet?.stop();
});

test("behaviour: a killed guard costs no acknowledged message", async () => {
  const [a, b] = testnet.info.accounts;
  if (a === undefined || b === undefined) throw new Error("the testnet has two accounts");
  const alice = await startClient(testnet, a.phrase);
  const bob = await startClient(testnet, b.phrase);
  const atBob = inbox(bob);
  try {
    const acknowledged: string[] = [];
    const say = async (text: string) => {
      const sent = await alice.send(bob.accountId, { text });
      acknowledged.push(text);
      return sent;
    };
    for (let i = 0; i < 5; i++) await say(`before ${i}`);
    const { hops } = await say("last before");
    const guard = testnet.info.nodes.findIndex((node) => node.ed25519 === hops[0]);
    testnet.killNode(guard, "SIGKILL");
    for (let i = 0; i < 8; i++) await say(`after ${i}`);
    const last = await say("last after");
    expect(last.hops).not.toContain(hops[0]);
    for (const text of acknowledged) await atBob.waitFor(text, 30_000);
    expect(new Set(atBob.texts).size, "no message twice").toBe(atBob.texts.length);
  } finally {
    await Promise.all([alice.stop(), bob.stop()]);
  }
});
