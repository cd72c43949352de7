// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRewardPool} from "./interfaces/IRewardPool.sol";
import {IServiceNodes} from "./interfaces/IServiceNodes.sol";
import {IServiceNodesLens, NetworkView, NodeView, PortfolioEntry} from "./interfaces/IServiceNodesLens.sol";
import {
    CommitteeView,
    Contributor,
    Deregistration,
    Node,
    STATE_DEREGISTERED,
    STATE_EXITED
} from "./interfaces/Types.sol";

/// See IServiceNodesLens.
contract ServiceNodesLens is IServiceNodesLens {
    IServiceNodes public immutable registry;
    IRewardPool public immutable pool;

    constructor(IServiceNodes registry_) {
        registry = registry_;
        pool = IRewardPool(registry_.pool());
    }

    /// @inheritdoc IServiceNodesLens
    function nodes(uint32[] calldata ids) external view returns (NodeView[] memory views) {
        views = new NodeView[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            uint32 id = ids[i];
            NodeView memory v = views[i];
            v.id = id;
            v.node = registry.node(id);
            v.contributors = registry.contributors(id);
            v.claimable = new uint96[](v.contributors.length);
            for (uint256 j = 0; j < v.claimable.length; ++j) {
                v.claimable[j] = registry.pendingRewards(id, v.contributors[j].staker);
            }
            v.credit = registry.creditOf(id);
            v.deregistration = registry.deregistration(id);
        }
    }

    /// @inheritdoc IServiceNodesLens
    function portfolio(address staker, uint32 fromId, uint32 n)
        external
        view
        returns (PortfolioEntry[] memory entries)
    {
        uint256 first = fromId == 0 ? 1 : fromId;
        uint256 end = uint256(fromId) + n;
        uint256 count = registry.nodeCount();
        if (end > count + 1) end = count + 1;
        entries = new PortfolioEntry[](end > first ? end - first : 0);
        uint256 found = 0;
        for (uint256 id = first; id < end; ++id) {
            Contributor[] memory slots = registry.contributors(uint32(id));
            for (uint256 j = 0; j < slots.length; ++j) {
                if (slots[j].staker != staker) continue;
                entries[found++] = _entry(uint32(id), slots[j], j == 0);
                break;
            }
        }
        assembly ("memory-safe") {
            // Shrinking an array in memory is cutting its length.
            mstore(entries, found)
        }
    }

    function _entry(uint32 id, Contributor memory slot, bool isOperator)
        private
        view
        returns (PortfolioEntry memory e)
    {
        Node memory n = registry.node(id);
        e.id = id;
        e.state = n.state;
        e.operator = n.operator;
        e.slot = slot;
        e.claimable = registry.pendingRewards(id, slot.staker);
        e.unlockAt = n.unlockAt;
        if (slot.withdrawn) return e;
        e.withdrawable = slot.amount;
        if (n.state == STATE_EXITED) {
            e.withdrawableAt = n.stateSince;
        } else if (n.state == STATE_DEREGISTERED) {
            Deregistration memory d = registry.deregistration(id);
            if (isOperator) e.withdrawable -= d.penalty;
            e.withdrawableAt = isOperator ? d.operatorLock : d.contributorLock;
        } else {
            // Unlocking: the earliest time, when somebody calls `exit` at once.
            e.withdrawableAt = n.unlockAt;
        }
    }

    /// @inheritdoc IServiceNodesLens
    function network() external view returns (NetworkView memory v) {
        v.blockNumber = block.number;
        v.timestamp = uint40(block.timestamp);
        v.counts = registry.stateCounts();
        v.nodeCount = registry.nodeCount();
        v.totalStaked = registry.totalStaked();
        v.unreleased = pool.unreleased();
        v.owed = pool.owed();
        v.paid = pool.paid();
        v.ratePerSecond = pool.ratePerSecond();
        v.epoch = registry.currentEpoch();
        v.lastSealedEpoch = registry.lastSealedEpoch();
        v.committee = _newestCommittee(v.epoch);
        v.stakingRequirement = registry.stakingRequirement();
        (v.pendingRequirement, v.pendingRequirementAt) = registry.pendingRequirement();
        v.paused = registry.paused();
        v.frozenUntil = registry.frozenUntil();
    }

    /// Of the running epoch, else of the one before, which can still act; empty when neither has one.
    function _newestCommittee(uint64 epoch) private view returns (CommitteeView memory none) {
        try registry.committee(epoch) returns (CommitteeView memory c) {
            return c;
        } catch {
            if (epoch == 0) return none;
        }
        try registry.committee(epoch - 1) returns (CommitteeView memory c) {
            return c;
        } catch {
            return none;
        }
    }
}
