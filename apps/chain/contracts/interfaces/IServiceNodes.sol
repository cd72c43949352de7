// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CommitteeView, Contributor, Deregistration, Keys, Node, Params, StateChange} from "./Types.sol";

/// Events of the registry. Nodes and indexers replay these and nothing else (staking-design.md section 12).
interface IServiceNodesEvents {
    /// Emitted once, by the constructor: a view would cost a sixth of the contract's size limit.
    event ParametersFixed(Params params);

    /// @param edSig Ed25519 signature over the registration message; every replayer verifies it once
    event KeysRegistered(
        uint32 indexed id, address indexed operator, bytes32 indexed ed25519, uint256[3] bls, bytes32[2] edSig
    );
    event NodeOpened(
        uint32 indexed id,
        address indexed operator,
        uint16 feeBps,
        uint96 required,
        bool manual,
        address[] reserved,
        uint96[] reservedAmounts
    );
    event OpenUpdated(uint32 indexed id, uint16 feeBps, address[] reserved, uint96[] reservedAmounts);
    event ReservationDropped(uint32 indexed id, address indexed who);
    event Contributed(
        uint32 indexed id, address indexed staker, address beneficiary, uint96 amount, uint96 total
    );
    event ContributionWithdrawn(uint32 indexed id, address indexed staker, uint96 amount, uint96 total);
    event NodeCancelled(uint32 indexed id, bool byExpiry);
    /// The three arrays are parallel; index 0 is the operator.
    event NodeActivated(
        uint32 indexed id,
        bytes32 indexed ed25519,
        address indexed operator,
        uint16 feeBps,
        uint96 required,
        address[] stakers,
        address[] beneficiaries,
        uint96[] amounts
    );

    event UnlockRequested(uint32 indexed id, address indexed by, uint40 unlockAt);
    event NodeExited(uint32 indexed id);
    event StakeWithdrawn(uint32 indexed id, address indexed staker, uint96 amount);

    event RewardsClaimed(
        uint32 indexed id, address indexed staker, address indexed beneficiary, uint96 amount
    );
    event BeneficiaryChanged(uint32 indexed id, address indexed staker, address from, address to);
    event SlotOffered(uint32 indexed id, address indexed staker, bool on);
    event SlotTaken(
        uint32 indexed id, address indexed from, address indexed to, address beneficiary, uint96 amount
    );
    /// @param amount released by the pool, atomic units
    /// @param acc accumulator after it, atomic units times 10^18 per active node
    /// @param rem remainder carried to the next release, atomic units times 10^18
    event Accrued(uint96 amount, uint256 acc, uint256 rem, uint32 active);
    event Skimmed(uint256 amount);

    event CommitteeSealed(uint64 indexed epoch, bytes32 seed, uint32[] ids, uint16 threshold, uint32 active);
    /// @param cause 1 block hash gone, 2 too few eligible nodes, 3 precompile failed
    event EpochSkipped(uint64 indexed epoch, uint8 cause);
    event StateChangeApplied(
        uint32 indexed id,
        uint8 indexed action,
        uint64 indexed epoch,
        uint64 nonce,
        uint16 reasons,
        uint64 signers,
        address submitter
    );
    event NodeDecommissioned(
        uint32 indexed id, uint64 indexed epoch, uint16 reasons, uint40 creditBase, uint64 nonce
    );
    event NodeRecommissioned(uint32 indexed id, uint64 indexed epoch, uint40 creditBase, uint64 nonce);
    event NodeDeregistered(
        uint32 indexed id,
        uint64 indexed epoch,
        uint16 reasons,
        uint96 penalty,
        uint96 bounty,
        address submitter,
        uint40 operatorLock,
        uint40 contributorLock
    );
    event IpChangePenalty(uint32 indexed id, uint64 indexed epoch, uint40 creditBefore, uint40 creditAfter);

    event PausedSet(bool paused);
    event FrozenUntil(uint40 until);
    event RequirementAnnounced(uint96 value, uint40 effectiveAt);
}

interface IServiceNodesErrors {
    error UnknownNode(uint32 id);
    error WrongState(uint32 id, uint8 state);
    error NotOperator();
    error NotContributor();
    error ZeroAddress();
    error Paused();
    error Reentrant();
    error ZeroKey();
    error BadProofOfPossession();
    /// @param id the active or decommissioned node that has the key
    error KeyInUse(uint32 id);
    /// The token delivered another amount than asked for.
    error BadDeposit(uint256 expected, uint256 received);
    /// @param allowedAt the first second at which the call is allowed
    error TooEarly(uint256 allowedAt);
    error AlreadyUnlocking();
    error NothingToWithdraw();
    error NoCommittee(uint64 epoch);
    error StaleEpoch();
    error BadNonce();
    error CertExpired();
    error TooFewSigners(uint256 have, uint256 need);
    error BadSignerBits();
    error BadCertificate();
    error BadAction();
    error EpochLimit();
    error TooFewActive();
    error UnlockMatured();
    error Frozen();
    /// A step of sealing failed with so little gas left that the failure may be the caller's doing.
    error SealNeedsGas();
    error FreezeTooLong();
    error RequirementOutOfRange();
    /// A constructor argument outside the limits of staking-design.md section 4.
    error BadParameter(string name);
    error WrongPool();
    error AmountTooLarge();
}

