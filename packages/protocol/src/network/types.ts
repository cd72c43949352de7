import type { Ed25519PublicKey, X25519PublicKey } from "../identity/keys.ts";
import type { SwarmId } from "../swarm/id.ts";

/** `0x` and 40 lower-case hex digits. */
export type EvmAddress = `0x${string}`;
/** 64 lower-case hex digits, without `0x`. */
export type BlockHash = string;

export interface BlockRef {
  readonly height: number;
  readonly hash: BlockHash;
}

export interface NetworkHead extends BlockRef {
  readonly timeMs: number;
}

/** One EVM block with the decoded events of the `ServiceNodes` contract, in log order. */
export interface NetworkBlock extends NetworkHead {
  readonly kind: "block";
  readonly events: readonly NetworkEvent[];
}

/** One contributor's part of a node. Amounts are atomic units (1 token = 10^9). */
export interface StakeSlot {
  readonly staker: EvmAddress;
  readonly beneficiary: EvmAddress;
  readonly amountAtomic: bigint;
}

/**
 * Events of the `ServiceNodes` contract that the network or its displays need
 * (docs/spec/staking-design.md sections 6.8 and 12). `transactionHash` and `logIndex` name the log.
 */
export type NetworkEvent = { readonly transactionHash: string; readonly logIndex: number } & (
  | {
      readonly type: "KeysRegistered";
      readonly nodeId: number;
      readonly operator: EvmAddress;
      readonly ed25519: Ed25519PublicKey;
      readonly blsHex: string;
      readonly ed25519SignatureHex: string;
    }
  | {
      readonly type: "NodeActivated";
      readonly nodeId: number;
      readonly ed25519: Ed25519PublicKey;
      readonly operator: EvmAddress;
      readonly feeBps: number;
      readonly requiredAtomic: bigint;
      readonly slots: readonly StakeSlot[];
    }
  | {
      readonly type: "NodeDecommissioned";
      readonly nodeId: number;
      readonly epoch: number;
      readonly reasons: number;
      readonly creditSeconds: number;
    }
  | {
      readonly type: "NodeRecommissioned";
      readonly nodeId: number;
      readonly epoch: number;
      readonly creditSeconds: number;
    }
  | {
      readonly type: "NodeDeregistered";
      readonly nodeId: number;
      readonly epoch: number;
      readonly reasons: number;
      readonly penaltyAtomic: bigint;
      readonly operatorLockSeconds: number;
      readonly contributorLockSeconds: number;
    }
  | { readonly type: "NodeExited"; readonly nodeId: number }
  | {
      readonly type: "UnlockRequested";
      readonly nodeId: number;
      readonly by: EvmAddress;
      readonly unlockAtSeconds: number;
    }
  | {
      readonly type: "StakeWithdrawn";
      readonly nodeId: number;
      readonly staker: EvmAddress;
      readonly amountAtomic: bigint;
    }
  | {
      readonly type: "RewardsClaimed";
      readonly nodeId: number;
      readonly staker: EvmAddress;
      readonly beneficiary: EvmAddress;
      readonly amountAtomic: bigint;
    }
  | {
      readonly type: "BeneficiaryChanged";
      readonly nodeId: number;
      readonly staker: EvmAddress;
      readonly from: EvmAddress;
      readonly to: EvmAddress;
    }
  | {
      readonly type: "Accrued";
      readonly amountAtomic: bigint;
      readonly accumulator: bigint;
      readonly remainder: bigint;
      readonly active: number;
    }
);

/**
 * What every node knows about one registered node after folding the same events.
 * A node that exited or was deregistered is no longer in the table.
 */
export interface ServiceNodeRecord {
  readonly nodeId: number;
  readonly ed25519: Ed25519PublicKey;
  /** All-zero where the Ed25519 key has no X25519 form. */
  readonly x25519: X25519PublicKey;
  readonly blsHex: string;
  readonly operator: EvmAddress;
  readonly feeBps: number;
  readonly requiredAtomic: bigint;
  readonly slots: readonly StakeSlot[];
  readonly state: "active" | "decommissioned";
  /** True when the Ed25519 registration signature did not verify: such a node never gets a swarm. */
  readonly invalidIdentity: boolean;
  /** null means in no swarm: decommissioned, or invalid identity. */
  readonly swarmId: SwarmId | null;
  readonly registrationHeight: number;
  /** Height and time since when `state` holds. */
  readonly stateHeight: number;
  readonly stateTimeMs: number;
  /** 0 while nobody asked to unlock. */
  readonly unlockAtSeconds: number;
}

/** The folded view: plain data, replaced as a whole at each block. */
export interface NetworkState {
  readonly head: NetworkHead;
  readonly nodes: ReadonlyMap<number, ServiceNodeRecord>;
  /** Registered keys that wait for activation, by node ID. */
  readonly pendingKeys: ReadonlyMap<
    number,
    {
      readonly ed25519: Ed25519PublicKey;
      readonly blsHex: string;
      readonly operator: EvmAddress;
      readonly invalidIdentity: boolean;
    }
  >;
  /** Number of the last block that changed swarm membership; 0 before the first. */
  readonly membershipHeight: number;
}
