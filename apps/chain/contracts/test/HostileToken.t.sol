// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IRewardPool} from "../interfaces/IRewardPool.sol";
import {IServiceNodes, IServiceNodesErrors} from "../interfaces/IServiceNodes.sol";
import {Keys} from "../interfaces/Types.sol";
import {Fixture, Twins} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// A token that takes a fee or calls back. Ours does neither; the contracts do not rely on that.
contract HostileToken is ERC20 {
    uint256 public fee;
    address private _target;
    bytes private _call;

    constructor() ERC20("Hostile", "H") {
        _mint(msg.sender, 240_000_000 * 10 ** 9);
    }

    function setFee(uint256 fee_) external {
        fee = fee_;
    }

    function setHook(address target, bytes calldata call_) external {
        (_target, _call) = (target, call_);
    }

    function _update(address from, address to, uint256 value) internal override {
        uint256 cost = from == address(0) ? 0 : fee;
        super._update(from, to, value - cost);
        if (cost > 0) super._update(from, address(0xFEE), cost);
        if (_target == address(0)) return;
        (bool ok, bytes memory answer) = _target.call(_call);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }
}

contract HostileTokenTest is Fixture, IServiceNodesErrors {
    HostileToken private _hostile;

    function setUp() public override {
        super.setUp();
        _hostile = new HostileToken();
        Twins twins = deployTwins(address(_hostile), defaultParams());
        (pool, registry) = (twins.pool(), twins.registry());
        _hostile.approve(address(pool), type(uint256).max);
        pool.fund(1000 * TOKEN);
        _hostile.transfer(operator(1), 2 * uint256(STAKE));
        vm.prank(operator(1));
        _hostile.approve(address(registry), type(uint256).max);
    }

    function test_error_BadDepositWhenTheTokenTakesAFee() public {
        _hostile.setFee(5);
        Keys memory k = keysOf(1, operator(1));
        vm.prank(operator(1));
        vm.expectRevert(abi.encodeWithSelector(BadDeposit.selector, STAKE, STAKE - 5));
        registry.registerSolo(k, operator(1));
        vm.expectRevert(abi.encodeWithSelector(IRewardPool.BadDeposit.selector, 100, 95));
        pool.fund(100);
    }

    function test_error_ReentrantFromEveryFunction() public {
        Keys memory k = keysOf(1, operator(1));
        uint256[8] memory sig;
        bytes[12] memory calls = [
            abi.encodeCall(IServiceNodes.registerSolo, (k, operator(1))),
            abi.encodeCall(IServiceNodes.registerSoloWithPermit, (k, operator(1), 0, 0, 0, 0, 0)),
            abi.encodeCall(IServiceNodes.requestUnlock, (1)),
            abi.encodeCall(IServiceNodes.exit, (1)),
            abi.encodeCall(IServiceNodes.withdrawStake, (1)),
            abi.encodeCall(IServiceNodes.withdrawStakeFor, (1, operator(1))),
            abi.encodeCall(IServiceNodes.claim, (ids(1))),
            abi.encodeCall(IServiceNodes.claimFor, (operator(1), ids(1))),
            abi.encodeCall(IServiceNodes.setBeneficiary, (1, operator(1))),
            abi.encodeCall(IServiceNodes.sync, ()),
            abi.encodeCall(IServiceNodes.skim, ()),
            abi.encodeCall(IServiceNodes.sealCommittee, ())
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            _hostile.setHook(address(registry), calls[i]);
            vm.prank(operator(1));
            vm.expectRevert(Reentrant.selector);
            registry.registerSolo(k, operator(1));
        }
        sig[0] = 1;
        _hostile.setHook(
            address(registry),
            abi.encodeWithSelector(IServiceNodes.submitStateChange.selector, 0, 1, 1, 0, 0, 0, 0, sig)
        );
        vm.prank(operator(1));
        vm.expectRevert(Reentrant.selector);
        registry.registerSolo(k, operator(1));
        _hostile.setHook(address(0), "");
        vm.prank(operator(1));
        registry.registerSolo(k, operator(1));
    }
}
