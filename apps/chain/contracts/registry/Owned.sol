// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {StateChanges} from "./StateChanges.sol";

/// Everything the owner can do (staking-design.md 13). No way to tokens, keys, states, pool or parameters.
abstract contract Owned is StateChanges, Ownable2Step {
    uint40 private constant FREEZE_MAX = 7 days;
    uint40 private constant FREEZE_COOLDOWN = 30 days;

    /// @notice See IServiceNodes.
    function setPaused(bool on) external onlyOwner locked {
        _paused = on;
        emit PausedSet(on);
    }

    /// @notice See IServiceNodes.
    function freeze(uint40 duration) external onlyOwner locked {
        if (duration > FREEZE_MAX) revert FreezeTooLong();
        if (block.timestamp < _freezeAllowedAt) revert TooEarly(_freezeAllowedAt);
        _setFrozenUntil(uint40(block.timestamp) + duration);
    }

    /// @notice See IServiceNodes. Without effect when nothing is frozen.
    function unfreeze() external onlyOwner locked {
        if (block.timestamp < _frozenUntil) _setFrozenUntil(uint40(block.timestamp));
    }

    function _setFrozenUntil(uint40 until) private {
        _frozenUntil = until;
        _freezeAllowedAt = until + FREEZE_COOLDOWN;
        emit FrozenUntil(until);
    }

    /// @notice See IServiceNodes. Half to twice the value in force; replaces a pending announcement.
    function announceRequirement(uint96 value) external onlyOwner locked {
        uint96 current = _requirementNow();
        if (value <= BPS || uint256(value) * 2 < current || value > uint256(current) * 2) {
            revert RequirementOutOfRange();
        }
        uint40 effectiveAt = uint40(block.timestamp) + REQUIREMENT_NOTICE;
        _requirement = current;
        _nextRequirement = value;
        _nextRequirementAt = effectiveAt;
        emit RequirementAnnounced(value, effectiveAt);
    }

    /// Registrations would stay closed for ever if nobody could end the pause.
    function renounceOwnership() public override onlyOwner {
        if (_paused) revert Paused();
        Ownable.renounceOwnership();
    }
}
