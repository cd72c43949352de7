import type { EvmAddress } from "@session/protocol/network";
import { stakingError } from "../errors.ts";

/** Constructor arguments of the contracts (docs/spec/staking-design.md section 4). */
export interface DeploymentParams {
  /** At deployment; the value in force is a contract view. */
  readonly stakingRequirementAtomic: bigint;
  readonly maxContributors: number;
  readonly operatorMinDivisor: number;
  readonly epochBlocks: number;
  readonly warmupEpochs: number;
  readonly committeeSize: number;
  readonly minCommittee: number;
  readonly unlockDelaySeconds: number;
  readonly deregLockOperatorSeconds: number;
  readonly deregLockContributorSeconds: number;
  readonly smallLeaveDelaySeconds: number;
  readonly contribWithdrawDelaySeconds: number;
  readonly openTtlSeconds: number;
  readonly creditInitialSeconds: number;
  readonly creditMaxSeconds: number;
  /** Seconds of uptime that earn one second of credit. */
  readonly creditRateDivisor: number;
  readonly minGraceSeconds: number;
  readonly minActiveSeconds: number;
  readonly ipPenaltyCreditSeconds: number;
  readonly ipPenaltyWindowSeconds: number;
  readonly certTtlSeconds: number;
  readonly deregPenaltyBps: number;
  readonly bountyShareBps: number;
  /** State changes one committee may make: the larger of the floor and this part of the active nodes. */
  readonly decommissionFloor: number;
  readonly decommissionBps: number;
  readonly deregisterFloor: number;
  readonly deregisterBps: number;
  readonly requirementNoticeSeconds: number;
}

/** Where one set of contracts lives. In files: JSON with the same names, amounts as decimal strings. */
export interface Deployment {
  readonly chainId: number;
  /** `ServiceNodes`. */
  readonly registry: EvmAddress;
  /** `RewardPool`. */
  readonly pool: EvmAddress;
  /** `SessionToken`, or `SessionTokenFaucet` on test networks. */
  readonly token: EvmAddress;
  /** `BlsVerifier`. */
  readonly verifier: EvmAddress;
  /** `ServiceNodesLens`, where one is deployed. */
  readonly lens?: EvmAddress;
  /** Block of the registry's creation: replay starts here. */
  readonly deploymentBlock: number;
  readonly params: DeploymentParams;
}

/** Longest deployment file we are willing to read. */
export const DEPLOYMENT_FILE_BYTES_MAX = 64 * 1024;

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const DECIMAL = /^(0|[1-9][0-9]{0,77})$/;
/** `uint96`, the widest amount of the contracts. */
const AMOUNT_MAX = 2n ** 96n - 1n;

const INTEGER_PARAMS = [
  "maxContributors",
  "operatorMinDivisor",
  "epochBlocks",
  "warmupEpochs",
  "committeeSize",
  "minCommittee",
  "unlockDelaySeconds",
  "deregLockOperatorSeconds",
  "deregLockContributorSeconds",
  "smallLeaveDelaySeconds",
  "contribWithdrawDelaySeconds",
  "openTtlSeconds",
  "creditInitialSeconds",
  "creditMaxSeconds",
  "creditRateDivisor",
  "minGraceSeconds",
  "minActiveSeconds",
  "ipPenaltyCreditSeconds",
  "ipPenaltyWindowSeconds",
  "certTtlSeconds",
  "deregPenaltyBps",
  "bountyShareBps",
  "decommissionFloor",
  "decommissionBps",
  "deregisterFloor",
  "deregisterBps",
  "requirementNoticeSeconds",
] as const satisfies readonly (keyof DeploymentParams)[];

/** Params by which something is divided. */
const POSITIVE_PARAMS: ReadonlySet<string> = new Set([
  "epochBlocks",
  "creditRateDivisor",
  "operatorMinDivisor",
]);

/**
 * Parses the JSON text of a deployment file. Unknown fields are ignored.
 *
 * @param source what to call the text in errors, usually the file's path
 * @throws SessionError deployment_invalid; the message names the field, what was expected and what was found
 */
export function parseDeployment(text: string, source = "deployment"): Deployment {
  const root = parseRoot(text, source);
  const params = field(root, "params", source);
  if (!isRecord(params)) throw invalid(source, "params", "an object", params);
  const integers = Object.fromEntries(
    INTEGER_PARAMS.map((name) => [
      name,
      integerField(params, name, source, POSITIVE_PARAMS.has(name) ? 1 : 0, "params."),
    ]),
  ) as Record<(typeof INTEGER_PARAMS)[number], number>; // built from exactly these names
  const lens = root.lens === undefined ? {} : { lens: addressField(root, "lens", source) };
  return {
    chainId: integerField(root, "chainId", source, 1),
    registry: addressField(root, "registry", source),
    pool: addressField(root, "pool", source),
    token: addressField(root, "token", source),
    verifier: addressField(root, "verifier", source),
    ...lens,
    deploymentBlock: integerField(root, "deploymentBlock", source, 0),
    params: {
      ...integers,
      stakingRequirementAtomic: amountField(params, "stakingRequirementAtomic", source, "params."),
    },
  };
}

/** The file form of a deployment: what `parseDeployment` reads. */
export function formatDeployment(deployment: Deployment): string {
  const text = JSON.stringify(
    deployment,
    (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
    2,
  );
  return `${text}\n`;
}

type JsonRecord = Readonly<Record<string, unknown>>;

function parseRoot(text: string, source: string): JsonRecord {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (cause) {
    throw stakingError("deployment_invalid", `${source}: expected JSON text`, { cause });
  }
  if (!isRecord(root)) throw invalid(source, "deployment", "an object", root);
  return root;
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function field(record: JsonRecord, name: string, source: string, prefix = ""): unknown {
  if (record[name] === undefined)
    throw stakingError("deployment_invalid", `${source}: ${prefix}${name}: the field is missing`, {
      meta: { field: prefix + name },
    });
  return record[name];
}

function addressField(record: JsonRecord, name: string, source: string): EvmAddress {
  const value = field(record, name, source);
  if (typeof value !== "string" || !ADDRESS.test(value))
    throw invalid(source, name, "0x and 40 hex digits", value);
  return value.toLowerCase() as EvmAddress; // the pattern is what the type stands for
}

function integerField(record: JsonRecord, name: string, source: string, min: number, prefix = ""): number {
  const value = field(record, name, source, prefix);
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < min)
    throw invalid(source, prefix + name, `a whole number of at least ${min}`, value);
  return value;
}

function amountField(record: JsonRecord, name: string, source: string, prefix: string): bigint {
  const value = field(record, name, source, prefix);
  if (typeof value !== "string" || !DECIMAL.test(value) || BigInt(value) > AMOUNT_MAX)
    throw invalid(source, prefix + name, "a decimal string of atomic units below 2^96", value);
  return BigInt(value);
}

function invalid(source: string, name: string, expected: string, found: unknown) {
  const shown = JSON.stringify(found)?.slice(0, 80) ?? typeof found;
  return stakingError("deployment_invalid", `${source}: ${name}: expected ${expected}, got ${shown}`, {
    meta: { field: name },
  });
}
