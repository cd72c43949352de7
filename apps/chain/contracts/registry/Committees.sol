// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ChainClock, CommitteeView} from "../interfaces/Types.sol";
import {BlsKeys} from "../lib/BlsKeys.sol";
import {Accounting} from "./Accounting.sol";

/// Arbitrum's own block numbers and hashes.
interface IArbSys {
    function arbBlockNumber() external view returns (uint256);
    function arbBlockHash(uint256 number) external view returns (bytes32);
}

/// Epochs, their entropy and the sealed committees (staking-design.md 9, 10).
abstract contract Committees is Accounting {
    uint8 private constant SKIP_HASH_GONE = 1;
    uint8 private constant SKIP_TOO_FEW = 2;
    uint8 private constant SKIP_PRECOMPILE = 3;
    /// Below this much gas a failed step may be the caller's doing and must not skip the epoch.
    uint256 private constant STEP_GAS_RESERVE = 100_000;
    uint256 private constant HASH_GAS = 50_000;
    /// EIP-2935: hashes of the last 8,191 blocks.
    address private constant BLOCK_HASH_HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    address private constant ARB_SYS = address(0x64);

    struct Committee {
        uint64 epoch;
        uint16 size;
        uint16 threshold;
        uint32 active;
        uint16 decommissions;
        uint16 deregistrations;
        uint256[3] aggregate;
        /// Eight ids of 32 bits per word, the first in the lowest bits.
        uint256[8] ids;
    }

    Committee[3] private _ring;

    /// @notice See IServiceNodes.
    function sealCommittee() external locked {
        _sealIfDue();
    }

    function _blockNumber() internal view returns (uint256) {
        return CLOCK == ChainClock.ARBITRUM ? IArbSys(ARB_SYS).arbBlockNumber() : block.number;
    }

    function _epoch() internal view returns (uint64) {
        return uint64(_blockNumber() / EPOCH_BLOCKS);
    }

    /// The committee of an epoch that may still act, or a revert.
    function _committee(uint64 epoch) internal view returns (Committee storage c) {
        uint64 current = _epoch();
        if (epoch > current || epoch + 1 < current) revert StaleEpoch();
        c = _ring[epoch % 3];
        if (c.size == 0 || c.epoch != epoch) revert NoCommittee(epoch);
    }

    function _memberId(Committee storage c, uint256 index) internal view returns (uint32) {
        return uint32(c.ids[index / 8] >> (32 * (index % 8)));
    }

    function _viewCommittee(uint64 epoch) internal view returns (CommitteeView memory v) {
        Committee storage c = _ring[epoch % 3];
        if (c.size == 0 || c.epoch != epoch) revert NoCommittee(epoch);
        v.epoch = epoch;
        v.threshold = c.threshold;
        v.active = c.active;
        v.decommissions = c.decommissions;
        v.deregistrations = c.deregistrations;
        v.aggregate = c.aggregate;
        v.ids = new uint32[](c.size);
        for (uint256 i = 0; i < v.ids.length; ++i) {
            v.ids[i] = _memberId(c, i);
        }
    }

    /// Seals the current epoch's committee once its entropy is known. Every function that changes the
    /// active list calls this first, so the list that is sampled is the one that stood before anybody could
    /// know the seed. Never reverts its caller for what the chain does: a failing hash or precompile skips
    /// the epoch, otherwise it would lock every stake behind `exit`.
    function _sealIfDue() internal {
        uint256 number = _blockNumber();
        uint64 epoch = uint64(number / EPOCH_BLOCKS);
        // Epoch 0 counts as skipped.
        if (epoch == _lastSealedEpoch) return;
        uint256 entropyBlock = uint256(epoch) * EPOCH_BLOCKS;
        // Not known yet is not skipped, or anybody could skip every epoch inside its entropy block.
        if (number == entropyBlock) return;
        bytes32 entropy = _blockHash(entropyBlock, number);
        _lastSealedEpoch = epoch;
        if (entropy == 0) {
            _requireGas();
            emit EpochSkipped(epoch, SKIP_HASH_GONE);
            return;
        }
        bytes32 seed = keccak256(abi.encode(entropy, epoch, block.chainid, address(this)));
        (uint32[] memory ids, uint256 active) = _sample(seed, epoch);
        if (ids.length < MIN_COMMITTEE) {
            emit EpochSkipped(epoch, SKIP_TOO_FEW);
            return;
        }
        uint256[3] memory aggregate;
        for (uint256 i = 0; i < ids.length; ++i) {
            bool ok;
            (ok, aggregate) = BlsKeys.tryAdd(aggregate, _nodes[ids[i]].bls);
            if (!ok) {
                _requireGas();
                emit EpochSkipped(epoch, SKIP_PRECOMPILE);
                return;
            }
        }
        uint16 threshold = uint16(2 * ids.length / 3 + 1);
        Committee storage c = _ring[epoch % 3];
        (c.epoch, c.size, c.threshold, c.active) = (epoch, uint16(ids.length), threshold, uint32(active));
        (c.decommissions, c.deregistrations) = (0, 0);
        c.aggregate = aggregate;
        for (uint256 word = 0; word * 8 < ids.length; ++word) {
            uint256 packed = 0;
            for (uint256 i = 0; i < 8 && word * 8 + i < ids.length; ++i) {
                packed |= uint256(ids[word * 8 + i]) << (32 * i);
            }
            c.ids[word] = packed;
        }
        emit CommitteeSealed(epoch, seed, ids, threshold, uint32(active));
    }

    /// Up to COMMITTEE_SIZE distinct active nodes that are past their warm-up. Draws are bounded; too few
    /// lucky ones make a smaller committee.
    function _sample(bytes32 seed, uint64 epoch) private view returns (uint32[] memory ids, uint256 active) {
        active = _activeIds.length;
        uint256 wanted = COMMITTEE_SIZE;
        ids = new uint32[](wanted);
        uint256 accepted = 0;
        if (active <= wanted) {
            for (uint256 i = 0; i < active; ++i) {
                uint32 id = _activeIds[i];
                if (_warm(id, epoch)) ids[accepted++] = id;
            }
        } else {
            uint256[] memory drawn = new uint256[](active / 256 + 1);
            uint256 draws = 8 * wanted + 64;
            for (uint256 k = 0; k < draws && accepted < wanted; ++k) {
                uint256 index = uint256(keccak256(abi.encode(seed, k))) % active;
                uint256 bit = 1 << (index % 256);
                if (drawn[index / 256] & bit != 0) continue;
                drawn[index / 256] |= bit;
                uint32 id = _activeIds[index];
                if (_warm(id, epoch)) ids[accepted++] = id;
            }
        }
        assembly ("memory-safe") {
            // Shrinking an array in memory is cutting its length.
            mstore(ids, accepted)
        }
    }

    function _warm(uint32 id, uint64 epoch) private view returns (bool) {
        return uint256(_nodes[id].regEpoch) + WARMUP_EPOCHS <= epoch;
    }

    function _requireGas() private view {
        if (gasleft() < STEP_GAS_RESERVE) revert SealNeedsGas();
    }

    /// Hash of a past block, zero when it is not available.
    function _blockHash(uint256 number, uint256 current) private view returns (bytes32 hash) {
        address source = BLOCK_HASH_HISTORY;
        bytes memory input = abi.encode(number);
        if (CLOCK == ChainClock.ARBITRUM) {
            source = ARB_SYS;
            input = abi.encodeCall(IArbSys.arbBlockHash, (number));
        } else if (current - number <= 256) {
            hash = blockhash(number);
            if (hash != 0) return hash;
        }
        uint256 gasLimit = HASH_GAS;
        assembly ("memory-safe") {
            let ok := staticcall(gasLimit, source, add(input, 32), mload(input), 0, 32)
            // A missing contract succeeds with an empty answer and leaves the output area as it was.
            if and(ok, eq(returndatasize(), 32)) { hash := mload(0) }
        }
    }
}
