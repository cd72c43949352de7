// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BlsVerifier} from "../BlsVerifier.sol";
import {SessionTokenFaucet} from "../SessionTokenFaucet.sol";
import {IRewardPool} from "../interfaces/IRewardPool.sol";
import {IServiceNodes} from "../interfaces/IServiceNodes.sol";
import {IServiceNodesLens} from "../interfaces/IServiceNodesLens.sol";
import {ChainClock, Keys, Node, Params, StateChange} from "../interfaces/Types.sol";
import {BlsSigner} from "./BlsSigner.sol";
import {vm} from "./Vm.sol";

/// The registry with its owner's functions. Tests do not import the contract: it would be compiled a second time,
/// with the tests' settings.
interface IRegistry is IServiceNodes {
    function owner() external view returns (address);
    function transferOwnership(address newOwner) external;
    function acceptOwnership() external;
    function renounceOwnership() external;
}

/// Deploys from creation code and constructor arguments; passes a revert on. Test contracts load creation codes
/// instead of containing them, because compiling them into every test takes minutes.
function create(bytes memory code, bytes memory arguments) returns (address made) {
    bytes memory all = abi.encodePacked(code, arguments);
    assembly ("memory-safe") {
        made := create(0, add(all, 32), mload(all))
        if iszero(made) {
            let free := mload(0x40)
            returndatacopy(free, 0, returndatasize())
            revert(free, returndatasize())
        }
    }
}

/// A deployed suite with short delays. Node number i is run by `operator(i)` with BLS secret `secret(i)`.
abstract contract Fixture {
    uint256 internal constant TOKEN = 10 ** 9;
    uint96 internal constant STAKE = uint96(25_000 * TOKEN);
    uint256 internal constant FUNDING = 40_000_000 * TOKEN;
    uint256 internal constant START = 1_800_000_000;

    SessionTokenFaucet internal token;
    BlsVerifier internal verifier;
    IRewardPool internal pool;
    IRegistry internal registry;
    IServiceNodesLens internal lens;

    function setUp() public virtual {
        vm.warp(START);
        vm.roll(1);
        deploy(defaultParams());
        token.approve(address(pool), type(uint256).max);
        pool.fund(FUNDING);
    }

    function defaultParams() internal pure returns (Params memory p) {
        p.stakingRequirement = STAKE;
        p.maxContributors = 10;
        p.operatorMinDivisor = 4;
        p.epochBlocks = 20;
        p.warmupEpochs = 1;
        p.committeeSize = 64;
        p.minCommittee = 4;
        p.unlockDelay = 60;
        p.deregLockOperator = 90;
        p.deregLockContributor = 60;
        p.smallLeaveDelay = 60;
        p.contribWithdrawDelay = 10;
        p.openTtl = 1800;
        p.creditInitial = 30;
        p.creditMax = 300;
        p.creditDivisor = 5;
        p.minGrace = 20;
        p.minActive = 10;
        p.ipPenaltyCredit = 10;
        p.ipPenaltyWindow = 60;
        p.certTtl = 20;
        p.deregPenaltyBps = 20;
        p.bountyShareBps = 1500;
        p.decommissionFloor = 4;
        p.decommissionBps = 500;
        p.deregisterFloor = 2;
        p.deregisterBps = 200;
        p.requirementNotice = 100;
        p.clock = ChainClock.EVM;
    }

    function deploy(Params memory p) internal {
        token = SessionTokenFaucet(
            create(vm.getCode("SessionTokenFaucet.sol:SessionTokenFaucet"), abi.encode(240_000_000 * TOKEN, this))
        );
        verifier = BlsVerifier(create(vm.getCode("BlsVerifier.sol:BlsVerifier"), ""));
        Twins twins = deployTwins(address(token), p);
        pool = twins.pool();
        registry = twins.registry();
        lens = IServiceNodesLens(create(vm.getCode("ServiceNodesLens.sol:ServiceNodesLens"), abi.encode(registry)));
    }

    function deployTwins(address token_, Params memory p) internal returns (Twins) {
        return new Twins(
            vm.getCode("RewardPool.sol:RewardPool"),
            vm.getCode("ServiceNodes.sol:ServiceNodes"),
            token_,
            address(verifier),
            address(this),
            p
        );
    }

    function operator(uint256 i) internal pure returns (address) {
        return vm.addr(1000 + i);
    }

    function secret(uint256 i) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("bls secret", i))) >> 4;
    }

    function ed25519(uint256 i) internal pure returns (bytes32) {
        return keccak256(abi.encode("ed25519", i));
    }

    function keysOf(uint256 i, address owner) internal view returns (Keys memory k) {
        k.ed25519 = ed25519(i);
        k.bls = BlsSigner.publicKey(secret(i));
        k.ed25519Sig = [bytes32(i), bytes32(i + 1)];
        bytes32 digest = registry.proofOfPossessionDigest(owner, k.ed25519, k.bls);
        k.pop = BlsSigner.sign(verifier.hashProofOfPossession(digest), secret(i));
    }

    function fundOperator(uint256 i) internal {
        token.transfer(operator(i), STAKE);
        vm.prank(operator(i));
        token.approve(address(registry), type(uint256).max);
    }

    /// Registers node number i; the operator is its own beneficiary.
    function register(uint256 i) internal returns (uint32 id) {
        Keys memory k = keysOf(i, operator(i));
        fundOperator(i);
        vm.prank(operator(i));
        return registry.registerSolo(k, operator(i));
    }

    function registerMany(uint256 n) internal {
        for (uint256 i = 1; i <= n; ++i) {
            register(i);
        }
    }

    function pass(uint256 secondsPassed) internal {
        vm.warp(vm.getBlockTimestamp() + secondsPassed);
    }

    function ids(uint32 a) internal pure returns (uint32[] memory list) {
        list = new uint32[](1);
        list[0] = a;
    }

    function ids(uint32 a, uint32 b) internal pure returns (uint32[] memory list) {
        list = new uint32[](2);
        (list[0], list[1]) = (a, b);
    }

    function eq(uint256 a, uint256 b, string memory what) internal pure {
        if (a != b) revert(string.concat(what, ": ", decimal(a), " is not ", decimal(b)));
    }

    function eq(address a, address b, string memory what) internal pure {
        eq(uint160(a), uint160(b), what);
    }

    function isTrue(bool value, string memory what) internal pure {
        require(value, what);
    }

    function decimal(uint256 value) internal pure returns (string memory text) {
        if (value < 10) return string(abi.encodePacked(uint8(48 + value)));
        return string.concat(decimal(value / 10), decimal(value % 10));
    }
}

/// Pool and registry in one step: each is created with the other's address.
contract Twins {
    IRewardPool public pool;
    IRegistry public registry;

    constructor(
        bytes memory poolCode,
        bytes memory registryCode,
        address token,
        address verifier,
        address owner,
        Params memory p
    ) {
        // Contract nonces start at 1: the pool is the first creation, the registry the second.
        address second = address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), hex"02")))));
        pool = IRewardPool(create(poolCode, abi.encode(token, second)));
        registry = IRegistry(create(registryCode, abi.encode(token, address(pool), verifier, owner, p)));
    }
}
