// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CommitteeView, Contributor, Deregistration, Node} from "./Types.sol";

struct NodeView {
    uint32 id;
    Node node;
    Contributor[] contributors;
    /// What each contributor could claim now, atomic units; parallel to `contributors`.
    uint96[] claimable;
    /// Seconds; negative when the deregistration of a decommissioned node is due.
    int256 credit;
    /// Zeros unless deregistered.
    Deregistration deregistration;
}

struct PortfolioEntry {
    uint32 id;
    uint8 state;
    address operator;
    Contributor slot;
    uint96 claimable;
    uint40 unlockAt;
    /// Atomic units `withdrawStake` will pay: the stake without the penalty; 0 when already withdrawn.
    uint96 withdrawable;
    /// Unix second from which it can be withdrawn; 0 while that is not known.
    uint40 withdrawableAt;
}

struct NetworkView {
    uint256 blockNumber;
    uint40 timestamp;
    /// Per state number.
    uint32[8] counts;
    uint32 nodeCount;
    uint256 totalStaked;
    uint96 unreleased;
    uint96 owed;
    uint96 paid;
    uint256 ratePerSecond;
    uint64 epoch;
    /// Newest epoch that was sealed or skipped.
    uint64 lastSealedEpoch;
    /// Of the newest of the current and the previous epoch that has one; size 0 when neither has.
    CommitteeView committee;
    uint96 stakingRequirement;
    uint96 pendingRequirement;
    uint40 pendingRequirementAt;
    bool paused;
    uint40 frozenUntil;
}

/// Batches of reads for portals and indexers. Holds nothing and changes nothing.
interface IServiceNodesLens {
    function nodes(uint32[] calldata ids) external view returns (NodeView[] memory);
    /// Slots of `staker` in the nodes `fromId` to `fromId + n - 1`.
    function portfolio(address staker, uint32 fromId, uint32 n) external view returns (PortfolioEntry[] memory);
    function network() external view returns (NetworkView memory);
}
