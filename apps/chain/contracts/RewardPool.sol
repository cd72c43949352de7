// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IRewardPool} from "./interfaces/IRewardPool.sol";

/// The two calls the pool makes back to the registry.
interface IRewardSource {
    function sync() external;
    function activeCount() external view returns (uint32);
}

/// Reward funds. Internal counters decide; tokens sent here by mistake count only after `sweep`.
contract RewardPool is IRewardPool {
    using SafeERC20 for IERC20;

    /// Release of the unreleased funds per year, in thousandths.
    uint256 private constant RATE_PER_MILLE = 151;
    uint256 private constant RATE_DIVISOR = 1000 * 31_536_000;

    IERC20 public immutable token;
    /// @inheritdoc IRewardPool
    address public immutable registry;

    /// @inheritdoc IRewardPool
    uint96 public unreleased;
    /// @inheritdoc IRewardPool
    uint96 public owed;
    /// Time up to which releases are computed, unix seconds.
    uint40 public last;
    /// @inheritdoc IRewardPool
    uint96 public paid;
    /// @inheritdoc IRewardPool
    uint96 public funded;

    modifier onlyRegistry() {
        if (msg.sender != registry) revert OnlyRegistry();
        _;
    }

    /// @param registry_ address the registry will be deployed at; there is no way to change it
    constructor(IERC20 token_, address registry_) {
        if (address(token_) == address(0) || registry_ == address(0)) revert ZeroAddress();
        token = token_;
        registry = registry_;
        last = uint40(block.timestamp);
    }

    /// @inheritdoc IRewardPool
    function fund(uint256 amount) external {
        // What is due is released and attributed before the balance changes: a deposit never earns for the past.
        IRewardSource(registry).sync();
        if (amount == 0) return;
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert BadDeposit(amount, received);
        _add(msg.sender, amount);
    }

    /// @inheritdoc IRewardPool
    function sweep() external {
        IRewardSource(registry).sync();
        uint256 excess = token.balanceOf(address(this)) - unreleased - owed;
        if (excess == 0) return;
        _add(msg.sender, excess);
    }

    /// @inheritdoc IRewardPool
    function release(bool hasActive) external onlyRegistry returns (uint96 amount) {
        if (!hasActive) {
            // Nobody to earn it: the time passes without a release.
            last = uint40(block.timestamp);
            return 0;
        }
        amount = _due();
        // The clock stands still at 0, so that frequent calls cannot round the releases away.
        if (amount == 0) return 0;
        last = uint40(block.timestamp);
        unreleased -= amount;
        owed += amount;
        emit Released(amount, unreleased);
    }

    /// @inheritdoc IRewardPool
    function pay(address to, uint96 amount) external onlyRegistry {
        owed -= amount;
        paid += amount;
        token.safeTransfer(to, amount);
        emit Paid(to, amount);
    }

    /// @inheritdoc IRewardPool
    function notify(uint96 amount) external onlyRegistry {
        _add(msg.sender, amount);
    }

    /// @inheritdoc IRewardPool
    function pending() external view returns (uint96) {
        return IRewardSource(registry).activeCount() == 0 ? 0 : _due();
    }

    /// @inheritdoc IRewardPool
    function ratePerSecond() external view returns (uint256) {
        return uint256(unreleased) * RATE_PER_MILLE / RATE_DIVISOR;
    }

    function _due() private view returns (uint96) {
        uint256 amount = uint256(unreleased) * RATE_PER_MILLE * (block.timestamp - last) / RATE_DIVISOR;
        // At most `unreleased`, which is a uint96.
        return amount < unreleased ? uint96(amount) : unreleased;
    }

    function _add(address from, uint256 amount) private {
        if (amount > type(uint96).max - funded) revert AmountTooLarge();
        unreleased += uint96(amount);
        funded += uint96(amount);
        last = uint40(block.timestamp);
        emit Funded(from, amount);
    }
}
