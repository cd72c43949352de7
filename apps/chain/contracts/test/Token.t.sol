// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SessionToken} from "../SessionToken.sol";
import {SessionTokenFaucet} from "../SessionTokenFaucet.sol";
import {Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

contract TokenTest is Fixture {
    address private constant TO = address(0xF00D);

    function test_supplyIsMintedOnce() public {
        SessionToken plain = new SessionToken(123, TO);
        eq(plain.totalSupply(), 123, "supply");
        eq(plain.balanceOf(TO), 123, "holder");
        eq(plain.decimals(), 9, "decimals");
    }

    function test_dripUpToOneMillionTokensPerAddressAndDay() public {
        uint256 supply = token.totalSupply();
        token.drip(TO, 400_000 * TOKEN);
        eq(token.dripAvailable(TO), 600_000 * TOKEN, "left");
        vm.expectRevert(abi.encodeWithSelector(SessionTokenFaucet.DripLimit.selector, 600_000 * TOKEN));
        token.drip(TO, 600_000 * TOKEN + 1);
        token.drip(TO, 600_000 * TOKEN);
        eq(token.balanceOf(TO), 1_000_000 * TOKEN, "balance");
        eq(token.totalSupply(), supply + 1_000_000 * TOKEN, "minted");
        vm.expectRevert(abi.encodeWithSelector(SessionTokenFaucet.DripLimit.selector, 0));
        token.drip(TO, 1);
        // Others are not affected.
        token.drip(address(0xF00E), 1_000_000 * TOKEN);
    }

    function test_theLimitIsPerCalendarDay() public {
        vm.warp(20_000 days + 1 days - 1);
        token.drip(TO, 1_000_000 * TOKEN);
        vm.expectRevert(abi.encodeWithSelector(SessionTokenFaucet.DripLimit.selector, 0));
        token.drip(TO, 1);
        pass(1);
        token.drip(TO, 1_000_000 * TOKEN);
        eq(token.balanceOf(TO), 2_000_000 * TOKEN, "two days");
    }

    function test_error_SupplyLimit() public {
        vm.expectRevert(SessionTokenFaucet.SupplyLimit.selector);
        new SessionTokenFaucet(10 ** 26 + 1, TO);
        SessionTokenFaucet full = new SessionTokenFaucet(10 ** 26, TO);
        vm.expectRevert(SessionTokenFaucet.SupplyLimit.selector);
        full.drip(TO, 1);
    }
}
