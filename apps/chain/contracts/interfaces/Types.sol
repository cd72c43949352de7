// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Units everywhere: amounts are atomic units (1 token = 10^9), times are unix seconds, durations are
// seconds, fees are basis points (10,000 = all), ids count from 1 and are never used twice.

// State numbers of a node (staking-design.md section 5). Exited, Deregistered and Cancelled are final.
uint8 constant STATE_NONE = 0;
uint8 constant STATE_OPEN = 1;
uint8 constant STATE_ACTIVE = 2;
uint8 constant STATE_DECOMMISSIONED = 3;
uint8 constant STATE_EXITED = 4;
uint8 constant STATE_DEREGISTERED = 5;
uint8 constant STATE_CANCELLED = 6;

// Actions of a certificate (section 6.4.1).
uint8 constant ACTION_DECOMMISSION = 1;
uint8 constant ACTION_RECOMMISSION = 2;
uint8 constant ACTION_DEREGISTER = 3;
uint8 constant ACTION_IP_CHANGE = 4;

/// Where block numbers and hashes come from (section 10).
enum ChainClock {
    EVM,
    ARBITRUM
}

/// What an operator hands in to register a node. `bls` is a G1 point of 96 bytes (x, y) in three words,
/// `pop` a G2 point in the 256-byte EIP-2537 form; the Ed25519 signature is emitted, not verified, here.
struct Keys {
    bytes32 ed25519;
    uint256[3] bls;
    uint256[8] pop;
    bytes32[2] ed25519Sig;
}

/// One node; nine storage slots, in the order of section 7.6.
struct Node {
    address operator;
    uint8 state;
    uint16 feeBps;
    uint8 slots;
    uint8 flags;
    uint40 stateSince;
    // slot 1
    uint96 required;
    uint40 activatedAt;
    uint40 unlockAt;
    uint32 activeIndex;
    uint40 regEpoch;
    // slot 2
    uint40 creditBase;
    uint40 creditSince;
    uint32 nonce;
    uint40 lastIpPenalty;
    uint40 decommEpoch;
    uint16 reasons;
    uint16 outages;
    // slot 3, 4: reward totals in atomic units times 10^18
    uint256 debt;
    uint256 settled;
    // slot 5, 6..8
    bytes32 ed25519;
    uint256[3] bls;
}

/// One contributor's part of a node; three storage slots. The operator's is always at index 0.
struct Contributor {
    address staker;
    uint96 amount;
    address beneficiary;
    uint96 claimed;
    uint40 lastDeposit;
    bool withdrawn;
    bool offered;
}

/// What a deregistration left behind. Locks are the times from which stakes can be withdrawn.
struct Deregistration {
    uint96 penalty;
    uint40 operatorLock;
    uint40 contributorLock;
}

/// A change the committee of `epoch` asks for; valid once (`nonce`) and not after `validUntil`.
struct StateChange {
    uint64 epoch;
    uint32 nodeId;
    uint8 action;
    uint16 reasons;
    uint64 nonce;
    uint64 validUntil;
}

/// A sealed committee as the views show it. `aggregate` is the sum of the members' keys.
struct CommitteeView {
    uint64 epoch;
    uint16 threshold;
    uint32 active;
    uint16 decommissions;
    uint16 deregistrations;
    uint256[3] aggregate;
    uint32[] ids;
}

/// Fixed for the life of a deployment (section 4). `stakingRequirement` is the first value only.
struct Params {
    uint96 stakingRequirement;
    uint8 maxContributors;
    uint8 operatorMinDivisor;
    uint32 epochBlocks;
    uint32 warmupEpochs;
    uint16 committeeSize;
    uint16 minCommittee;
    uint40 unlockDelay;
    uint40 deregLockOperator;
    uint40 deregLockContributor;
    uint40 smallLeaveDelay;
    uint40 contribWithdrawDelay;
    uint40 openTtl;
    uint40 creditInitial;
    uint40 creditMax;
    uint32 creditDivisor;
    uint40 minGrace;
    uint40 minActive;
    uint40 ipPenaltyCredit;
    uint40 ipPenaltyWindow;
    uint40 certTtl;
    uint16 deregPenaltyBps;
    uint16 bountyShareBps;
    uint16 decommissionFloor;
    uint16 decommissionBps;
    uint16 deregisterFloor;
    uint16 deregisterBps;
    uint40 requirementNotice;
    ChainClock clock;
}
