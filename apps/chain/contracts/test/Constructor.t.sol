// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IRewardPool} from "../interfaces/IRewardPool.sol";
import {RewardPool} from "../RewardPool.sol";
import {IServiceNodesErrors, IServiceNodesEvents} from "../interfaces/IServiceNodes.sol";
import {Params} from "../interfaces/Types.sol";
import {Fixture} from "./Fixture.sol";
import {Log, vm} from "./Vm.sol";

/// The constructor's constraints (staking-design.md 2 and 4).
contract ConstructorTest is Fixture, IServiceNodesErrors, IServiceNodesEvents {
    function refused(Params memory p, string memory name) private {
        vm.expectRevert(abi.encodeWithSelector(BadParameter.selector, name));
        deployTwins(address(token), p);
    }

    function test_error_BadParameter() public {
        Params memory p = defaultParams();
        p.minCommittee = 3;
        refused(p, "minCommittee");
        p = defaultParams();
        p.committeeSize = 65;
        refused(p, "committeeSize");
        p.committeeSize = 3;
        refused(p, "committeeSize");
        p = defaultParams();
        p.epochBlocks = 1;
        refused(p, "epochBlocks");
        p = defaultParams();
        p.warmupEpochs = 0;
        refused(p, "warmupEpochs");
        p = defaultParams();
        p.maxContributors = 11;
        refused(p, "maxContributors");
        p = defaultParams();
        p.operatorMinDivisor = 5;
        refused(p, "operatorMinDivisor");
        p = defaultParams();
        p.unlockDelay = 0;
        refused(p, "unlockDelay");
        p = defaultParams();
        p.deregLockOperator = 59;
        refused(p, "deregLockOperator");
        p = defaultParams();
        p.deregLockContributor = 59;
        refused(p, "deregLockContributor");
        p = defaultParams();
        p.creditInitial = 301;
        refused(p, "creditInitial");
        p = defaultParams();
        p.creditDivisor = 0;
        refused(p, "creditDivisor");
        p = defaultParams();
        p.deregPenaltyBps = 2501;
        refused(p, "deregPenaltyBps");
        p = defaultParams();
        p.bountyShareBps = 10_001;
        refused(p, "bountyShareBps");
        p = defaultParams();
        p.deregisterBps = 10_001;
        refused(p, "epochLimits");
        p = defaultParams();
        p.stakingRequirement = 10_000;
        refused(p, "stakingRequirement");
        p = defaultParams();
        p.openTtl = type(uint40).max;
        refused(p, "durations");
    }

    function test_valuesOnTheLimitsAreAccepted() public {
        Params memory p = defaultParams();
        p.minCommittee = 4;
        p.committeeSize = 4;
        p.epochBlocks = 2;
        p.unlockDelay = 60;
        p.deregLockOperator = 60;
        p.creditInitial = 300;
        p.deregPenaltyBps = 2500;
        p.bountyShareBps = 10_000;
        p.stakingRequirement = 10_001;
        deployTwins(address(token), p);
    }

    function test_parametersAreEmittedOnce() public {
        vm.recordLogs();
        deployTwins(address(token), defaultParams());
        Log[] memory logs = vm.getRecordedLogs();
        uint256 found = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != ParametersFixed.selector) continue;
            ++found;
            isTrue(keccak256(logs[i].data) == keccak256(abi.encode(defaultParams())), "values");
        }
        eq(found, 1, "once");
    }

    /// EIP-170. Also shows that the tests run the code that is deployed: compiled with the tests' own settings it
    /// would be half as large again.
    function test_theRegistryFitsTheCodeSizeLimit() public view {
        isTrue(address(registry).code.length <= 24_576, "code size");
    }

    function test_error_aPoolOfAnotherRegistry() public {
        RewardPool other = new RewardPool(token, address(0xABCD));
        bytes memory code = abi.encodePacked(
            vm.getCode("ServiceNodes.sol:ServiceNodes"),
            abi.encode(token, other, verifier, address(this), defaultParams())
        );
        vm.expectRevert(WrongPool.selector);
        assembly ("memory-safe") {
            pop(create(0, add(code, 32), mload(code)))
        }
    }

    function test_error_ZeroAddress() public {
        vm.expectRevert(IRewardPool.ZeroAddress.selector);
        new RewardPool(token, address(0));
        vm.expectRevert(IRewardPool.ZeroAddress.selector);
        new RewardPool(IERC20(address(0)), address(1));
    }
}
