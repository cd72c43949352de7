// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CommitteeView, StateChange} from "../interfaces/Types.sol";
import {BlsSigner} from "./BlsSigner.sol";
import {Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// Nodes with ids 1, 2, ... whose secrets the test knows, sealed committees and certificates.
abstract contract CommitteeFixture is Fixture {
    uint256 internal constant CURVE_ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001;
    uint256 internal constant EPOCH_BLOCKS = 20;

    /// Goes to the second block of the next epoch, when its entropy is known.
    function nextEpoch() internal {
        vm.roll((vm.getBlockNumber() / EPOCH_BLOCKS + 1) * EPOCH_BLOCKS + 1);
        vm.setBlockhash(vm.getBlockNumber() - 1, keccak256(abi.encode("hash", vm.getBlockNumber() - 1)));
    }

    /// The next epoch, with its committee.
    function sealNext() internal returns (CommitteeView memory) {
        nextEpoch();
        registry.sealCommittee();
        return registry.committee(registry.currentEpoch());
    }

    function change(uint8 action, uint32 id, uint64 epoch) internal view returns (StateChange memory c) {
        c.epoch = epoch;
        c.nodeId = id;
        c.action = action;
        c.reasons = 1;
        c.nonce = registry.node(id).nonce;
        c.validUntil = uint64(vm.getBlockTimestamp() + 20);
    }

    /// Signature of the members whose bit is set.
    function certify(StateChange memory c, uint64 signers) internal view returns (uint256[8] memory) {
        CommitteeView memory by = registry.committee(c.epoch);
        uint256 sum = 0;
        for (uint256 i = 0; i < by.ids.length; ++i) {
            if ((signers >> i) & 1 == 1) sum = addmod(sum, secret(by.ids[i]), CURVE_ORDER);
        }
        return BlsSigner.sign(verifier.hashVote(registry.voteDigest(c)), sum);
    }

    function everybody(uint64 epoch) internal view returns (uint64) {
        return uint64((1 << registry.committee(epoch).ids.length) - 1);
    }

    function submit(StateChange memory c) internal {
        uint64 signers = everybody(c.epoch);
        registry.submitStateChange(c, signers, certify(c, signers));
    }

    /// Applies an action by the newest committee.
    function apply_(uint8 action, uint32 id) internal {
        submit(change(action, id, registry.currentEpoch()));
    }
}
