// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IBlsVerifier} from "./interfaces/IBlsVerifier.sol";
import {IRewardPool} from "./interfaces/IRewardPool.sol";
import {
    CommitteeView,
    Contributor,
    Deregistration,
    Node,
    Params,
    StateChange
} from "./interfaces/Types.sol";
import {NodeStorage} from "./registry/NodeStorage.sol";
import {Owned} from "./registry/Owned.sol";

/// The registry of service nodes (docs/spec/staking-design.md). Holds stakes and nothing else; not
/// upgradeable. The parts are in `registry/`; this file adds the views.
contract ServiceNodes is Owned {
    /// @param pool_ must name this contract's address as its registry
    constructor(IERC20 token_, IRewardPool pool_, IBlsVerifier verifier_, address owner_, Params memory p)
        NodeStorage(token_, pool_, verifier_, p)
        Ownable(owner_)
    {}

    function node(uint32 id) external view returns (Node memory) {
        return _node(id);
    }

    function contributors(uint32 id) external view returns (Contributor[] memory) {
        _node(id);
        return _contributors[id];
    }

    function deregistration(uint32 id) external view returns (Deregistration memory) {
        _node(id);
        return _deregistrations[id];
    }

    function nodeCount() external view returns (uint32) {
        return _lastId;
    }

    function activeCount() external view returns (uint32) {
        return uint32(_activeIds.length);
    }

    function activeIds(uint256 from, uint256 n) external view returns (uint32[] memory ids) {
        uint256 length = _activeIds.length;
        uint256 count = from >= length ? 0 : length - from;
        if (count > n) count = n;
        ids = new uint32[](count);
        for (uint256 i = 0; i < count; ++i) {
            ids[i] = _activeIds[from + i];
        }
    }

    function stateCounts() external view returns (uint32[8] memory) {
        return _stateCounts;
    }

    function pendingRewards(uint32 id, address staker) external view returns (uint96) {
        return _pendingRewards(id, staker);
    }

    function creditOf(uint32 id) external view returns (int256) {
        return _credit(_node(id));
    }

    function idByEd25519(bytes32 key) external view returns (uint32) {
        return _idByEd25519[key];
    }

    function idByBls(uint256[3] calldata key) external view returns (uint32) {
        return _idByBls[_blsHash(key)];
    }

    function currentEpoch() external view returns (uint64) {
        return _epoch();
    }

    function lastSealedEpoch() external view returns (uint64) {
        return _lastSealedEpoch;
    }

    function committee(uint64 epoch) external view returns (CommitteeView memory) {
        return _viewCommittee(epoch);
    }

    function totalStaked() external view returns (uint256) {
        return _totalStaked;
    }

    function accumulator() external view returns (uint256 acc, uint256 rem) {
        return (_acc, _rem);
    }

    function stakingRequirement() external view returns (uint96) {
        return _requirementNow();
    }

    function pendingRequirement() external view returns (uint96 value, uint40 effectiveAt) {
        if (block.timestamp < _nextRequirementAt) return (_nextRequirement, _nextRequirementAt);
    }

    function paused() external view returns (bool) {
        return _paused;
    }

    function frozenUntil() external view returns (uint40) {
        return _frozenUntil;
    }

    function token() external view returns (address) {
        return address(TOKEN);
    }

    function pool() external view returns (address) {
        return address(POOL);
    }

    function verifier() external view returns (address) {
        return address(VERIFIER);
    }

    function voteDigest(StateChange calldata c) external view returns (bytes32) {
        return _voteDigest(c);
    }

    function proofOfPossessionDigest(address operator, bytes32 ed25519, uint256[3] calldata bls)
        external
        view
        returns (bytes32)
    {
        return _popDigest(operator, ed25519, bls);
    }
}
