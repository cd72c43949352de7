// Two clients against a scripted network: onion layers, signatures and storage answers are real, time and carrier are not.
import { alice, bob } from "@session/testkit/fixtures";
import { afterEach, describe, expect, test } from "vitest";
import type { Client, Message } from "../src/index.ts";
import { createScriptedNetwork, createTestClient, type ScriptedNetwork } from "../src/testing/index.ts";

const running: { network: ScriptedNetwork; client: Client }[] = [];
afterEach(async () => {
  for (const { network, client } of running.splice(0)) await network.during(client.stop());
});

async function started(
  network: ScriptedNetwork,
  options: Parameters<typeof createTestClient>[1],
): Promise<{ client: Client; received: Message[] }> {
  const client = createTestClient(network, options);
  running.push({ network, client });
  const received: Message[] = [];
  client.on("message", (message) => void received.push(message));
  await client.start();
  return { client, received };
}

describe("two clients", () => {
  test("default: exchange messages both ways through three hops", async () => {
    const network = await createScriptedNetwork();
    const a = await started(network, { account: alice, displayName: "Alice" });
    const b = await started(network, { account: bob });
    const receipt = await network.during(a.client.send(bob.accountId, { text: "Hello Bob" }));
    await network.until(() => b.received.length === 1);
    expect(b.received).toMatchObject([
      { conversation: alice.accountId, sender: alice.accountId, direction: "incoming", text: "Hello Bob" },
    ]);
    expect(receipt.hops).toHaveLength(3);
    expect(new Set(receipt.hops).size).toBe(3);
    expect(receipt.replicas).toBe(7);
    expect(receipt.hash).toBe(b.received[0]?.hash);

    await network.during(b.client.send(alice.accountId, { text: "Hello Alice" }));
    await network.until(() => a.received.length === 1);
    expect(a.received[0]).toMatchObject({ conversation: bob.accountId, text: "Hello Alice" });
    expect(await b.client.contacts()).toMatchObject([
      { accountId: alice.accountId, profileName: "Alice", isApproved: true, hasApprovedMe: true },
    ]);
  });
});
