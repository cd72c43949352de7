// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SessionToken} from "./SessionToken.sol";

/// The token of test networks: anybody can have some. Never deploy it where the token has a value.
contract SessionTokenFaucet is SessionToken {
    /// Atomic units per call, and per receiving address and day (UTC): 1,000,000 tokens.
    uint256 public constant DRIP_MAX = 1_000_000 * 10 ** 9;
    /// Reward arithmetic needs supply^2 * 10^22 < 2^256; 10^26 atomic units keeps well below.
    uint256 public constant SUPPLY_MAX = 10 ** 26;

    struct Received {
        uint40 day;
        uint96 amount;
    }

    mapping(address to => Received) private _received;

    /// @param available atomic units `to` can still receive today
    error DripLimit(uint256 available);
    error SupplyLimit();

    constructor(uint256 supply, address holder) SessionToken(supply, holder) {
        if (supply > SUPPLY_MAX) revert SupplyLimit();
    }

    /// @param amount atomic units
    function drip(address to, uint256 amount) external {
        uint256 available = dripAvailable(to);
        if (amount > available) revert DripLimit(available);
        if (totalSupply() + amount > SUPPLY_MAX) revert SupplyLimit();
        _received[to] = Received(uint40(block.timestamp / 1 days), uint96(DRIP_MAX - available + amount));
        _mint(to, amount);
    }

    /// Atomic units `to` can still receive today.
    function dripAvailable(address to) public view returns (uint256) {
        Received memory r = _received[to];
        return r.day == uint40(block.timestamp / 1 days) ? DRIP_MAX - r.amount : DRIP_MAX;
    }
}
