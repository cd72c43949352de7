// Logs are encoded with viem from the published ABI and decoded again; expected values are literals.

import { encodeAbiParameters, encodeEventTopics, type Hex } from "viem";
import { describe, expect, test } from "vitest";
import { serviceNodesAbi } from "./abi/index.ts";
import { decodeRegistryLog, type RegistryLog } from "./events.ts";

/** Checksummed, as tools print it. */
const OPERATOR = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const OTHER = "0x00000000000000000000000000000000000000b0";
const KEY: Hex = `0x${"a1".repeat(32)}`;
const HASH: Hex = `0x${"EE".repeat(32)}`;
const at = { transactionHash: `0x${"ee".repeat(32)}`, logIndex: 3 };

function encode(eventName: string, args: Readonly<Record<string, unknown>>): RegistryLog {
  const item = serviceNodesAbi.find((entry) => entry.type === "event" && entry.name === eventName);
  if (item?.type !== "event") throw new Error(`no event ${eventName}`);
  const plain = item.inputs.filter((input) => !input.indexed);
  return {
    // The event's name decides its argument types at run time only.
    topics: encodeEventTopics({ abi: [item], args } as never) as Hex[],
    data: encodeAbiParameters(plain, plain.map((input) => args[input.name]) as never),
    transactionHash: HASH,
    logIndex: 3,
  };
}

describe("decodeRegistryLog", () => {
  test("behaviour: keys come as hex, the BLS key as 96 bytes in one piece, addresses in lower case", () => {
    const log = encode("KeysRegistered", {
      id: 7,
      operator: OPERATOR,
      ed25519: KEY,
      bls: [1n, 2n, 2n ** 256n - 1n],
      edSig: [`0x${"11".repeat(32)}`, `0x${"22".repeat(32)}`],
    });
    expect(decodeRegistryLog(log)).toEqual({
      ...at,
      type: "KeysRegistered",
      nodeId: 7,
      operator: OPERATOR.toLowerCase(),
      ed25519: "a1".repeat(32),
      blsHex: `${"0".repeat(63)}1${"0".repeat(63)}2${"f".repeat(64)}`,
      ed25519SignatureHex: "11".repeat(32) + "22".repeat(32),
    });
  });

  test("behaviour: the three arrays of an activation become slots, operator first", () => {
    const log = encode("NodeActivated", {
      id: 7,
      ed25519: KEY,
      operator: OPERATOR,
      feeBps: 250,
      required: 100n,
      stakers: [OPERATOR, OTHER],
      beneficiaries: [OTHER, OTHER],
      amounts: [75n, 25n],
    });
    expect(decodeRegistryLog(log)).toEqual({
      ...at,
      type: "NodeActivated",
      nodeId: 7,
      ed25519: "a1".repeat(32),
      operator: OPERATOR.toLowerCase(),
      feeBps: 250,
      requiredAtomic: 100n,
      slots: [
        { staker: OPERATOR.toLowerCase(), beneficiary: OTHER, amountAtomic: 75n },
        { staker: OTHER, beneficiary: OTHER, amountAtomic: 25n },
      ],
    });
  });

  test("error: arrays of different lengths are refused", () => {
    const log = encode("NodeActivated", {
      id: 7,
      ed25519: KEY,
      operator: OPERATOR,
      feeBps: 0,
      required: 100n,
      stakers: [OPERATOR, OTHER],
      beneficiaries: [OTHER],
      amounts: [75n, 25n],
    });
    expect(() => decodeRegistryLog(log)).toThrow(expect.objectContaining({ code: "log_undecodable" }));
  });

  test.each([
    [
      "NodeDecommissioned",
      { id: 1, epoch: 9n, reasons: 17, creditBase: 30, nonce: 2n },
      { nodeId: 1, epoch: 9, reasons: 17, creditSeconds: 30 },
    ],
    [
      "NodeRecommissioned",
      { id: 1, epoch: 10n, creditBase: 5, nonce: 3n },
      { nodeId: 1, epoch: 10, creditSeconds: 5 },
    ],
    [
      "NodeDeregistered",
      {
        id: 1,
        epoch: 12n,
        reasons: 1,
        penalty: 50n,
        bounty: 7n,
        submitter: OTHER,
        operatorLock: 1_900,
        contributorLock: 1_800,
      },
      {
        nodeId: 1,
        epoch: 12,
        reasons: 1,
        penaltyAtomic: 50n,
        operatorLockSeconds: 1_900,
        contributorLockSeconds: 1_800,
      },
    ],
    ["NodeExited", { id: 1 }, { nodeId: 1 }],
    [
      "UnlockRequested",
      { id: 1, by: OTHER, unlockAt: 1_700_000_000 },
      { nodeId: 1, by: OTHER, unlockAtSeconds: 1_700_000_000 },
    ],
    ["StakeWithdrawn", { id: 1, staker: OTHER, amount: 5n }, { nodeId: 1, staker: OTHER, amountAtomic: 5n }],
    [
      "RewardsClaimed",
      { id: 1, staker: OPERATOR, beneficiary: OTHER, amount: 6n },
      { nodeId: 1, staker: OPERATOR.toLowerCase(), beneficiary: OTHER, amountAtomic: 6n },
    ],
    [
      "BeneficiaryChanged",
      { id: 1, staker: OTHER, from: OTHER, to: OPERATOR },
      { nodeId: 1, staker: OTHER, from: OTHER, to: OPERATOR.toLowerCase() },
    ],
    [
      "Accrued",
      { amount: 1n, acc: 2n ** 200n, rem: 3n, active: 14 },
      { amountAtomic: 1n, accumulator: 2n ** 200n, remainder: 3n, active: 14 },
    ],
  ])("behaviour: %s", (type, args, expected) => {
    expect(decodeRegistryLog(encode(type, args))).toEqual({ ...at, type, ...expected });
  });

  test("behaviour: events that change neither the table nor the displays are passed over", () => {
    expect(decodeRegistryLog(encode("EpochSkipped", { epoch: 1n, cause: 2 }))).toBeUndefined();
    expect(
      decodeRegistryLog({ topics: [`0x${"99".repeat(32)}`], data: "0x", transactionHash: HASH, logIndex: 0 }),
    ).toBeUndefined();
    expect(decodeRegistryLog({ topics: [], data: "0x", transactionHash: HASH, logIndex: 0 })).toBeUndefined();
  });

  test("error: a known event with data cut short is refused and named", () => {
    const log = encode("StakeWithdrawn", { id: 1, staker: OTHER, amount: 5n });
    expect(() => decodeRegistryLog({ ...log, data: "0x00" })).toThrow(
      expect.objectContaining({
        code: "log_undecodable",
        message: expect.stringContaining("expected a StakeWithdrawn event"),
      }),
    );
  });

  test("error: an epoch beyond what a number holds is refused", () => {
    const log = encode("NodeRecommissioned", { id: 1, epoch: 2n ** 60n, creditBase: 5, nonce: 3n });
    expect(() => decodeRegistryLog(log)).toThrow(expect.objectContaining({ code: "log_undecodable" }));
  });
});