/// The registry: stakes, states, credits, committees, certificates and reward entitlement.
interface IServiceNodes is IServiceNodesEvents, IServiceNodesErrors {
    /// Registers a node staked by the caller alone: pulls the staking requirement and activates at once.
    /// @param beneficiary receives the rewards
    function registerSolo(Keys calldata k, address beneficiary) external returns (uint32 id);
    /// As `registerSolo`, after an EIP-2612 permit of `value` atomic units; a permit that was already used
    /// does no harm when the allowance is there.
    function registerSoloWithPermit(
        Keys calldata k,
        address beneficiary,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (uint32 id);

    /// Starts the unlock delay; the node works and earns until `exit`.
    function requestUnlock(uint32 id) external;
    /// Ends a node whose unlock delay is over; anyone may call.
    function exit(uint32 id) external;
    /// Pays the caller's stake in an exited or deregistered node back.
    function withdrawStake(uint32 id) external;
    /// The same for somebody else; pays the same staker.
    function withdrawStakeFor(uint32 id, address staker) external;

    /// Pays what the caller's slots earned to their beneficiaries.
    function claim(uint32[] calldata ids) external;
    function claimFor(address staker, uint32[] calldata ids) external;
    /// Redirects future rewards of the caller's slot; what is due goes to the old beneficiary first.
    function setBeneficiary(uint32 id, address beneficiary) external;
    /// Releases what the pool owes since the last release and attributes it.
    function sync() external;
    /// Moves tokens sent here by mistake into the reward pool.
    function skim() external;

    /// Seals the committee of the current epoch if that is due; otherwise has no effect.
    function sealCommittee() external;
    /// @param signers bit i: member i of the committee of `c.epoch` signed
    /// @param sig aggregated signature, G2 point in EIP-2537 form
    function submitStateChange(StateChange calldata c, uint64 signers, uint256[8] calldata sig) external;

    function setPaused(bool on) external;
    /// @param duration seconds, at most seven days
    function freeze(uint40 duration) external;
    function unfreeze() external;
    function announceRequirement(uint96 value) external;

    function node(uint32 id) external view returns (Node memory);
    function contributors(uint32 id) external view returns (Contributor[] memory);
    function deregistration(uint32 id) external view returns (Deregistration memory);
    /// Number of ids given out so far; ids are 1 to this.
    function nodeCount() external view returns (uint32);
    function activeCount() external view returns (uint32);
    /// @param from index of the first
    /// @param n at most this many
    function activeIds(uint256 from, uint256 n) external view returns (uint32[] memory);
    /// Number of nodes per state number (section 5); index 0 is unused.
    function stateCounts() external view returns (uint32[8] memory);
    /// What `claim` would pay for one slot now, atomic units.
    function pendingRewards(uint32 id, address staker) external view returns (uint96);
    /// Credit in seconds; negative for a decommissioned node whose deregistration is due.
    function creditOf(uint32 id) external view returns (int256);
    /// The active or decommissioned node with this key, 0 when there is none.
    function idByEd25519(bytes32 key) external view returns (uint32);
    /// Same for a BLS key of three words.
    function idByBls(uint256[3] calldata key) external view returns (uint32);
    function currentEpoch() external view returns (uint64);
    /// Newest epoch that was sealed or skipped.
    function lastSealedEpoch() external view returns (uint64);
    function committee(uint64 epoch) external view returns (CommitteeView memory);
    function totalStaked() external view returns (uint256);
    /// Reward accumulator (atomic units times 10^18 per active node) and its remainder.
    function accumulator() external view returns (uint256 acc, uint256 rem);
    /// The requirement in force now.
    function stakingRequirement() external view returns (uint96);
    /// An announced value that is not in force yet; zeros when there is none.
    function pendingRequirement() external view returns (uint96 value, uint40 effectiveAt);
    function paused() external view returns (bool);
    function frozenUntil() external view returns (uint40);
    function token() external view returns (address);
    function pool() external view returns (address);
    function verifier() external view returns (address);
    /// What the committee signs for `c`.
    function voteDigest(StateChange calldata c) external view returns (bytes32);
    /// What the BLS key of a new node signs, under the tag for proofs of possession.
    function proofOfPossessionDigest(address operator, bytes32 ed25519, uint256[3] calldata bls)
        external
        view
        returns (bytes32);
}
