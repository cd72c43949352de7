import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Deployment, formatDeployment, parseDeployment, readDeployment } from "./index.ts";

const address = (digit: string): `0x${string}` => `0x${digit.repeat(40)}`;
const deployment: Deployment = {
  chainId: 31337,
  registry: address("a"),
  pool: address("b"),
  token: address("c"),
  verifier: address("d"),
  lens: address("e"),
  deploymentBlock: 5,
  params: {
    stakingRequirementAtomic: 25_000_000_000_000n,
    maxContributors: 10,
    operatorMinDivisor: 4,
    epochBlocks: 20,
    warmupEpochs: 1,
    committeeSize: 64,
    minCommittee: 4,
    unlockDelaySeconds: 60,
    deregLockOperatorSeconds: 90,
    deregLockContributorSeconds: 60,
    smallLeaveDelaySeconds: 60,
    contribWithdrawDelaySeconds: 10,
    openTtlSeconds: 1800,
    creditInitialSeconds: 30,
    creditMaxSeconds: 300,
    creditRateDivisor: 5,
    minGraceSeconds: 20,
    minActiveSeconds: 10,
    ipPenaltyCreditSeconds: 10,
    ipPenaltyWindowSeconds: 60,
    certTtlSeconds: 20,
    deregPenaltyBps: 20,
    bountyShareBps: 1500,
    decommissionFloor: 4,
    decommissionBps: 500,
    deregisterFloor: 2,
    deregisterBps: 200,
    requirementNoticeSeconds: 0,
  },
};

/** The file's text with some fields replaced; undefined leaves a field out. */
const json = (root: Record<string, unknown>, params: Record<string, unknown> = {}) => {
  const whole = JSON.parse(formatDeployment(deployment));
  return JSON.stringify({ ...whole, params: { ...whole.params, ...params }, ...root });
};
const messageOf = (text: string): string => {
  try {
    parseDeployment(text, "d.json");
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  return "accepted";
};

describe("parseDeployment", () => {
  test("default: reads what formatDeployment wrote", () => {
    expect(parseDeployment(formatDeployment(deployment))).toEqual(deployment);
  });

  test("behaviour: addresses become lower case, unknown fields are ignored, lens may be absent", () => {
    const text = json({ registry: `0x${"A".repeat(40)}`, note: "hello", lens: undefined });
    const parsed = parseDeployment(text);
    expect(parsed.registry).toBe(address("a"));
    expect("lens" in parsed).toBe(false);
  });

  test.each([
    ["no JSON", "{", "d.json: expected JSON text"],
    ["no object", "[]", "d.json: deployment: expected an object, got []"],
    ["missing address", json({ pool: undefined }), "d.json: pool: the field is missing"],
    ["short address", json({ token: "0x12" }), 'd.json: token: expected 0x and 40 hex digits, got "0x12"'],
    [
      "fractional block",
      json({ deploymentBlock: 1.5 }),
      "d.json: deploymentBlock: expected a whole number of at least 0, got 1.5",
    ],
    ["missing params", json({ params: undefined }), "d.json: params: the field is missing"],
    [
      "missing param",
      json({}, { openTtlSeconds: undefined }),
      "d.json: params.openTtlSeconds: the field is missing",
    ],
    [
      "epoch of no blocks",
      json({}, { epochBlocks: 0 }),
      "d.json: params.epochBlocks: expected a whole number of at least 1, got 0",
    ],
    [
      "amount as a number",
      json({}, { stakingRequirementAtomic: 25 }),
      "d.json: params.stakingRequirementAtomic: expected a decimal string of atomic units below 2^96, got 25",
    ],
    [
      "amount beyond uint96",
      json({}, { stakingRequirementAtomic: (2n ** 96n).toString() }),
      'd.json: params.stakingRequirementAtomic: expected a decimal string of atomic units below 2^96, got "79228162514264337593543950336"',
    ],
  ])("error: %s", (_name, text, message) => {
    expect(messageOf(text)).toBe(message);
  });

  test("error: any JSON value is accepted or refused as deployment_invalid, nothing else", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          parseDeployment(JSON.stringify(value));
        } catch (error) {
          expect(error).toMatchObject({ name: "SessionError", code: "deployment_invalid" });
        }
      }),
    );
  });
});

describe("readDeployment", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "deployment-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("default", async () => {
    const path = join(folder, "good.json");
    await writeFile(path, formatDeployment(deployment));
    expect(await readDeployment(path)).toEqual(deployment);
  });

  test("error: a missing file is named", async () => {
    const path = join(folder, "none.json");
    await expect(readDeployment(path)).rejects.toMatchObject({
      code: "deployment_unreadable",
      message: `${path}: the deployment file does not exist`,
    });
  });

  test("error: a file too large is not read", async () => {
    const path = join(folder, "large.json");
    await writeFile(path, " ".repeat(70_000));
    await expect(readDeployment(path)).rejects.toMatchObject({ code: "deployment_unreadable" });
  });

  test("error: a folder is not a file", async () => {
    await expect(readDeployment(folder)).rejects.toMatchObject({ code: "deployment_unreadable" });
  });

  test("error: a malformed file keeps its own code and path", async () => {
    const path = join(folder, "bad.json");
    await writeFile(path, "{}");
    await expect(readDeployment(path)).rejects.toMatchObject({
      code: "deployment_invalid",
      message: `${path}: params: the field is missing`,
    });
  });
});
