// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IServiceNodesErrors, IServiceNodesEvents} from "../interfaces/IServiceNodes.sol";
import {
    ACTION_DECOMMISSION,
    ACTION_DEREGISTER,
    ACTION_IP_CHANGE,
    ACTION_RECOMMISSION,
    Deregistration,
    Node,
    Params,
    StateChange,
    STATE_ACTIVE,
    STATE_DECOMMISSIONED,
    STATE_DEREGISTERED
} from "../interfaces/Types.sol";
import {CommitteeFixture} from "./CommitteeFixture.sol";
import {vm} from "./Vm.sol";

/// staking-design.md 6.4, 7.5, 8. Six nodes; threshold 5.
contract StateChangesTest is CommitteeFixture, IServiceNodesErrors, IServiceNodesEvents {
    function setUp() public override {
        super.setUp();
        registerMany(6);
        sealNext();
        pass(10);
    }

    /// Submits and expects the revert.
    function refused(StateChange memory c, bytes memory why) private {
        uint64 signers = everybody(c.epoch);
        uint256[8] memory sig = certify(c, signers);
        vm.expectRevert(why);
        registry.submitStateChange(c, signers, sig);
    }

    function err(bytes4 selector) private pure returns (bytes memory) {
        return abi.encodePacked(selector);
    }

    // Certificates

    function test_decommission() public {
        StateChange memory c = change(ACTION_DECOMMISSION, 3, 1);
        uint256[8] memory sig = certify(c, 63);
        vm.expectEmit(address(registry));
        emit StateChangeApplied(3, ACTION_DECOMMISSION, 1, 0, 1, 63, address(this));
        registry.submitStateChange(c, 63, sig);
        Node memory n = registry.node(3);
        eq(n.state, STATE_DECOMMISSIONED, "state");
        eq(n.nonce, 1, "nonce");
        eq(n.creditBase, 32, "credit: 30 and 10 / 5");
        eq(n.creditSince, vm.getBlockTimestamp(), "creditSince");
        eq(n.decommEpoch, 1, "decommEpoch");
        eq(n.reasons, 1, "reasons");
        eq(n.outages, 1, "outages");
        eq(registry.activeCount(), 5, "active");
        eq(registry.stateCounts()[STATE_DECOMMISSIONED], 1, "counted");
        eq(registry.committee(1).decommissions, 1, "counted against the committee");
        eq(registry.idByEd25519(ed25519(3)), 3, "keys stay taken");
        uint256 earned = registry.pendingRewards(3, operator(3));
        pass(100);
        eq(registry.pendingRewards(3, operator(3)), earned, "earns nothing");
    }

    function test_absentMembersDownToTheThreshold() public {
        StateChange memory c = change(ACTION_DECOMMISSION, 3, 1);
        uint64 signers = 63 - 4;
        uint256[8] memory sig = certify(c, signers);
        registry.submitStateChange(c, signers, sig);
        eq(registry.node(3).state, STATE_DECOMMISSIONED, "one of six absent");
    }

    function test_error_TooFewSigners() public {
        StateChange memory c = change(ACTION_DECOMMISSION, 3, 1);
        uint256[8] memory sig = certify(c, 15);
        vm.expectRevert(abi.encodeWithSelector(TooFewSigners.selector, 4, 5));
        registry.submitStateChange(c, 15, sig);
    }

    function test_error_BadSignerBits() public {
        StateChange memory c = change(ACTION_DECOMMISSION, 3, 1);
        uint256[8] memory sig = certify(c, 63);
        vm.expectRevert(BadSignerBits.selector);
        registry.submitStateChange(c, 64 + 31, sig);
    }

    function test_error_BadCertificate() public {
        StateChange memory c = change(ACTION_DECOMMISSION, 3, 1);
        uint256[8] memory sig = certify(c, 63);
        // Another set of signers than those who signed.
        vm.expectRevert(BadCertificate.selector);
        registry.submitStateChange(c, 31, sig);
        // Another content.
        c.reasons = 2;
        vm.expectRevert(BadCertificate.selector);
        registry.submitStateChange(c, 63, sig);
        c.reasons = 1;
        // Another chain.
        vm.chainId(99);
        vm.expectRevert(BadCertificate.selector);
        registry.submitStateChange(c, 63, sig);
    }

    function test_error_BadNonceStopsReplays() public {
        StateChange memory c = change(ACTION_IP_CHANGE, 3, 1);
        submit(c);
        refused(c, err(BadNonce.selector));
        c.nonce = 2;
        refused(c, err(BadNonce.selector));
    }

    function test_error_CertExpired() public {
        StateChange memory c = change(ACTION_DECOMMISSION, 3, 1);
        c.validUntil = uint64(vm.getBlockTimestamp()) - 1;
        refused(c, err(CertExpired.selector));
        c.validUntil = uint64(vm.getBlockTimestamp()) + 21;
        refused(c, err(CertExpired.selector));
        c.validUntil = uint64(vm.getBlockTimestamp());
        submit(c);
    }

    function test_error_epochsOutsideTheLastTwo() public {
        StateChange memory c = change(ACTION_DECOMMISSION, 3, 2);
        vm.expectRevert(StaleEpoch.selector);
        registry.submitStateChange(c, 63, [uint256(1), 0, 0, 0, 0, 0, 0, 0]);
        c.epoch = 0;
        vm.expectRevert(abi.encodeWithSelector(NoCommittee.selector, 0));
        registry.submitStateChange(c, 0, [uint256(1), 0, 0, 0, 0, 0, 0, 0]);
        sealNext();
        c = change(ACTION_DECOMMISSION, 3, 1);
        submit(c);
        c = change(ACTION_DECOMMISSION, 4, 1);
        uint256[8] memory sig = certify(c, 63);
        sealNext();
        vm.expectRevert(StaleEpoch.selector);
        registry.submitStateChange(c, 63, sig);
    }

    function test_error_BadAction() public {
        StateChange memory c = change(0, 3, 1);
        refused(c, err(BadAction.selector));
        c.action = 5;
        refused(c, err(BadAction.selector));
    }

    // Action 1

    function test_error_decommissionOfAnotherState() public {
        submit(change(ACTION_DECOMMISSION, 3, 1));
        refused(
            change(ACTION_DECOMMISSION, 3, 1), abi.encodeWithSelector(WrongState.selector, 3, STATE_DECOMMISSIONED)
        );
    }

    function test_error_decommissionTooSoonAfterActivation() public {
        register(7);
        uint256 since = vm.getBlockTimestamp();
        pass(9);
        refused(change(ACTION_DECOMMISSION, 7, 1), abi.encodeWithSelector(TooEarly.selector, since + 10));
        pass(1);
        submit(change(ACTION_DECOMMISSION, 7, 1));
    }

    function test_error_TooFewActive() public {
        submit(change(ACTION_DECOMMISSION, 1, 1));
        submit(change(ACTION_DECOMMISSION, 2, 1));
        refused(change(ACTION_DECOMMISSION, 3, 1), err(TooFewActive.selector));
        eq(registry.activeCount(), 4, "the floor");
        submit(change(ACTION_RECOMMISSION, 1, 1));
        submit(change(ACTION_DECOMMISSION, 3, 1));
    }

    function test_error_EpochLimitCountsPerCommittee() public {
        for (uint256 i = 7; i <= 12; ++i) {
            register(i);
        }
        sealNext();
        pass(10);
        // Four by the older committee, then four by the newer one, interleaved.
        for (uint32 id = 1; id <= 3; ++id) {
            submit(change(ACTION_DECOMMISSION, id, 1));
        }
        submit(change(ACTION_DECOMMISSION, 4, 2));
        submit(change(ACTION_DECOMMISSION, 5, 1));
        refused(change(ACTION_DECOMMISSION, 6, 1), err(EpochLimit.selector));
        submit(change(ACTION_DECOMMISSION, 6, 2));
        eq(registry.committee(1).decommissions, 4, "epoch 1");
        eq(registry.committee(2).decommissions, 2, "epoch 2");
    }

    // Action 2

    function test_recommissionCostsTwiceTheOutage() public {
        pass(100);
        submit(change(ACTION_DECOMMISSION, 3, 1));
        eq(registry.node(3).creditBase, 52, "30 + 110 / 5");
        pass(20);
        eq(uint256(registry.creditOf(3)), 32, "falls by the second");
        uint256 earned = registry.pendingRewards(3, operator(3));
        StateChange memory c = change(ACTION_RECOMMISSION, 3, 1);
        uint256[8] memory sig = certify(c, 63);
        vm.expectEmit(address(registry));
        emit StateChangeApplied(3, ACTION_RECOMMISSION, 1, 1, 1, 63, address(this));
        registry.submitStateChange(c, 63, sig);
        Node memory n = registry.node(3);
        eq(n.state, STATE_ACTIVE, "state");
        eq(n.creditBase, 12, "52 - 2 * 20");
        eq(n.activeIndex, 5, "at the end of the list");
        eq(registry.pendingRewards(3, operator(3)), earned, "nothing for the outage");
        pass(1);
        isTrue(registry.pendingRewards(3, operator(3)) > earned, "earns again");
    }

    function test_recommissionNeverLeavesNegativeCredit() public {
        submit(change(ACTION_DECOMMISSION, 3, 1));
        pass(33);
        isTrue(registry.creditOf(3) == -1, "negative while decommissioned");
        submit(change(ACTION_RECOMMISSION, 3, 1));
        eq(registry.node(3).creditBase, 0, "zero");
    }

    function test_error_recommissionOfAnActiveNode() public {
        refused(change(ACTION_RECOMMISSION, 3, 1), abi.encodeWithSelector(WrongState.selector, 3, STATE_ACTIVE));
    }

    // Action 3

    function test_deregister() public {
        submit(change(ACTION_DECOMMISSION, 3, 1));
        uint256 since = vm.getBlockTimestamp();
        sealNext();
        vm.warp(since + 33);
        uint256 stakedBefore = registry.totalStaked();
        address submitter = address(0xABCD);
        StateChange memory c = change(ACTION_DEREGISTER, 3, 2);
        // Decommissioned nodes are not seated: five members.
        uint256[8] memory sig = certify(c, 31);
        uint256 fundedBefore = pool.funded();
        vm.prank(submitter);
        registry.submitStateChange(c, 31, sig);
        uint256 penalty = 50 * TOKEN;
        uint256 bounty = 7.5 * 10 ** 9;
        eq(registry.node(3).state, STATE_DEREGISTERED, "state");
        eq(token.balanceOf(submitter), bounty, "bounty");
        eq(pool.funded(), fundedBefore + penalty - bounty, "rest to the pool");
        eq(registry.totalStaked(), stakedBefore - penalty, "totalStaked");
        eq(registry.totalStaked(), token.balanceOf(address(registry)), "equal to the balance");
        eq(registry.idByEd25519(ed25519(3)), 0, "keys free");
        Deregistration memory d = registry.deregistration(3);
        eq(d.penalty, penalty, "penalty");
        eq(d.operatorLock, vm.getBlockTimestamp() + 90, "operatorLock");
        eq(d.contributorLock, vm.getBlockTimestamp() + 60, "contributorLock");

        vm.warp(vm.getBlockTimestamp() + 89);
        vm.expectRevert(abi.encodeWithSelector(TooEarly.selector, vm.getBlockTimestamp() + 1));
        registry.withdrawStakeFor(3, operator(3));
        pass(1);
        registry.withdrawStakeFor(3, operator(3));
        eq(token.balanceOf(operator(3)), STAKE - penalty, "the rest comes back");
        registry.claimFor(operator(3), ids(3));
        isTrue(token.balanceOf(operator(3)) > STAKE - penalty, "earned rewards are untouched");
    }

    function test_error_deregisterOfAnActiveNode() public {
        refused(change(ACTION_DEREGISTER, 3, 1), abi.encodeWithSelector(WrongState.selector, 3, STATE_ACTIVE));
    }

    function test_error_deregisterBeforeTheCreditIsUsedUp() public {
        submit(change(ACTION_DECOMMISSION, 3, 1));
        uint256 since = vm.getBlockTimestamp();
        sealNext();
        vm.warp(since + 32);
        refused(change(ACTION_DEREGISTER, 3, 2), abi.encodeWithSelector(TooEarly.selector, since + 33));
        pass(1);
        submit(change(ACTION_DEREGISTER, 3, 2));
    }

    function test_error_deregisterBeforeTheLeastGrace() public {
        // Two penalties bring the credit below the least grace.
        submit(change(ACTION_IP_CHANGE, 3, 1));
        eq(registry.node(3).creditBase, 22, "32 - 10");
        submit(change(ACTION_DECOMMISSION, 3, 1));
        pass(30);
        submit(change(ACTION_RECOMMISSION, 3, 1));
        eq(registry.node(3).creditBase, 0, "no credit");
        pass(10);
        submit(change(ACTION_DECOMMISSION, 3, 1));
        eq(registry.node(3).creditBase, 2, "two seconds of credit");
        uint256 since = vm.getBlockTimestamp();
        sealNext();
        vm.warp(since + 20);
        refused(change(ACTION_DEREGISTER, 3, 2), abi.encodeWithSelector(TooEarly.selector, since + 21));
        pass(1);
        submit(change(ACTION_DEREGISTER, 3, 2));
    }

    function test_error_deregisterByTheCommitteeThatDecommissioned() public {
        submit(change(ACTION_DECOMMISSION, 3, 1));
        pass(33);
        refused(change(ACTION_DEREGISTER, 3, 1), err(StaleEpoch.selector));
        sealNext();
        refused(change(ACTION_DEREGISTER, 3, 1), err(StaleEpoch.selector));
        submit(change(ACTION_DEREGISTER, 3, 2));
    }

    function test_error_UnlockMatured() public {
        vm.prank(operator(3));
        registry.requestUnlock(3);
        uint256 unlockAt = vm.getBlockTimestamp() + 60;
        submit(change(ACTION_DECOMMISSION, 3, 1));
        sealNext();
        vm.warp(unlockAt);
        refused(change(ACTION_DEREGISTER, 3, 2), err(UnlockMatured.selector));
        registry.exit(3);
        registry.withdrawStakeFor(3, operator(3));
        eq(token.balanceOf(operator(3)), STAKE, "all of the stake");
    }

    function test_aRunningUnlockEndsTheContributorLock() public {
        vm.prank(operator(3));
        registry.requestUnlock(3);
        uint256 unlockAt = vm.getBlockTimestamp() + 60;
        submit(change(ACTION_DECOMMISSION, 3, 1));
        sealNext();
        vm.warp(unlockAt - 1);
        submit(change(ACTION_DEREGISTER, 3, 2));
        eq(registry.deregistration(3).contributorLock, unlockAt, "contributorLock");
        eq(registry.deregistration(3).operatorLock, unlockAt - 1 + 90, "operatorLock");
    }

    function test_error_EpochLimitOfDeregistrations() public {
        for (uint256 i = 7; i <= 10; ++i) {
            register(i);
        }
        pass(10);
        for (uint32 id = 1; id <= 3; ++id) {
            submit(change(ACTION_DECOMMISSION, id, 1));
        }
        sealNext();
        pass(40);
        submit(change(ACTION_DEREGISTER, 1, 2));
        submit(change(ACTION_DEREGISTER, 2, 2));
        refused(change(ACTION_DEREGISTER, 3, 2), err(EpochLimit.selector));
        sealNext();
        submit(change(ACTION_DEREGISTER, 3, 3));
    }

    // Action 4

    function test_ipChange() public {
        StateChange memory c = change(ACTION_IP_CHANGE, 3, 1);
        c.reasons = 256;
        submit(c);
        eq(registry.node(3).creditBase, 22, "32 - 10");
        eq(registry.node(3).lastIpPenalty, vm.getBlockTimestamp(), "lastIpPenalty");
        eq(registry.node(3).state, STATE_ACTIVE, "state");
        uint256 since = vm.getBlockTimestamp();
        pass(59);
        refused(change(ACTION_IP_CHANGE, 3, 1), abi.encodeWithSelector(TooEarly.selector, since + 60));
        pass(1);
        submit(change(ACTION_IP_CHANGE, 3, 1));
        eq(registry.node(3).creditBase, 24, "22 + 60 / 5 - 10");
    }

    function test_ipChangeNeverBelowZero() public {
        submit(change(ACTION_DECOMMISSION, 3, 1));
        pass(16);
        submit(change(ACTION_RECOMMISSION, 3, 1));
        eq(registry.node(3).creditBase, 0, "32 - 2 * 16");
        submit(change(ACTION_IP_CHANGE, 3, 1));
        eq(registry.node(3).creditBase, 0, "zero");
    }

    // Freeze

    function test_frozenCommitteesCanOnlyRecommission() public {
        submit(change(ACTION_DECOMMISSION, 3, 1));
        registry.freeze(30);
        refused(change(ACTION_DECOMMISSION, 4, 1), err(Frozen.selector));
        refused(change(ACTION_IP_CHANGE, 4, 1), err(Frozen.selector));
        refused(change(ACTION_DEREGISTER, 3, 1), err(Frozen.selector));
        pass(1);
        submit(change(ACTION_RECOMMISSION, 3, 1));
        pass(29);
        submit(change(ACTION_DECOMMISSION, 4, 1));
    }

    function test_creditIsCapped() public {
        pass(10_000);
        eq(uint256(registry.creditOf(1)), 300, "CREDIT_MAX");
    }
}
