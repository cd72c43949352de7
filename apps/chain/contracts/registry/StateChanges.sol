// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {
    ACTION_DECOMMISSION,
    ACTION_DEREGISTER,
    ACTION_IP_CHANGE,
    ACTION_RECOMMISSION,
    Deregistration,
    Node,
    StateChange,
    STATE_ACTIVE,
    STATE_DECOMMISSIONED,
    STATE_DEREGISTERED
} from "../interfaces/Types.sol";
import {Rewards} from "./Rewards.sol";

/// What committees do to nodes (staking-design.md 6.4) and the credit that protects a node (7.5).
abstract contract StateChanges is Rewards {
    using SafeERC20 for IERC20;

    /// @notice See IServiceNodes.
    function submitStateChange(StateChange calldata c, uint64 signers, uint256[8] calldata sig)
        external
        locked
    {
        if (c.action < ACTION_DECOMMISSION || c.action > ACTION_IP_CHANGE) revert BadAction();
        if (c.action != ACTION_RECOMMISSION && block.timestamp < _frozenUntil) revert Frozen();
        _sealIfDue();
        Node storage n = _node(c.nodeId);
        Committee storage by = _committee(c.epoch);
        if (c.nonce != n.nonce) revert BadNonce();
        if (block.timestamp > c.validUntil || c.validUntil > block.timestamp + CERT_TTL) revert CertExpired();
        _checkCertificate(by, c, signers, sig);
        n.nonce += 1;
        n.reasons = c.reasons;
        emit StateChangeApplied(
            c.nodeId, c.action, c.epoch, c.nonce, c.reasons, signers, msg.sender
        );
        if (c.action == ACTION_DECOMMISSION) _decommission(n, by, c);
        else if (c.action == ACTION_RECOMMISSION) _recommission(n, c);
        else if (c.action == ACTION_DEREGISTER) _deregister(n, by, c);
        else _penalizeIpChange(n, c);
    }

    function _checkCertificate(
        Committee storage by,
        StateChange calldata c,
        uint64 signers,
        uint256[8] calldata sig
    ) private view {
        uint256 size = by.size;
        if (uint256(signers) >> size != 0) revert BadSignerBits();
        uint256 have = 0;
        for (uint256 bits = signers; bits != 0; bits &= bits - 1) ++have;
        if (have < by.threshold) revert TooFewSigners(have, by.threshold);
        uint256[3][] memory absent = new uint256[3][](size - have);
        uint256 found = 0;
        for (uint256 i = 0; i < size; ++i) {
            if ((signers >> i) & 1 == 0) absent[found++] = _nodes[_memberId(by, i)].bls;
        }
        if (!VERIFIER.checkCertificate(by.aggregate, absent, sig, _voteDigest(c))) revert BadCertificate();
    }

    function _decommission(Node storage n, Committee storage by, StateChange calldata c) private {
        if (n.state != STATE_ACTIVE) revert WrongState(c.nodeId, n.state);
        uint256 allowedAt = uint256(n.stateSince) + MIN_ACTIVE;
        if (block.timestamp < allowedAt) revert TooEarly(allowedAt);
        // With fewer active nodes than a committee needs nobody could be recommissioned.
        if (_activeIds.length <= MIN_COMMITTEE) revert TooFewActive();
        if (by.decommissions >= _limit(by.active, DECOMMISSION_FLOOR, DECOMMISSION_BPS)) revert EpochLimit();
        by.decommissions += 1;
        uint40 credit = uint40(uint256(_credit(n)));
        _accrue();
        _leaveActive(n);
        _setState(n, STATE_DECOMMISSIONED);
        n.creditBase = credit;
        n.creditSince = uint40(block.timestamp);
        n.decommEpoch = uint40(c.epoch);
        if (n.outages < type(uint16).max) n.outages += 1;
        emit NodeDecommissioned(c.nodeId, c.epoch, c.reasons, credit, c.nonce);
    }

    function _recommission(Node storage n, StateChange calldata c) private {
        if (n.state != STATE_DECOMMISSIONED) revert WrongState(c.nodeId, n.state);
        uint256 lost = 2 * (block.timestamp - n.creditSince);
        uint40 credit = n.creditBase > lost ? uint40(n.creditBase - lost) : 0;
        _accrue();
        _setState(n, STATE_ACTIVE);
        n.creditBase = credit;
        n.creditSince = uint40(block.timestamp);
        _enterActive(c.nodeId, n);
        emit NodeRecommissioned(c.nodeId, c.epoch, credit, c.nonce);
    }

    function _deregister(Node storage n, Committee storage by, StateChange calldata c) private {
        if (n.state != STATE_DECOMMISSIONED) revert WrongState(c.nodeId, n.state);
        uint40 unlockAt = n.unlockAt;
        if (unlockAt != 0 && block.timestamp >= unlockAt) revert UnlockMatured();
        uint256 grace = n.creditBase > MIN_GRACE ? n.creditBase : MIN_GRACE;
        uint256 last = n.creditSince + grace;
        if (block.timestamp <= last) revert TooEarly(last + 1);
        // Two committees of different epochs must agree.
        if (c.epoch <= n.decommEpoch) revert StaleEpoch();
        if (by.deregistrations >= _limit(by.active, DEREGISTER_FLOOR, DEREGISTER_BPS)) revert EpochLimit();
        by.deregistrations += 1;
        _accrue();
        _freeKeys(n);
        _setState(n, STATE_DEREGISTERED);
        uint96 penalty = uint96((uint256(n.required) * DEREG_PENALTY_BPS + BPS - 1) / BPS);
        uint96 bounty = uint96(uint256(penalty) * BOUNTY_SHARE_BPS / BPS);
        uint40 operatorLock = uint40(block.timestamp) + DEREG_LOCK_OPERATOR;
        uint40 contributorLock = uint40(block.timestamp) + DEREG_LOCK_CONTRIBUTOR;
        // Not later than an unlock that is already running would have let them go.
        if (unlockAt != 0 && unlockAt < contributorLock) contributorLock = unlockAt;
        _deregistrations[c.nodeId] = Deregistration(penalty, operatorLock, contributorLock);
        _totalStaked -= penalty;
        if (bounty > 0) TOKEN.safeTransfer(msg.sender, bounty);
        if (penalty > bounty) _toPool(penalty - bounty);
        emit NodeDeregistered(
            c.nodeId, c.epoch, c.reasons, penalty, bounty, msg.sender, operatorLock, contributorLock
        );
    }

    function _penalizeIpChange(Node storage n, StateChange calldata c) private {
        if (n.state != STATE_ACTIVE) revert WrongState(c.nodeId, n.state);
        uint256 allowedAt = uint256(n.lastIpPenalty) + IP_PENALTY_WINDOW;
        if (block.timestamp < allowedAt) revert TooEarly(allowedAt);
        uint40 creditBefore = uint40(uint256(_credit(n)));
        uint40 creditAfter = creditBefore > IP_PENALTY_CREDIT ? creditBefore - IP_PENALTY_CREDIT : 0;
        n.creditBase = creditAfter;
        n.creditSince = uint40(block.timestamp);
        n.lastIpPenalty = uint40(block.timestamp);
        emit IpChangePenalty(c.nodeId, c.epoch, creditBefore, creditAfter);
    }

    function _limit(uint256 active, uint256 floor, uint256 bps) private pure returns (uint256) {
        uint256 share = active * bps / BPS;
        return share > floor ? share : floor;
    }

    /// Seconds; not negative and at most CREDIT_MAX for an active node.
    function _credit(Node storage n) internal view returns (int256) {
        uint256 elapsed = block.timestamp - n.creditSince;
        if (n.state == STATE_ACTIVE) {
            uint256 credit = n.creditBase + elapsed / CREDIT_DIVISOR;
            return int256(credit < CREDIT_MAX ? credit : CREDIT_MAX);
        }
        if (n.state == STATE_DECOMMISSIONED) return int256(uint256(n.creditBase)) - int256(elapsed);
        return 0;
    }
}
