// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IServiceNodesErrors, IServiceNodesEvents} from "../interfaces/IServiceNodes.sol";
import {Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// staking-design.md 13.
contract OwnerTest is Fixture, IServiceNodesErrors, IServiceNodesEvents {
    function test_error_onlyTheOwner() public {
        bytes memory refused = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, address(0xABCD));
        vm.startPrank(address(0xABCD));
        vm.expectRevert(refused);
        registry.setPaused(true);
        vm.expectRevert(refused);
        registry.freeze(1);
        vm.expectRevert(refused);
        registry.unfreeze();
        vm.expectRevert(refused);
        registry.announceRequirement(STAKE);
        vm.expectRevert(refused);
        registry.renounceOwnership();
        vm.expectRevert(refused);
        registry.transferOwnership(address(0xABCD));
        vm.stopPrank();
    }

    function test_ownershipMovesInTwoSteps() public {
        registry.transferOwnership(address(0xABCD));
        eq(registry.owner(), address(this), "not yet");
        vm.prank(address(0xABCD));
        registry.acceptOwnership();
        eq(registry.owner(), address(0xABCD), "accepted");
    }

    function test_renouncingLeavesAWorkingSystem() public {
        registry.setPaused(true);
        vm.expectRevert(Paused.selector);
        registry.renounceOwnership();
        vm.expectEmit(address(registry));
        emit PausedSet(false);
        registry.setPaused(false);
        registry.renounceOwnership();
        eq(registry.owner(), address(0), "nobody");
        eq(register(1), 1, "registration works");
    }

    function test_freezeAtMostSevenDaysThenThirtyDaysNot() public {
        vm.expectRevert(FreezeTooLong.selector);
        registry.freeze(7 days + 1);
        vm.expectEmit(address(registry));
        emit FrozenUntil(uint40(START + 7 days));
        registry.freeze(7 days);
        eq(registry.frozenUntil(), START + 7 days, "frozenUntil");
        uint256 again = START + 7 days + 30 days;
        vm.warp(again - 1);
        vm.expectRevert(abi.encodeWithSelector(TooEarly.selector, again));
        registry.freeze(1);
        pass(1);
        registry.freeze(1);
    }

    function test_anEarlyEndStartsTheCooldown() public {
        registry.freeze(7 days);
        pass(1 days);
        registry.unfreeze();
        eq(registry.frozenUntil(), START + 1 days, "ended");
        pass(1 days);
        registry.unfreeze();
        eq(registry.frozenUntil(), START + 1 days, "ending twice changes nothing");
        vm.warp(START + 31 days - 1);
        vm.expectRevert(abi.encodeWithSelector(TooEarly.selector, START + 31 days));
        registry.freeze(1);
        pass(1);
        registry.freeze(1);
    }

    function test_requirementTakesEffectByTime() public {
        vm.expectEmit(address(registry));
        emit RequirementAnnounced(STAKE * 2, uint40(START + 100));
        registry.announceRequirement(STAKE * 2);
        (uint96 value, uint40 effectiveAt) = registry.pendingRequirement();
        eq(value, STAKE * 2, "announced");
        eq(effectiveAt, START + 100, "effectiveAt");
        pass(99);
        eq(registry.stakingRequirement(), STAKE, "not yet");
        pass(1);
        eq(registry.stakingRequirement(), STAKE * 2, "in force");
        (value, effectiveAt) = registry.pendingRequirement();
        eq(value, 0, "nothing pending");
    }

    function test_aSecondAnnouncementReplacesThePendingOne() public {
        registry.announceRequirement(STAKE * 2);
        pass(60);
        registry.announceRequirement(STAKE / 2);
        pass(60);
        eq(registry.stakingRequirement(), STAKE, "the notice started again");
        pass(40);
        eq(registry.stakingRequirement(), STAKE / 2, "the second one");
        // The limits are those of the value in force.
        vm.expectRevert(RequirementOutOfRange.selector);
        registry.announceRequirement(STAKE + 1);
        registry.announceRequirement(STAKE);
    }

    function test_error_RequirementOutOfRange() public {
        vm.expectRevert(RequirementOutOfRange.selector);
        registry.announceRequirement(STAKE * 2 + 1);
        vm.expectRevert(RequirementOutOfRange.selector);
        registry.announceRequirement(STAKE / 2 - 1);
        registry.announceRequirement(STAKE / 2);
    }
}
