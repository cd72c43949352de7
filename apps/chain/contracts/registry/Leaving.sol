// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {
    Contributor,
    Deregistration,
    Node,
    STATE_ACTIVE,
    STATE_DECOMMISSIONED,
    STATE_DEREGISTERED,
    STATE_EXITED
} from "../interfaces/Types.sol";
import {Registration} from "./Registration.sol";

/// How nodes leave and stakes come back (staking-design.md 6.2). Nothing here can be paused.
abstract contract Leaving is Registration {
    using SafeERC20 for IERC20;

    /// @notice See IServiceNodes.
    function requestUnlock(uint32 id) external locked {
        Node storage n = _node(id);
        if (n.state != STATE_ACTIVE && n.state != STATE_DECOMMISSIONED) revert WrongState(id, n.state);
        uint256 index = _slotOf(id, msg.sender);
        if (n.unlockAt != 0) revert AlreadyUnlocking();
        uint256 amount = _contributors[id][index].amount;
        // Small contributors must not be able to end a node soon after it started.
        if (index != 0 && amount * OPERATOR_MIN_DIVISOR < n.required) {
            uint256 allowedAt = uint256(n.activatedAt) + SMALL_LEAVE_DELAY;
            if (block.timestamp < allowedAt) revert TooEarly(allowedAt);
        }
        uint40 unlockAt = uint40(block.timestamp) + UNLOCK_DELAY;
        n.unlockAt = unlockAt;
        emit UnlockRequested(id, msg.sender, unlockAt);
    }

    /// @notice See IServiceNodes.
    function exit(uint32 id) external locked {
        Node storage n = _node(id);
        uint8 state = n.state;
        if (state != STATE_ACTIVE && state != STATE_DECOMMISSIONED) revert WrongState(id, state);
        uint40 unlockAt = n.unlockAt;
        // Without a request no time is known: the largest stands for never.
        if (unlockAt == 0) revert TooEarly(type(uint256).max);
        if (block.timestamp < unlockAt) revert TooEarly(unlockAt);
        if (state == STATE_ACTIVE) {
            _sealIfDue();
            _accrue();
            _leaveActive(n);
        }
        _freeKeys(n);
        _setState(n, STATE_EXITED);
        emit NodeExited(id);
    }

    /// @notice See IServiceNodes.
    function withdrawStake(uint32 id) external locked {
        _withdrawStake(id, msg.sender);
    }

    /// @notice See IServiceNodes.
    function withdrawStakeFor(uint32 id, address staker) external locked {
        _withdrawStake(id, staker);
    }

    function _withdrawStake(uint32 id, address staker) private {
        Node storage n = _node(id);
        uint8 state = n.state;
        if (state != STATE_EXITED && state != STATE_DEREGISTERED) revert WrongState(id, state);
        uint256 index = _slotOf(id, staker);
        Contributor storage c = _contributors[id][index];
        if (c.withdrawn) revert NothingToWithdraw();
        uint96 amount = c.amount;
        if (state == STATE_DEREGISTERED) {
            Deregistration storage d = _deregistrations[id];
            uint40 lockEnd = index == 0 ? d.operatorLock : d.contributorLock;
            if (block.timestamp < lockEnd) revert TooEarly(lockEnd);
            // The penalty lowers what comes back, never the amount that entitles to rewards.
            if (index == 0) amount -= d.penalty;
        }
        c.withdrawn = true;
        _totalStaked -= amount;
        TOKEN.safeTransfer(staker, amount);
        emit StakeWithdrawn(id, staker, amount);
    }
}
