// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRewardPool} from "../interfaces/IRewardPool.sol";
import {IServiceNodesErrors, IServiceNodesEvents} from "../interfaces/IServiceNodes.sol";
import {Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// staking-design.md 6.3, 6.6, 7.1 to 7.3. Expected amounts are worked out by hand from
/// 40,000,000 tokens * 151 * seconds / (1000 * 31,536,000), rounded down.
contract RewardsTest is Fixture, IServiceNodesErrors, IServiceNodesEvents {
    /// Releases of the untouched pool after 1 and 100 seconds, atomic units.
    uint256 private constant AFTER_1 = 191_527_143;
    uint256 private constant AFTER_100 = 19_152_714_358;

    function test_noActiveNodesNoRelease() public {
        pass(1000);
        eq(pool.pending(), 0, "pending");
        registry.sync();
        eq(pool.unreleased(), FUNDING, "unreleased");
        register(1);
        pass(1);
        eq(pool.pending(), AFTER_1, "only what passed since there is somebody");
    }

    function test_oneNodeEarnsAllThatIsReleased() public {
        register(1);
        pass(100);
        eq(pool.pending(), AFTER_100, "pending");
        eq(registry.pendingRewards(1, operator(1)), AFTER_100, "pendingRewards");
        vm.expectEmit(address(registry));
        emit Accrued(uint96(AFTER_100), AFTER_100 * 10 ** 18, 0, 1);
        vm.expectEmit(address(registry));
        emit RewardsClaimed(1, operator(1), operator(1), uint96(AFTER_100));
        vm.prank(operator(1));
        registry.claim(ids(1));
        eq(token.balanceOf(operator(1)), AFTER_100, "paid");
        eq(pool.paid(), AFTER_100, "pool.paid");
        eq(pool.owed(), 0, "pool.owed");
        eq(pool.unreleased(), FUNDING - AFTER_100, "pool.unreleased");
        // A second claim in the same second changes nothing.
        vm.prank(operator(1));
        registry.claim(ids(1, 1));
        eq(token.balanceOf(operator(1)), AFTER_100, "paid once");
    }

    function test_equalSharesAndRoundingDown() public {
        registerMany(3);
        pass(2);
        // 383,054,287 / 3 = 127,684,762.33
        for (uint256 i = 1; i <= 3; ++i) {
            eq(registry.pendingRewards(uint32(i), operator(i)), 127_684_762, "pending");
            registry.claimFor(operator(i), ids(uint32(i)));
            eq(token.balanceOf(operator(i)), 127_684_762, "paid");
        }
        eq(pool.owed(), 1, "the fractions stay owed");
    }

    function test_joiningLaterEarnsNothingForThePast() public {
        register(1);
        pass(100);
        register(2);
        eq(registry.pendingRewards(2, operator(2)), 0, "new node");
        eq(registry.pendingRewards(1, operator(1)), AFTER_100, "old node");
    }

    function test_anExitedNodeEarnsNoMoreAndCanStillClaim() public {
        registerMany(2);
        vm.prank(operator(1));
        registry.requestUnlock(1);
        pass(60);
        registry.exit(1);
        uint256 due = registry.pendingRewards(1, operator(1));
        isTrue(due > 0, "earned before");
        pass(1000);
        registry.sync();
        eq(registry.pendingRewards(1, operator(1)), due, "constant while not active");
        registry.claimFor(operator(1), ids(1));
        eq(token.balanceOf(operator(1)), due, "claimed after exit");
    }

    function test_claimForPaysTheBeneficiary() public {
        register(1);
        vm.prank(operator(1));
        registry.setBeneficiary(1, address(0xB0B));
        pass(100);
        vm.prank(address(0xABCD));
        registry.claimFor(operator(1), ids(1));
        eq(token.balanceOf(address(0xB0B)), AFTER_100, "beneficiary");
        eq(token.balanceOf(operator(1)), 0, "staker");
    }

    function test_claimOfSeveralNodesWithDifferentBeneficiaries() public {
        // One operator with two nodes.
        token.transfer(operator(1), 2 * uint256(STAKE));
        vm.startPrank(operator(1));
        token.approve(address(registry), type(uint256).max);
        registry.registerSolo(keysOf(1, operator(1)), address(0xB1));
        registry.registerSolo(keysOf(2, operator(1)), address(0xB2));
        pass(2);
        registry.claim(ids(1, 2));
        vm.stopPrank();
        eq(token.balanceOf(address(0xB1)), AFTER_1, "first");
        eq(token.balanceOf(address(0xB2)), AFTER_1, "second");
    }

    function test_setBeneficiaryPaysTheOldOneFirst() public {
        register(1);
        pass(100);
        vm.expectEmit(address(registry));
        emit Accrued(uint96(AFTER_100), AFTER_100 * 10 ** 18, 0, 1);
        vm.expectEmit(address(registry));
        emit RewardsClaimed(1, operator(1), operator(1), uint96(AFTER_100));
        vm.expectEmit(address(registry));
        emit BeneficiaryChanged(1, operator(1), operator(1), address(0xB0B));
        vm.prank(operator(1));
        registry.setBeneficiary(1, address(0xB0B));
        eq(token.balanceOf(operator(1)), AFTER_100, "old beneficiary");
        eq(registry.contributors(1)[0].beneficiary, address(0xB0B), "new beneficiary");
    }

    function test_error_claimAndSetBeneficiary() public {
        register(1);
        vm.expectRevert(NotContributor.selector);
        registry.claim(ids(1));
        vm.expectRevert(NotContributor.selector);
        registry.claimFor(operator(2), ids(1));
        vm.expectRevert(NotContributor.selector);
        registry.setBeneficiary(1, address(0xB0B));
        vm.prank(operator(1));
        vm.expectRevert(ZeroAddress.selector);
        registry.setBeneficiary(1, address(0));
        vm.expectRevert(NotContributor.selector);
        registry.pendingRewards(1, operator(2));
    }

    function test_skimMovesStrayTokensIntoThePool() public {
        register(1);
        registry.skim();
        eq(pool.funded(), FUNDING, "nothing to skim");
        token.transfer(address(registry), 77);
        pass(10);
        uint256 due = pool.pending();
        vm.expectEmit(address(registry));
        emit Skimmed(77);
        registry.skim();
        eq(token.balanceOf(address(registry)), STAKE, "registry keeps the stakes");
        eq(pool.funded(), FUNDING + 77, "funded");
        eq(pool.unreleased(), FUNDING + 77 - due, "accrued first");
    }

    function test_fundNeverEarnsForThePast() public {
        register(1);
        pass(100);
        pool.fund(1_000_000 * TOKEN);
        eq(registry.pendingRewards(1, operator(1)), AFTER_100, "released before the deposit counted");
        eq(pool.unreleased(), FUNDING - AFTER_100 + 1_000_000 * TOKEN, "unreleased");
        pool.fund(0);
        eq(pool.funded(), FUNDING + 1_000_000 * TOKEN, "zero adds nothing");
        pass(1);
        pool.fund(0);
        isTrue(pool.pending() == 0, "but releases");
    }

    function test_sweepCountsTokensSentWithoutFund() public {
        register(1);
        pool.sweep();
        eq(pool.funded(), FUNDING, "nothing to sweep");
        token.transfer(address(pool), 5);
        pool.sweep();
        eq(pool.funded(), FUNDING + 5, "funded");
        eq(token.balanceOf(address(pool)), uint256(pool.unreleased()) + pool.owed(), "balance");
    }

    function test_error_onlyTheRegistryMovesThePool() public {
        vm.expectRevert(IRewardPool.OnlyRegistry.selector);
        pool.release(true);
        vm.expectRevert(IRewardPool.OnlyRegistry.selector);
        pool.pay(address(this), 1);
        vm.expectRevert(IRewardPool.OnlyRegistry.selector);
        pool.notify(1);
    }

    function test_spamCannotStopTheClockOfATinyPool() public {
        deploy(defaultParams());
        token.approve(address(pool), 1000);
        pool.fund(1000);
        register(1);
        // 1,000 units release one unit in about 2.4 days; a call a second must not round that away.
        for (uint256 i = 0; i < 10; ++i) {
            pass(21_000);
            registry.sync();
        }
        eq(pool.owed(), 1, "released");
    }

    function test_ratePerSecond() public view {
        eq(pool.ratePerSecond(), AFTER_1, "rate");
    }

    function yearlyYield(uint256 step) private returns (uint256 perMyriad) {
        register(1);
        for (uint256 passed = 0; passed < 365 days; passed += step) {
            pass(step);
            registry.sync();
        }
        return pool.owed() * 1_000_000 / FUNDING;
    }

    function test_yearlyReleaseDaily() public {
        eq(yearlyYield(1 days), 140_179, "14.0179 %");
    }

    function test_yearlyReleaseAtOnce() public {
        eq(yearlyYield(365 days), 151_000, "15.1 %");
    }

    function testFuzz_releaseNeverExceedsThePool(uint96 funding, uint40 dt) public {
        deploy(defaultParams());
        funding = uint96(uint256(funding) % (200_000_000 * TOKEN)) + 1;
        dt = uint40(uint256(dt) % (3650 days));
        token.approve(address(pool), funding);
        pool.fund(funding);
        register(1);
        pass(dt);
        registry.sync();
        eq(uint256(pool.unreleased()) + pool.owed(), funding, "conserved");
        uint256 expected = uint256(funding) * 151 * dt / (1000 * uint256(31_536_000));
        eq(pool.owed(), expected < funding ? expected : funding, "released");
        eq(registry.pendingRewards(1, operator(1)), pool.owed(), "attributed");
    }
}
