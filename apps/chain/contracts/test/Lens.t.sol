// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IServiceNodesErrors} from "../interfaces/IServiceNodes.sol";
import {NetworkView, NodeView, PortfolioEntry} from "../interfaces/IServiceNodesLens.sol";
import {ACTION_DECOMMISSION, ACTION_DEREGISTER, STATE_ACTIVE, STATE_EXITED} from "../interfaces/Types.sol";
import {CommitteeFixture} from "./CommitteeFixture.sol";
import {vm} from "./Vm.sol";

contract LensTest is CommitteeFixture, IServiceNodesErrors {
    function setUp() public override {
        super.setUp();
        registerMany(6);
    }

    function test_nodes() public {
        pass(10);
        NodeView[] memory v = lens.nodes(ids(2, 5));
        eq(v.length, 2, "length");
        eq(v[1].id, 5, "id");
        eq(v[1].node.operator, operator(5), "operator");
        eq(v[1].contributors[0].amount, STAKE, "amount");
        eq(v[1].claimable[0], registry.pendingRewards(5, operator(5)), "claimable");
        eq(uint256(v[1].credit), 32, "credit");
        eq(v[1].deregistration.operatorLock, 0, "not deregistered");
    }

    function test_error_nodesUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(UnknownNode.selector, 7));
        lens.nodes(ids(7));
    }

    function test_portfolioIsBoundedByItsRange() public {
        vm.prank(operator(4));
        registry.requestUnlock(4);
        eq(lens.portfolio(operator(4), 1, 3).length, 0, "not in the range");
        eq(lens.portfolio(operator(4), 4, 0).length, 0, "empty range");
        PortfolioEntry[] memory e = lens.portfolio(operator(4), 0, type(uint32).max);
        eq(e.length, 1, "found");
        eq(e[0].id, 4, "id");
        eq(e[0].state, STATE_ACTIVE, "state");
        eq(e[0].unlockAt, START + 60, "unlockAt");
        eq(e[0].withdrawable, STAKE, "withdrawable");
        eq(e[0].withdrawableAt, START + 60, "withdrawableAt");
        pass(61);
        registry.exit(4);
        e = lens.portfolio(operator(4), 4, 1);
        eq(e[0].state, STATE_EXITED, "exited");
        eq(e[0].withdrawableAt, START + 61, "at once");
        registry.withdrawStakeFor(4, operator(4));
        e = lens.portfolio(operator(4), 4, 1);
        eq(e[0].withdrawable, 0, "withdrawn");
        isTrue(e[0].claimable > 0, "rewards are still there");
    }

    function test_portfolioOfADeregisteredNode() public {
        sealNext();
        pass(10);
        apply_(ACTION_DECOMMISSION, 4);
        sealNext();
        pass(60);
        apply_(ACTION_DEREGISTER, 4);
        PortfolioEntry[] memory e = lens.portfolio(operator(4), 1, 10);
        eq(e[0].withdrawable, STAKE - 50 * TOKEN, "less the penalty");
        eq(e[0].withdrawableAt, vm.getBlockTimestamp() + 90, "operator's lock");
    }

    function test_network() public {
        NetworkView memory v = lens.network();
        eq(v.counts[STATE_ACTIVE], 6, "active");
        eq(v.nodeCount, 6, "nodeCount");
        eq(v.totalStaked, 6 * uint256(STAKE), "totalStaked");
        eq(v.unreleased, FUNDING, "unreleased");
        eq(v.ratePerSecond, 191_527_143, "rate");
        eq(v.epoch, 0, "epoch");
        eq(v.committee.ids.length, 0, "no committee yet");
        eq(v.stakingRequirement, STAKE, "requirement");
        sealNext();
        eq(lens.network().committee.epoch, 1, "of this epoch");
        nextEpoch();
        v = lens.network();
        eq(v.epoch, 2, "epoch");
        eq(v.committee.epoch, 1, "of the epoch before");
    }
}
