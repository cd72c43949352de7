// The life of nodes on a real chain, with keys and votes made by @session/protocol: what the contract checks
// must be exactly what nodes sign.
import { nodeKeysDigest, stateChangeDigest } from "@session/protocol/registration";
import { serviceNodesAbi, serviceNodesLensAbi } from "@session/staking/abi";
import { bytesToHex, encodeFunctionData } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventNames, type SmallNetwork, startSmallNetwork } from "./small-network.ts";

const NODES = 6;
let network: SmallNetwork;

beforeAll(async () => {
  network = await startSmallNetwork();
});
afterAll(() => network.stop());

const stateOf = async (nodeId: number) => {
  const { client, deployment } = network;
  const node = await client.readContract({
    address: deployment.registry,
    abi: serviceNodesAbi,
    functionName: "node",
    args: [nodeId],
  });
  return node.state;
};

test("behaviour: digests of contract and protocol are equal", async () => {
  const { client, deployment } = network;
  const { registry, chainId } = deployment;
  const operator = "0x00000000000000000000000000000000deadbeef";
  const bls = [1n << 255n, (1n << 256n) - 1n, 3n] as const;
  const ed25519 = "ab".repeat(32) as Parameters<typeof nodeKeysDigest>[0]["ed25519"]; // any 32 bytes do here
  expect(
    await client.readContract({
      address: registry,
      abi: serviceNodesAbi,
      functionName: "proofOfPossessionDigest",
      args: [operator, `0x${ed25519}`, bls],
    }),
  ).toBe(bytesToHex(nodeKeysDigest({ operator, ed25519, blsWords: bls }, { chainId, registry })));
  const change = { epoch: 2n ** 64n - 1n, nodeId: 7, action: 3, reasons: 65_535, nonce: 9n, validUntil: 5n };
  expect(
    await client.readContract({
      address: registry,
      abi: serviceNodesAbi,
      functionName: "voteDigest",
      args: [change],
    }),
  ).toBe(bytesToHex(stateChangeDigest({ ...change, validUntilSeconds: 5n }, { chainId, registry })));
});

test("behaviour: register, seal, decommission, recommission, deregister, unlock, exit, withdraw, claim", async () => {
  const { registry, lens } = network.deployment;
  const events = (receipt: Parameters<typeof eventNames>[0]) => eventNames(receipt, registry);
  expect(events(await network.register())).toEqual(["KeysRegistered", "NodeActivated"]);
  for (let i = 1; i < NODES; i++) await network.register();
  const sealed = await network.sealNext();
  // Automatic mining gives every transaction a block, so the epoch may have begun with a registration.
  expect(["CommitteeSealed", "EpochSkipped"]).toContain(events(sealed)[0]);
  expect(events(await network.sealNext())).toEqual(["CommitteeSealed"]);

  await network.pass(10);
  const decommissioned = await network.certify({ action: 1, nodeId: 2, absent: 1 });
  expect(events(decommissioned)).toEqual(["StateChangeApplied", "Accrued", "NodeDecommissioned"]);
  expect(events(await network.certify({ action: 2, nodeId: 2 }))).toContain("NodeRecommissioned");
  expect(await stateOf(2)).toBe(2);

  await network.certify({ action: 1, nodeId: 3 });
  await network.sealNext();
  await network.pass(300);
  const deregistered = await network.certify({ action: 3, nodeId: 3 });
  expect(events(deregistered)).toContain("NodeDeregistered");
  expect(await stateOf(3)).toBe(5);

  await network.send(encodeFunctionData({ abi: serviceNodesAbi, functionName: "requestUnlock", args: [1] }));
  await network.pass(60);
  expect(
    events(await network.send(encodeFunctionData({ abi: serviceNodesAbi, functionName: "exit", args: [1] }))),
  ).toContain("NodeExited");
  await network.pass(90);
  for (const id of [1, 3])
    await network.send(
      encodeFunctionData({ abi: serviceNodesAbi, functionName: "withdrawStake", args: [id] }),
    );
  const claimed = await network.send(
    encodeFunctionData({ abi: serviceNodesAbi, functionName: "claim", args: [[1, 2, 3, 4]] }),
  );
  expect(events(claimed).filter((name) => name === "RewardsClaimed")).toHaveLength(4);

  if (lens === undefined) throw new Error("no lens");
  const view = await network.client.readContract({
    address: lens,
    abi: serviceNodesLensAbi,
    functionName: "network",
  });
  expect(view.counts).toEqual([0, 0, 4, 0, 1, 1, 0, 0]);
  expect(view.totalStaked).toBe(4n * 25_000_000_000_000n);
});
