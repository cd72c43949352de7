// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {
    Contributor,
    Keys,
    Node,
    StateChange,
    STATE_ACTIVE
} from "../interfaces/Types.sol";
import {BlsKeys} from "../lib/BlsKeys.sol";
import {Committees} from "./Committees.sol";

/// How nodes come in (staking-design.md 6.1) and what their keys sign (section 8).
abstract contract Registration is Committees {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NODE_KEYS_TYPE =
        keccak256("NodeKeys(address operator,bytes32 ed25519,uint256 bls0,uint256 bls1,uint256 bls2)");
    bytes32 private constant STATE_CHANGE_TYPE = keccak256(
        "StateChange(uint64 epoch,uint32 nodeId,uint8 action,uint16 reasons,uint64 nonce,uint64 validUntil)"
    );

    /// @notice See IServiceNodes.
    function registerSolo(Keys calldata k, address beneficiary) external locked returns (uint32) {
        return _registerSolo(k, beneficiary);
    }

    /// @notice See IServiceNodes.
    function registerSoloWithPermit(
        Keys calldata k,
        address beneficiary,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external locked returns (uint32) {
        _permit(value, deadline, v, r, s);
        return _registerSolo(k, beneficiary);
    }

    function _registerSolo(Keys calldata k, address beneficiary) private returns (uint32 id) {
        if (beneficiary == address(0)) revert ZeroAddress();
        uint96 required = _requirementNow();
        id = _create(k, required);
        Contributor storage c = _contributors[id].push();
        c.staker = msg.sender;
        c.amount = required;
        c.beneficiary = beneficiary;
        c.lastDeposit = uint40(block.timestamp);
        _totalStaked += required;
        _pull(msg.sender, required);
        _activate(id, _nodes[id]);
    }

    /// Checks the keys and gives them an id; the node has no state yet.
    function _create(Keys calldata k, uint96 required) internal returns (uint32 id) {
        if (_paused) revert Paused();
        // The all-zero BLS key is the point at infinity.
        if (k.ed25519 == 0 || BlsKeys.isZero(k.bls)) revert ZeroKey();
        _requireUnused(k.ed25519, _blsHash(k.bls));
        bytes32 digest = _popDigest(msg.sender, k.ed25519, k.bls);
        if (!VERIFIER.checkProofOfPossession(k.bls, k.pop, digest)) revert BadProofOfPossession();
        id = ++_lastId;
        Node storage n = _nodes[id];
        n.operator = msg.sender;
        n.slots = 1;
        n.required = required;
        n.ed25519 = k.ed25519;
        n.bls = k.bls;
        emit KeysRegistered(id, msg.sender, k.ed25519, k.bls, k.ed25519Sig);
    }

    /// Starts a fully paid node: from here its keys are taken and it earns.
    function _activate(uint32 id, Node storage n) internal {
        _sealIfDue();
        _accrue();
        bytes32 blsHash = _blsHash(n.bls);
        _requireUnused(n.ed25519, blsHash);
        _idByEd25519[n.ed25519] = id;
        _idByBls[blsHash] = id;
        _setState(n, STATE_ACTIVE);
        n.activatedAt = uint40(block.timestamp);
        n.regEpoch = uint40(_epoch());
        n.creditBase = CREDIT_INITIAL;
        n.creditSince = uint40(block.timestamp);
        _enterActive(id, n);
        _emitActivated(id, n);
    }

    function _emitActivated(uint32 id, Node storage n) private {
        Contributor[] storage list = _contributors[id];
        uint256 count = list.length;
        address[] memory stakers = new address[](count);
        address[] memory beneficiaries = new address[](count);
        uint96[] memory amounts = new uint96[](count);
        for (uint256 i = 0; i < count; ++i) {
            (stakers[i], beneficiaries[i], amounts[i]) = (list[i].staker, list[i].beneficiary, list[i].amount);
        }
        emit NodeActivated(id, n.ed25519, n.operator, n.feeBps, n.required, stakers, beneficiaries, amounts);
    }

    function _requireUnused(bytes32 ed25519, bytes32 blsHash) private view {
        uint32 holder = _idByEd25519[ed25519];
        if (holder == 0) holder = _idByBls[blsHash];
        if (holder != 0) revert KeyInUse(holder);
    }

    function _freeKeys(Node storage n) internal {
        delete _idByEd25519[n.ed25519];
        delete _idByBls[_blsHash(n.bls)];
    }

    /// A permit somebody else already submitted must not make the call fail: the allowance decides.
    function _permit(uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) internal {
        try IERC20Permit(address(TOKEN)).permit(msg.sender, address(this), value, deadline, v, r, s) {} catch {}
    }

    function _popDigest(address operator, bytes32 ed25519, uint256[3] memory bls) internal view returns (bytes32) {
        return _digest(keccak256(abi.encode(NODE_KEYS_TYPE, operator, ed25519, bls[0], bls[1], bls[2])));
    }

    function _voteDigest(StateChange calldata c) internal view returns (bytes32) {
        return _digest(
            keccak256(
                abi.encode(
                    STATE_CHANGE_TYPE, c.epoch, c.nodeId, c.action, c.reasons, c.nonce, c.validUntil
                )
            )
        );
    }

    /// EIP-712 with the chain id of now, so that a fork of the chain cannot replay votes.
    function _digest(bytes32 structHash) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                DOMAIN_TYPE, keccak256("SessionServiceNodes"), keccak256("1"), block.chainid, address(this)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }
}
