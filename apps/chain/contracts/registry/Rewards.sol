// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Contributor,
    Node,
    STATE_ACTIVE,
    STATE_CANCELLED,
    STATE_OPEN
} from "../interfaces/Types.sol";
import {Leaving} from "./Leaving.sol";

/// Claims (staking-design.md 6.3): arithmetic on chain, no signatures, no cap, always open.
abstract contract Rewards is Leaving {
    /// @notice See IServiceNodes.
    function claim(uint32[] calldata ids) external locked {
        _claim(msg.sender, ids);
    }

    /// @notice See IServiceNodes.
    function claimFor(address staker, uint32[] calldata ids) external locked {
        _claim(staker, ids);
    }

    /// @notice See IServiceNodes.
    function setBeneficiary(uint32 id, address beneficiary) external locked {
        if (beneficiary == address(0)) revert ZeroAddress();
        Node storage n = _node(id);
        uint256 index = _slotOf(id, msg.sender);
        Contributor storage c = _contributors[id][index];
        address old = c.beneficiary;
        _accrue();
        uint96 due = _take(id, n, c, index);
        if (due > 0) POOL.pay(old, due);
        c.beneficiary = beneficiary;
        emit BeneficiaryChanged(id, msg.sender, old, beneficiary);
    }

    /// @notice See IServiceNodes.
    function sync() external locked {
        _accrue();
    }

    /// @notice See IServiceNodes.
    function skim() external locked {
        uint256 excess = TOKEN.balanceOf(address(this)) - _totalStaked;
        if (excess == 0) return;
        _accrue();
        _toPool(excess);
        emit Skimmed(excess);
    }

    function _claim(address staker, uint32[] calldata ids) private {
        _accrue();
        // Neighbouring slots with the same beneficiary are paid in one transfer.
        address target = address(0);
        uint96 sum = 0;
        for (uint256 i = 0; i < ids.length; ++i) {
            uint32 id = ids[i];
            Node storage n = _node(id);
            uint8 state = n.state;
            if (state == STATE_OPEN || state == STATE_CANCELLED) revert WrongState(id, state);
            uint256 index = _slotOf(id, staker);
            Contributor storage c = _contributors[id][index];
            uint96 due = _take(id, n, c, index);
            if (due == 0) continue;
            if (c.beneficiary != target) {
                if (sum > 0) POOL.pay(target, sum);
                (target, sum) = (c.beneficiary, 0);
            }
            sum += due;
        }
        if (sum > 0) POOL.pay(target, sum);
    }

    /// Marks what is due to a slot as claimed; the caller has accrued and pays it.
    function _take(uint32 id, Node storage n, Contributor storage c, uint256 index) private returns (uint96 due) {
        due = _claimable(n, c, index, _total(n, _acc));
        if (due == 0) return 0;
        c.claimed += due;
        emit RewardsClaimed(id, c.staker, c.beneficiary, due);
    }

    function _pendingRewards(uint32 id, address staker) internal view returns (uint96) {
        Node storage n = _node(id);
        uint256 index = _slotOf(id, staker);
        uint256 acc = _acc;
        if (n.state == STATE_ACTIVE) (acc,) = _advance(POOL.pending(), _activeIds.length);
        return _claimable(n, _contributors[id][index], index, _total(n, acc));
    }
}
