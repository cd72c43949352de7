// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IServiceNodesErrors, IServiceNodesEvents} from "../interfaces/IServiceNodes.sol";
import {Contributor, STATE_ACTIVE, STATE_EXITED} from "../interfaces/Types.sol";
import {Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// staking-design.md 6.2.
contract LeavingTest is Fixture, IServiceNodesErrors, IServiceNodesEvents {
    function setUp() public override {
        super.setUp();
        registerMany(3);
    }

    function test_requestUnlockStartsTheDelayAndTheNodeEarnsOn() public {
        pass(10);
        vm.expectEmit(address(registry));
        emit UnlockRequested(1, operator(1), uint40(START + 70));
        vm.prank(operator(1));
        registry.requestUnlock(1);
        eq(registry.node(1).unlockAt, START + 70, "unlockAt");
        eq(registry.node(1).state, STATE_ACTIVE, "state");
        uint256 before = registry.pendingRewards(1, operator(1));
        pass(10);
        isTrue(registry.pendingRewards(1, operator(1)) > before, "earns while unlocking");
    }

    function test_error_requestUnlock() public {
        vm.prank(operator(2));
        vm.expectRevert(NotContributor.selector);
        registry.requestUnlock(1);
        vm.startPrank(operator(1));
        registry.requestUnlock(1);
        vm.expectRevert(AlreadyUnlocking.selector);
        registry.requestUnlock(1);
        pass(60);
        registry.exit(1);
        vm.expectRevert(abi.encodeWithSelector(WrongState.selector, 1, STATE_EXITED));
        registry.requestUnlock(1);
        vm.stopPrank();
    }

    function test_exitByAnyoneFromTheLastSecondOfTheDelayOn() public {
        vm.expectRevert(abi.encodeWithSelector(TooEarly.selector, type(uint256).max));
        registry.exit(2);
        vm.prank(operator(1));
        registry.requestUnlock(1);
        pass(59);
        vm.expectRevert(abi.encodeWithSelector(TooEarly.selector, START + 60));
        registry.exit(1);
        pass(1);
        vm.expectEmit(address(registry));
        emit NodeExited(1);
        vm.prank(address(0xABCD));
        registry.exit(1);
        eq(registry.node(1).state, STATE_EXITED, "state");
        eq(registry.node(1).stateSince, START + 60, "stateSince");
        eq(registry.idByEd25519(ed25519(1)), 0, "ed25519 free");
        eq(registry.idByBls(registry.node(1).bls), 0, "bls free");
        eq(registry.stateCounts()[STATE_EXITED], 1, "exited");
        eq(registry.stateCounts()[STATE_ACTIVE], 2, "active");
        vm.expectRevert(abi.encodeWithSelector(WrongState.selector, 1, STATE_EXITED));
        registry.exit(1);
    }

    function test_exitLongAfterTheDelay() public {
        vm.prank(operator(1));
        registry.requestUnlock(1);
        pass(10 * 365 days);
        registry.exit(1);
        eq(registry.node(1).state, STATE_EXITED, "state");
    }

    function test_theLastOfTheListMovesIntoTheHole() public {
        vm.prank(operator(1));
        registry.requestUnlock(1);
        pass(60);
        registry.exit(1);
        uint32[] memory list = registry.activeIds(0, 10);
        eq(list.length, 2, "length");
        eq(list[0], 3, "moved");
        eq(list[1], 2, "kept");
        eq(registry.node(3).activeIndex, 0, "index of the moved one");
    }

    function test_withdrawStakeOnce() public {
        vm.prank(operator(1));
        vm.expectRevert(abi.encodeWithSelector(WrongState.selector, 1, STATE_ACTIVE));
        registry.withdrawStake(1);
        vm.prank(operator(1));
        registry.requestUnlock(1);
        pass(60);
        registry.exit(1);
        vm.prank(operator(2));
        vm.expectRevert(NotContributor.selector);
        registry.withdrawStake(1);
        vm.expectEmit(address(registry));
        emit StakeWithdrawn(1, operator(1), STAKE);
        vm.prank(operator(1));
        registry.withdrawStake(1);
        eq(token.balanceOf(operator(1)), STAKE, "paid");
        eq(registry.totalStaked(), 2 * uint256(STAKE), "totalStaked");
        vm.prank(operator(1));
        vm.expectRevert(NothingToWithdraw.selector);
        registry.withdrawStake(1);
    }

    function test_withdrawStakeForPaysTheStaker() public {
        vm.prank(operator(1));
        registry.requestUnlock(1);
        pass(60);
        registry.exit(1);
        vm.prank(address(0xABCD));
        registry.withdrawStakeFor(1, operator(1));
        eq(token.balanceOf(operator(1)), STAKE, "paid to the staker");
        eq(token.balanceOf(address(0xABCD)), 0, "not to the caller");
        vm.expectRevert(NotContributor.selector);
        registry.withdrawStakeFor(1, address(0xABCD));
    }

    function test_pauseStopsNothingOfThis() public {
        registry.setPaused(true);
        vm.startPrank(operator(1));
        registry.requestUnlock(1);
        pass(60);
        registry.exit(1);
        registry.withdrawStake(1);
        registry.claim(ids(1));
        vm.stopPrank();
        isTrue(token.balanceOf(operator(1)) > STAKE, "stake and rewards are out");
    }
}
