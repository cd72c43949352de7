import { ed25519PublicKey } from "@session/protocol/identity";
import type { EvmAddress, NetworkEvent, StakeSlot } from "@session/protocol/network";
import { type ContractEventName, decodeEventLog, type Hex, toEventSelector } from "viem";
import { serviceNodesAbi } from "./abi/index.ts";
import { stakingError } from "./errors.ts";

/** A log of the registry as `eth_getLogs` gives it. */
export interface RegistryLog {
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly transactionHash: Hex;
  /** Position in its block. */
  readonly logIndex: number;
}

type RegistryEventName = ContractEventName<typeof serviceNodesAbi>;

/** Selector -> name of every event the registry can emit. */
const NAMES: ReadonlyMap<Hex, RegistryEventName> = new Map(
  serviceNodesAbi.flatMap((item) => (item.type === "event" ? [[toEventSelector(item), item.name]] : [])),
);

/**
 * Decodes one log of the `ServiceNodes` contract.
 *
 * @returns undefined for events that neither the fold nor the displays use, and for unknown ones
 * @throws SessionError log_undecodable when a known event does not have its declared form
 * Spec: docs/spec/staking-design.md sections 6.4.1, 6.8 and 12.
 */
export function decodeRegistryLog(log: RegistryLog): NetworkEvent | undefined {
  const selector = log.topics[0];
  const name = selector === undefined ? undefined : NAMES.get(selector);
  if (name === undefined) return undefined;
  try {
    return toNetworkEvent(log);
  } catch (cause) {
    throw stakingError(
      "log_undecodable",
      `log ${log.logIndex} of transaction ${log.transactionHash}: expected a ${name} event`,
      { cause, meta: { event: name, logIndex: log.logIndex, transactionHash: log.transactionHash } },
    );
  }
}

function toNetworkEvent(log: RegistryLog): NetworkEvent | undefined {
  const event = decodeEventLog({
    abi: serviceNodesAbi,
    // decodeEventLog wants at least the selector, which the caller has looked up.
    topics: log.topics as [Hex, ...Hex[]],
    data: log.data,
    strict: true,
  });
  const at = { transactionHash: log.transactionHash.toLowerCase(), logIndex: log.logIndex };
  switch (event.eventName) {
    case "KeysRegistered":
      return {
        ...at,
        type: event.eventName,
        nodeId: event.args.id,
        operator: address(event.args.operator),
        ed25519: ed25519PublicKey(event.args.ed25519.slice(2)),
        blsHex: event.args.bls.map(word).join(""),
        ed25519SignatureHex: event.args.edSig.map((part) => part.slice(2)).join(""),
      };
    case "NodeActivated":
      return {
        ...at,
        type: event.eventName,
        nodeId: event.args.id,
        ed25519: ed25519PublicKey(event.args.ed25519.slice(2)),
        operator: address(event.args.operator),
        feeBps: event.args.feeBps,
        requiredAtomic: event.args.required,
        slots: slots(event.args),
      };
    case "NodeDecommissioned":
      return {
        ...at,
        type: event.eventName,
        nodeId: event.args.id,
        epoch: safeInteger(event.args.epoch, "epoch"),
        reasons: event.args.reasons,
        creditSeconds: event.args.creditBase,
      };
    case "NodeRecommissioned":
      return {
        ...at,
        type: event.eventName,
        nodeId: event.args.id,
        epoch: safeInteger(event.args.epoch, "epoch"),
        creditSeconds: event.args.creditBase,
      };
    case "NodeDeregistered":
      return {
        ...at,
        type: event.eventName,
        nodeId: event.args.id,
        epoch: safeInteger(event.args.epoch, "epoch"),
        reasons: event.args.reasons,
        penaltyAtomic: event.args.penalty,
        operatorLockSeconds: event.args.operatorLock,
        contributorLockSeconds: event.args.contributorLock,
      };
    case "NodeExited":
      return { ...at, type: event.eventName, nodeId: event.args.id };
    case "UnlockRequested":
      return {
        ...at,
        type: event.eventName,
        nodeId: event.args.id,
        by: address(event.args.by),
        unlockAtSeconds: event.args.unlockAt,
      };
    case "StakeWithdrawn":
      return {
        ...at,
        type: event.eventName,
        nodeId: event.args.id,
        staker: address(event.args.staker),
        amountAtomic: event.args.amount,
      };
    case "RewardsClaimed":
      return {
        ...at,
        type: event.eventName,
        nodeId: event.args.id,
        staker: address(event.args.staker),
        beneficiary: address(event.args.beneficiary),
        amountAtomic: event.args.amount,
      };
    case "BeneficiaryChanged":
      return {
        ...at,
        type: event.eventName,
        nodeId: event.args.id,
        staker: address(event.args.staker),
        from: address(event.args.from),
        to: address(event.args.to),
      };
    case "Accrued":
      return {
        ...at,
        type: event.eventName,
        amountAtomic: event.args.amount,
        accumulator: event.args.acc,
        remainder: event.args.rem,
        active: event.args.active,
      };
    default:
      return undefined;
  }
}

/** The three arrays of `NodeActivated` are parallel; the operator comes first. */
function slots(args: {
  readonly stakers: readonly Hex[];
  readonly beneficiaries: readonly Hex[];
  readonly amounts: readonly bigint[];
}): StakeSlot[] {
  return args.stakers.map((staker, i) => {
    const beneficiary = args.beneficiaries[i];
    const amountAtomic = args.amounts[i];
    if (beneficiary === undefined || amountAtomic === undefined)
      throw new RangeError(`slots: expected ${args.stakers.length} beneficiaries and amounts`);
    return { staker: address(staker), beneficiary: address(beneficiary), amountAtomic };
  });
}

function address(text: Hex): EvmAddress {
  return text.toLowerCase() as EvmAddress; // viem has checked the form; we keep lower case
}

function word(value: bigint): string {
  return value.toString(16).padStart(64, "0");
}

function safeInteger(value: bigint, name: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RangeError(`${name}: expected at most 2^53 - 1, got ${value}`);
  return Number(value);
}
