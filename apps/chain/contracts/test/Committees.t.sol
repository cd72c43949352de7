// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IServiceNodesErrors, IServiceNodesEvents} from "../interfaces/IServiceNodes.sol";
import {ChainClock, CommitteeView, Params} from "../interfaces/Types.sol";
import {BlsKeys} from "../lib/BlsKeys.sol";
import {BlsSigner} from "./BlsSigner.sol";
import {CommitteeFixture} from "./CommitteeFixture.sol";
import {Log, vm} from "./Vm.sol";

/// staking-design.md 9 and 10.
contract CommitteesTest is CommitteeFixture, IServiceNodesErrors, IServiceNodesEvents {
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;

    function test_allOfASmallNetworkAreSeated() public {
        registerMany(5);
        CommitteeView memory c = sealNext();
        eq(c.epoch, 1, "epoch");
        eq(c.ids.length, 5, "size");
        eq(c.threshold, 4, "threshold");
        eq(c.active, 5, "active");
        uint256[3] memory sum;
        bool ok;
        for (uint256 i = 0; i < 5; ++i) {
            eq(c.ids[i], i + 1, "id");
            (ok, sum) = BlsKeys.tryAdd(sum, BlsSigner.publicKey(secret(c.ids[i])));
        }
        isTrue(keccak256(abi.encode(sum)) == keccak256(abi.encode(c.aggregate)), "aggregate");
        eq(registry.lastSealedEpoch(), 1, "lastSealedEpoch");
    }

    function test_sealingEmitsTheSeedAndHappensOncePerEpoch() public {
        registerMany(4);
        nextEpoch();
        uint32[] memory list = registry.activeIds(0, 4);
        bytes32 seed = keccak256(
            abi.encode(keccak256(abi.encode("hash", uint256(20))), uint64(1), block.chainid, address(registry))
        );
        vm.expectEmit(address(registry));
        emit CommitteeSealed(1, seed, list, 3, 4);
        registry.sealCommittee();
        vm.recordLogs();
        registry.sealCommittee();
        eq(vm.getRecordedLogs().length, 0, "no second time");
    }

    function test_epochZeroIsNeverSealed() public {
        registerMany(4);
        vm.roll(19);
        registry.sealCommittee();
        vm.expectRevert(abi.encodeWithSelector(NoCommittee.selector, 0));
        registry.committee(0);
    }

    function test_insideTheEntropyBlockNothingIsMarked() public {
        registerMany(4);
        vm.roll(20);
        registry.sealCommittee();
        eq(registry.lastSealedEpoch(), 0, "not known yet is not skipped");
        vm.roll(21);
        vm.setBlockhash(20, bytes32(uint256(7)));
        registry.sealCommittee();
        eq(registry.committee(1).ids.length, 4, "sealed one block later");
    }

    function test_nodesInTheirWarmUpAreNotSeated() public {
        registerMany(4);
        nextEpoch();
        for (uint256 i = 5; i <= 8; ++i) {
            register(i);
        }
        eq(registry.committee(1).ids.length, 4, "the registration itself sealed, without the new node");
        CommitteeView memory c = sealNext();
        eq(c.ids.length, 8, "seated one epoch later");
    }

    function test_theListIsSampledAsItStoodBeforeTheSeedWasKnown() public {
        registerMany(6);
        vm.prank(operator(1));
        registry.requestUnlock(1);
        pass(60);
        nextEpoch();
        registry.exit(1);
        CommitteeView memory c = registry.committee(1);
        eq(c.ids.length, 6, "the leaving node is still seated");
        eq(c.ids[0], 1, "at its old place");
    }

    function test_tooFewNodesSkipTheEpoch() public {
        registerMany(3);
        nextEpoch();
        vm.expectEmit(address(registry));
        emit EpochSkipped(1, 2);
        registry.sealCommittee();
        vm.expectRevert(abi.encodeWithSelector(NoCommittee.selector, 1));
        registry.committee(1);
        // The fourth node counts after its warm-up.
        register(4);
        eq(sealNext().ids.length, 4, "sealed");
    }

    function test_aHashThatIsGoneSkipsTheEpoch() public {
        registerMany(4);
        nextEpoch();
        vm.setBlockhash(20, 0);
        vm.etch(HISTORY, "");
        vm.expectEmit(address(registry));
        emit EpochSkipped(1, 1);
        registry.sealCommittee();
    }

    function test_theHistoryContractIsAskedForOlderHashes() public {
        Params memory p = defaultParams();
        p.epochBlocks = 1000;
        deploy(p);
        registerMany(4);
        // Answers its input's number hashed; the real one knows the last 8,191 blocks.
        vm.etch(HISTORY, hex"60203560005260206000f3");
        vm.mockCall(HISTORY, abi.encode(uint256(1000)), abi.encode(keccak256("old hash")));
        vm.roll(1000 + 300);
        vm.recordLogs();
        registry.sealCommittee();
        Log[] memory logs = vm.getRecordedLogs();
        isTrue(logs[0].topics[0] == CommitteeSealed.selector, "sealed");
        (bytes32 seed,,,) = abi.decode(logs[0].data, (bytes32, uint32[], uint16, uint32));
        isTrue(
            seed == keccak256(abi.encode(keccak256("old hash"), uint64(1), block.chainid, address(registry))),
            "seed from the history contract"
        );
        vm.clearMockedCalls();
    }

    function test_emptyZeroAndRevertingHistoryAnswersSkip() public {
        Params memory p = defaultParams();
        p.epochBlocks = 1000;
        deploy(p);
        registerMany(4);
        bytes[3] memory codes = [
            bytes(""), // no contract: success and nothing
            hex"60006000526020" hex"6000f3", // 32 zero bytes
            hex"60006000fd" // revert
        ];
        for (uint64 i = 0; i < 3; ++i) {
            vm.etch(HISTORY, codes[i]);
            vm.roll(1000 * (i + 1) + 300);
            vm.expectEmit(address(registry));
            emit EpochSkipped(i + 1, 1);
            registry.sealCommittee();
        }
    }

    function test_aBrokenPrecompileSkipsAndDoesNotLockTheExit() public {
        registerMany(4);
        vm.prank(operator(1));
        registry.requestUnlock(1);
        pass(60);
        nextEpoch();
        vm.mockCallRevert(address(0x0b), "", "");
        vm.expectEmit(address(registry));
        emit EpochSkipped(1, 3);
        registry.exit(1);
        vm.clearMockedCalls();
        eq(registry.activeCount(), 3, "exited");
    }

    function test_sealingIsSealedOrRevertedAtEveryGasLimitNeverSkipped() public {
        registerMany(4);
        nextEpoch();
        for (uint256 gasLimit = 21_000; gasLimit < 500_000; gasLimit += 7_001) {
            (bool ok,) = address(registry).call{gas: gasLimit}(abi.encodeCall(registry.sealCommittee, ()));
            if (!ok) continue;
            eq(registry.committee(1).ids.length, 4, "sealed when it succeeds");
            return;
        }
        revert("never sealed");
    }

    function test_theRingKeepsThreeEpochs() public {
        registerMany(4);
        for (uint64 e = 1; e <= 4; ++e) {
            sealNext();
        }
        eq(registry.committee(4).epoch, 4, "newest");
        eq(registry.committee(2).epoch, 2, "oldest kept");
        vm.expectRevert(abi.encodeWithSelector(NoCommittee.selector, 1));
        registry.committee(1);
    }

    function test_aLargerNetworkIsSampled() public {
        Params memory p = defaultParams();
        p.committeeSize = 5;
        deploy(p);
        registerMany(12);
        for (uint256 round = 0; round < 5; ++round) {
            CommitteeView memory c = sealNext();
            eq(c.ids.length, 5, "size");
            eq(c.threshold, 4, "threshold");
            eq(c.active, 12, "active");
            for (uint256 i = 0; i < 5; ++i) {
                isTrue(c.ids[i] >= 1 && c.ids[i] <= 12, "known id");
                for (uint256 j = 0; j < i; ++j) {
                    isTrue(c.ids[i] != c.ids[j], "distinct");
                }
            }
        }
    }

    function test_theSampleFollowsTheDrawRule() public {
        Params memory p = defaultParams();
        p.committeeSize = 4;
        deploy(p);
        registerMany(7);
        CommitteeView memory c = sealNext();
        bytes32 seed = keccak256(
            abi.encode(keccak256(abi.encode("hash", uint256(20))), uint64(1), block.chainid, address(registry))
        );
        bool[7] memory drawn;
        uint256 accepted = 0;
        for (uint256 k = 0; accepted < 4; ++k) {
            uint256 index = uint256(keccak256(abi.encode(seed, k))) % 7;
            if (drawn[index]) continue;
            drawn[index] = true;
            eq(c.ids[accepted++], index + 1, "drawn id");
        }
    }

    function test_arbitrumClock() public {
        Params memory p = defaultParams();
        p.clock = ChainClock.ARBITRUM;
        address arbSys = address(0x64);
        vm.etch(arbSys, hex"00");
        vm.mockCall(arbSys, abi.encodeWithSignature("arbBlockNumber()"), abi.encode(uint256(5)));
        deploy(p);
        registerMany(4);
        eq(registry.currentEpoch(), 0, "epoch of the other clock");
        vm.mockCall(arbSys, abi.encodeWithSignature("arbBlockNumber()"), abi.encode(uint256(45)));
        vm.mockCall(arbSys, abi.encodeWithSignature("arbBlockHash(uint256)", 40), abi.encode(keccak256("arb")));
        registry.sealCommittee();
        eq(registry.committee(2).ids.length, 4, "sealed");
        vm.mockCall(arbSys, abi.encodeWithSignature("arbBlockNumber()"), abi.encode(uint256(360)));
        vm.mockCallRevert(arbSys, abi.encodeWithSignature("arbBlockHash(uint256)", 360), "");
        registry.sealCommittee();
        eq(registry.lastSealedEpoch(), 2, "entropy block itself");
        vm.mockCall(arbSys, abi.encodeWithSignature("arbBlockNumber()"), abi.encode(uint256(361)));
        vm.expectEmit(address(registry));
        emit EpochSkipped(18, 1);
        registry.sealCommittee();
        vm.clearMockedCalls();
    }
}
