// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// The staked token: 9 decimals, a fixed supply minted once, no owner, no fee, no hooks.
contract SessionToken is ERC20, ERC20Permit {
    /// @param supply atomic units (1 token = 10^9)
    constructor(uint256 supply, address holder) ERC20("Session Token", "SESH") ERC20Permit("Session Token") {
        _mint(holder, supply);
    }

    function decimals() public pure override returns (uint8) {
        return 9;
    }
}
