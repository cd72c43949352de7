// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Holds the reward funds and releases 15.1 % of the unreleased rest per year, computed continuously
/// (14 % when nothing compounds), to the registry's accounting (staking-design.md 6.6, 7.1).
interface IRewardPool {
    event Funded(address indexed from, uint256 amount);
    event Released(uint256 amount, uint256 unreleasedAfter);
    event Paid(address indexed to, uint256 amount);

    error OnlyRegistry();
    error ZeroAddress();
    error BadDeposit(uint256 expected, uint256 received);
    error AmountTooLarge();

    /// Pulls `amount` from the caller into the unreleased funds; what was due before is attributed first.
    function fund(uint256 amount) external;
    /// Counts tokens that were sent here without `fund`.
    function sweep() external;

    /// Registry only. Takes what is due out of the unreleased funds; the caller must attribute it in the same call.
    function release(bool hasActive) external returns (uint96 amount);
    /// Registry only. Pays earned rewards.
    function pay(address to, uint96 amount) external;
    /// Registry only. Counts tokens the registry just transferred, after its own accrual.
    function notify(uint96 amount) external;

    function registry() external view returns (address);
    function unreleased() external view returns (uint96);
    /// Released and not paid yet.
    function owed() external view returns (uint96);
    function paid() external view returns (uint96);
    /// Sum of everything ever funded.
    function funded() external view returns (uint96);
    /// What `release` would release now, atomic units.
    function pending() external view returns (uint96);
    /// Current release rate, atomic units per second, rounded down.
    function ratePerSecond() external view returns (uint256);
}
