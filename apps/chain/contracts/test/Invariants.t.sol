// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Walk} from "./Walk.sol";

/// The invariants of staking-design.md 7.4 for the parts that exist, over random walks.
contract InvariantsTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Walk private _walk;

    function setUp() public {
        _walk = new Walk();
        _walk.setUp();
    }

    /// The runner calls only these.
    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(_walk);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory list) {
        list = new FuzzSelector[](1);
        list[0].addr = address(_walk);
        list[0].selectors = new bytes4[](1);
        list[0].selectors[0] = Walk.act.selector;
    }

    function invariant_accountingHolds() public view {
        _walk.check();
    }

    function testFuzz_walkAndEverybodyLeaves(uint256 seed) public {
        for (uint256 i = 0; i < 60; ++i) {
            _walk.act(uint256(keccak256(abi.encode(seed, i))));
            _walk.check();
        }
        _walk.everybodyLeaves();
        _walk.check();
    }

    /// A walk in which nothing happens proves nothing.
    function test_theWalkReachesEveryAction() public {
        for (uint256 i = 0; i < 400; ++i) {
            _walk.act(uint256(keccak256(abi.encode("coverage", i))));
        }
        for (uint256 action = 0; action < 16; ++action) {
            require(_walk.done(action) > 0, "an action never succeeded");
        }
        _walk.check();
    }
}
