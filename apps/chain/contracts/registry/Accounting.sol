// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Contributor, Node, STATE_ACTIVE} from "../interfaces/Types.sol";
import {NodeStorage} from "./NodeStorage.sol";

/// The reward accumulator and the list of active nodes (staking-design.md 7.2, 7.3): O(1) per change,
/// whatever the number of nodes.
abstract contract Accounting is NodeStorage {
    using SafeERC20 for IERC20;

    /// Attributes what the pool releases since the last call. Runs before every change of the active list.
    function _accrue() internal {
        uint256 active = _activeIds.length;
        uint96 released = POOL.release(active > 0);
        if (released == 0) return;
        (_acc, _rem) = _advance(released, active);
        emit Accrued(released, _acc, _rem, uint32(active));
    }

    function _advance(uint256 released, uint256 active) internal view returns (uint256 acc, uint256 rem) {
        uint256 shared = released * PREC + _rem;
        return (_acc + shared / active, shared % active);
    }

    /// Appends to the active list; the caller has accrued.
    function _enterActive(uint32 id, Node storage n) internal {
        n.activeIndex = uint32(_activeIds.length);
        _activeIds.push(id);
        n.debt = _acc;
    }

    /// Moves the last of the list into the hole; off-chain models depend on this order.
    function _leaveActive(Node storage n) internal {
        n.settled += _acc - n.debt;
        n.debt = 0;
        uint256 hole = n.activeIndex;
        uint32 moved = _activeIds[_activeIds.length - 1];
        _activeIds[hole] = moved;
        _nodes[moved].activeIndex = uint32(hole);
        _activeIds.pop();
        n.activeIndex = 0;
    }

    /// Everything the node earned, atomic units times PREC.
    function _total(Node storage n, uint256 acc) internal view returns (uint256) {
        return n.settled + (n.state == STATE_ACTIVE ? acc - n.debt : 0);
    }

    /// What slot `index` may claim of a node total, rounded down; a floor of a growing total loses at most
    /// one atomic unit per slot, ever.
    function _claimable(Node storage n, Contributor storage c, uint256 index, uint256 total)
        internal
        view
        returns (uint96)
    {
        uint256 required = n.required;
        uint256 weight = uint256(c.amount) * (BPS - n.feeBps);
        if (index == 0) weight += n.feeBps * required;
        uint256 entitled = total * weight / (BPS * required * PREC);
        // The sum of all entitlements is at most what the pool released, a uint96.
        return uint96(entitled - c.claimed);
    }

    /// @inheritdoc NodeStorage
    function _pull(address from, uint256 amount) internal override {
        uint256 before = TOKEN.balanceOf(address(this));
        TOKEN.safeTransferFrom(from, address(this), amount);
        uint256 received = TOKEN.balanceOf(address(this)) - before;
        if (received != amount) revert BadDeposit(amount, received);
    }

    /// Sends tokens from here into the pool; the caller has accrued.
    function _toPool(uint256 amount) internal {
        if (amount > type(uint96).max) revert AmountTooLarge();
        TOKEN.safeTransfer(address(POOL), amount);
        POOL.notify(uint96(amount));
    }
}
