// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IBlsVerifier} from "../interfaces/IBlsVerifier.sol";
import {IRewardPool} from "../interfaces/IRewardPool.sol";
import {IServiceNodes} from "../interfaces/IServiceNodes.sol";
import {ChainClock, Contributor, Deregistration, Node, Params} from "../interfaces/Types.sol";

/// Storage, immutables and the checks every part of the registry needs.
abstract contract NodeStorage is IServiceNodes {
    /// Fixed-point factor of all reward totals.
    uint256 internal constant PREC = 10 ** 18;
    uint256 internal constant BPS = 10_000;

    IERC20 internal immutable TOKEN;
    IRewardPool internal immutable POOL;
    IBlsVerifier internal immutable VERIFIER;

    uint8 internal immutable MAX_CONTRIBUTORS;
    uint8 internal immutable OPERATOR_MIN_DIVISOR;
    uint32 internal immutable EPOCH_BLOCKS;
    uint32 internal immutable WARMUP_EPOCHS;
    uint16 internal immutable COMMITTEE_SIZE;
    uint16 internal immutable MIN_COMMITTEE;
    uint40 internal immutable UNLOCK_DELAY;
    uint40 internal immutable DEREG_LOCK_OPERATOR;
    uint40 internal immutable DEREG_LOCK_CONTRIBUTOR;
    uint40 internal immutable SMALL_LEAVE_DELAY;
    uint40 internal immutable CONTRIB_WITHDRAW_DELAY;
    uint40 internal immutable OPEN_TTL;
    uint40 internal immutable CREDIT_INITIAL;
    uint40 internal immutable CREDIT_MAX;
    uint32 internal immutable CREDIT_DIVISOR;
    uint40 internal immutable MIN_GRACE;
    uint40 internal immutable MIN_ACTIVE;
    uint40 internal immutable IP_PENALTY_CREDIT;
    uint40 internal immutable IP_PENALTY_WINDOW;
    uint40 internal immutable CERT_TTL;
    uint16 internal immutable DEREG_PENALTY_BPS;
    uint16 internal immutable BOUNTY_SHARE_BPS;
    uint16 internal immutable DECOMMISSION_FLOOR;
    uint16 internal immutable DECOMMISSION_BPS;
    uint16 internal immutable DEREGISTER_FLOOR;
    uint16 internal immutable DEREGISTER_BPS;
    uint40 internal immutable REQUIREMENT_NOTICE;
    ChainClock internal immutable CLOCK;

    mapping(uint32 id => Node) internal _nodes;
    mapping(uint32 id => Contributor[]) internal _contributors;
    mapping(uint32 id => Deregistration) internal _deregistrations;
    mapping(bytes32 ed25519 => uint32 id) internal _idByEd25519;
    /// By keccak of the three words.
    mapping(bytes32 blsHash => uint32 id) internal _idByBls;
    uint32[] internal _activeIds;

    uint256 internal _acc;
    uint256 internal _rem;
    uint256 internal _totalStaked;
    /// Nodes per state number; one slot.
    uint32[8] internal _stateCounts;

    uint32 internal _lastId;
    uint64 internal _lastSealedEpoch;
    bool internal _paused;
    uint40 internal _frozenUntil;
    uint40 internal _freezeAllowedAt;
    // next slot
    uint96 internal _requirement;
    uint96 internal _nextRequirement;
    uint40 internal _nextRequirementAt;

    bool private transient _entered;

    /// Held by every function that changes state.
    modifier locked() {
        _enter();
        _;
        _entered = false;
    }

    constructor(IERC20 token_, IRewardPool pool_, IBlsVerifier verifier_, Params memory p) {
        if (address(token_) == address(0) || address(verifier_).code.length == 0) revert ZeroAddress();
        if (pool_.registry() != address(this)) revert WrongPool();
        _checkParams(p);
        TOKEN = token_;
        POOL = pool_;
        VERIFIER = verifier_;
        MAX_CONTRIBUTORS = p.maxContributors;
        OPERATOR_MIN_DIVISOR = p.operatorMinDivisor;
        EPOCH_BLOCKS = p.epochBlocks;
        WARMUP_EPOCHS = p.warmupEpochs;
        COMMITTEE_SIZE = p.committeeSize;
        MIN_COMMITTEE = p.minCommittee;
        UNLOCK_DELAY = p.unlockDelay;
        DEREG_LOCK_OPERATOR = p.deregLockOperator;
        DEREG_LOCK_CONTRIBUTOR = p.deregLockContributor;
        SMALL_LEAVE_DELAY = p.smallLeaveDelay;
        CONTRIB_WITHDRAW_DELAY = p.contribWithdrawDelay;
        OPEN_TTL = p.openTtl;
        CREDIT_INITIAL = p.creditInitial;
        CREDIT_MAX = p.creditMax;
        CREDIT_DIVISOR = p.creditDivisor;
        MIN_GRACE = p.minGrace;
        MIN_ACTIVE = p.minActive;
        IP_PENALTY_CREDIT = p.ipPenaltyCredit;
        IP_PENALTY_WINDOW = p.ipPenaltyWindow;
        CERT_TTL = p.certTtl;
        DEREG_PENALTY_BPS = p.deregPenaltyBps;
        BOUNTY_SHARE_BPS = p.bountyShareBps;
        DECOMMISSION_FLOOR = p.decommissionFloor;
        DECOMMISSION_BPS = p.decommissionBps;
        DEREGISTER_FLOOR = p.deregisterFloor;
        DEREGISTER_BPS = p.deregisterBps;
        REQUIREMENT_NOTICE = p.requirementNotice;
        CLOCK = p.clock;
        _requirement = p.stakingRequirement;
        emit ParametersFixed(p);
    }

    /// Durations are bounded to a century, so that no sum of a few of them and the time leaves 40 bits.
    function _checkParams(Params memory p) private pure {
        if (p.minCommittee < 4) revert BadParameter("minCommittee");
        if (p.committeeSize < p.minCommittee || p.committeeSize > 64) revert BadParameter("committeeSize");
        // With one block per epoch the entropy block's hash is only readable in the next epoch.
        if (p.epochBlocks < 2) revert BadParameter("epochBlocks");
        if (p.warmupEpochs < 1) revert BadParameter("warmupEpochs");
        if (p.maxContributors < 1 || p.maxContributors > 10) revert BadParameter("maxContributors");
        // A larger divisor would let the penalty exceed the operator's stake.
        if (p.operatorMinDivisor < 1 || p.operatorMinDivisor > 4) revert BadParameter("operatorMinDivisor");
        if (p.unlockDelay == 0) revert BadParameter("unlockDelay");
        if (p.deregLockOperator < p.unlockDelay) revert BadParameter("deregLockOperator");
        if (p.deregLockContributor < p.unlockDelay) revert BadParameter("deregLockContributor");
        if (p.creditInitial > p.creditMax) revert BadParameter("creditInitial");
        if (p.creditDivisor == 0) revert BadParameter("creditDivisor");
        if (p.deregPenaltyBps > 2500) revert BadParameter("deregPenaltyBps");
        if (p.bountyShareBps > BPS) revert BadParameter("bountyShareBps");
        if (p.decommissionBps > BPS || p.deregisterBps > BPS) revert BadParameter("epochLimits");
        if (p.stakingRequirement <= BPS) revert BadParameter("stakingRequirement");
        uint40 century = 36_525 days;
        if (
            p.unlockDelay > century || p.deregLockOperator > century || p.deregLockContributor > century
                || p.smallLeaveDelay > century || p.contribWithdrawDelay > century || p.openTtl > century
                || p.creditMax > century || p.minGrace > century || p.minActive > century
                || p.ipPenaltyCredit > century || p.ipPenaltyWindow > century || p.certTtl > century
                || p.requirementNotice > century
        ) revert BadParameter("durations");
    }

    function _enter() private {
        if (_entered) revert Reentrant();
        _entered = true;
    }

    /// @return n the node, which exists
    function _node(uint32 id) internal view returns (Node storage n) {
        if (id == 0 || id > _lastId) revert UnknownNode(id);
        n = _nodes[id];
    }

    /// Index of `staker` among the contributors of a node; at most ten are searched.
    function _slotOf(uint32 id, address staker) internal view returns (uint256) {
        Contributor[] storage list = _contributors[id];
        uint256 count = list.length;
        for (uint256 i = 0; i < count; ++i) {
            if (list[i].staker == staker) return i;
        }
        revert NotContributor();
    }

    function _setState(Node storage n, uint8 state) internal {
        uint8 old = n.state;
        if (old != 0) --_stateCounts[old];
        ++_stateCounts[state];
        n.state = state;
        n.stateSince = uint40(block.timestamp);
    }

    function _blsHash(uint256[3] memory key) internal pure returns (bytes32) {
        return keccak256(abi.encode(key));
    }

    /// Pulls an exact amount of the token from `from`.
    function _pull(address from, uint256 amount) internal virtual;

    function _requirementNow() internal view returns (uint96) {
        uint40 effectiveAt = _nextRequirementAt;
        return effectiveAt != 0 && block.timestamp >= effectiveAt ? _nextRequirement : _requirement;
    }
}
