// The chain reader and registration of packages/staking against a real chain with the real contracts; here because
// only this package can start one.
import { systemClock } from "@session/platform/clock";
import type { NetworkBlock } from "@session/protocol/network";
import type { Reorg } from "@session/protocol/ports";
import { createChainReader } from "@session/staking/reader";
import { isRegistered, registerSolo } from "@session/staking/registration";
import { describeChainReader } from "@session/testkit/contracts";
import { createRecordingTelemetry } from "@session/testkit/fakes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestChain, type TestChain } from "./support/chain.ts";

const clock = systemClock();
let chain: TestChain;
beforeAll(async () => {
  chain = await startTestChain();
});
afterAll(() => chain?.stop());

const BENEFICIARIES = [`0x${"b1".repeat(20)}`, `0x${"b2".repeat(20)}`] as const;

const newReader = (deploymentBlock = chain.deployment.deploymentBlock) =>
  createChainReader(
    { rpcUrl: chain.rpcUrl, deployment: { ...chain.deployment, deploymentBlock }, pollMs: 20 },
    { clock, telemetry: createRecordingTelemetry() },
  );

describe("registration on a real chain", () => {
  test("default: a node funds itself, registers with a permit, and the reader sees it", async () => {
    const node = await chain.register(1);
    const stop = new AbortController();
    const seen: (NetworkBlock | Reorg)[] = [];
    for await (const item of newReader().follow(undefined, stop.signal)) {
      seen.push(item);
      if (item.kind === "block" && item.events.some((event) => event.type === "NodeActivated")) break;
    }
    const events = seen.flatMap((item) => (item.kind === "block" ? item.events : []));
    expect(events.map((event) => event.type)).toEqual(["KeysRegistered", "NodeActivated"]);
    expect(events[1]).toMatchObject({
      nodeId: node.nodeId,
      ed25519: node.ed25519,
      operator: node.operator,
      feeBps: 0,
      requiredAtomic: 25_000_000_000_000n,
      slots: [{ staker: node.operator, beneficiary: node.operator, amountAtomic: 25_000_000_000_000n }],
    });
    const access = { rpcUrl: chain.rpcUrl, deployment: chain.deployment };
    expect(await isRegistered({ ...access, ed25519: node.ed25519 })).toBe(true);
    expect(await isRegistered({ ...access, ed25519: "0".repeat(64) as typeof node.ed25519 })).toBe(false);
  });

  test("error: keys in use are named in words", async () => {
    await expect(chain.register(1)).rejects.toMatchObject({
      code: "key_in_use",
      message: expect.stringMatching(/^Node \d+ is already registered with one of these keys\./),
    });
  });

  test("error: a wallet without tokens", async () => {
    await expect(
      registerSolo({
        rpcUrl: chain.rpcUrl,
        deployment: chain.deployment,
        operatorKey: `0x${"77".repeat(32)}`,
        ed25519Seed: new Uint8Array(32).fill(7),
        blsSecret: new Uint8Array(32).fill(7),
      }),
    ).rejects.toMatchObject({ code: "insufficient_funds" });
  });

  test("error: an endpoint that is not there", async () => {
    await expect(
      isRegistered({
        rpcUrl: "http://127.0.0.1:9",
        deployment: chain.deployment,
        ed25519: "0".repeat(64) as never, // a brand in a test
      }),
    ).rejects.toMatchObject({ code: "rpc_failed", retryable: true });
  });

  test("error: a deployment of another chain", async () => {
    const reader = createChainReader(
      { rpcUrl: chain.rpcUrl, deployment: { ...chain.deployment, chainId: 1 }, pollMs: 20 },
      { clock, telemetry: createRecordingTelemetry() },
    );
    const first = reader.follow(undefined, new AbortController().signal)[Symbol.asyncIterator]().next();
    await expect(first).rejects.toMatchObject({ code: "wrong_chain" });
  });
});

describeChainReader("EVM JSON-RPC on anvil", async () => {
  const start = await chain.snapshot();
  const node = await chain.register(2);
  const marks: `0x${string}`[] = [];
  const { height } = await newReader().head();
  // The suite wants to know every block, so reading begins at the next one.
  const reader = newReader(height + 1);
  let turn = 0;
  return {
    reader,
    async mine(withEvents) {
      marks.push(await chain.snapshot());
      // One transaction, one block, at least one event.
      if (withEvents) await chain.send(node, "setBeneficiary", [node.nodeId, BENEFICIARIES[turn++ % 2]]);
      else await chain.mine();
      const { height: at, hash } = await reader.head();
      return { height: at, hash };
    },
    async reorg(depth) {
      const to = marks.at(-depth);
      if (to === undefined) throw new Error(`only ${marks.length} blocks were made`);
      await chain.revert(to);
      // Another time gives the replacements other hashes.
      await chain.passTime(7);
      await chain.mine(depth + 1);
    },
    pass: () => clock.sleep(20, new AbortController().signal),
    close: () => chain.revert(start),
  };
});
