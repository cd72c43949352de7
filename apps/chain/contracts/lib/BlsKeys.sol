// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Keys of 96 bytes (G1 points: 48-byte x, 48-byte y) in three words, and their sums.
library BlsKeys {
    /// EIP-2537 G1ADD; the addition of points outside the subgroup is possible, so only keys that passed a
    /// proof of possession may be added.
    address internal constant G1_ADD = address(0x0b);
    /// A failing precompile burns all the gas it is given; one addition costs 375.
    uint256 internal constant ADD_GAS = 50_000;
    /// Field modulus of BLS12-381, as 16 and 32 bytes.
    uint256 internal constant P_HIGH = 0x1a0111ea397fe69a4b1ba7b6434bacd7;
    uint256 internal constant P_LOW = 0x64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab;

    /// The point at infinity is three zero words, as in EIP-2537.
    function isZero(uint256[3] memory key) internal pure returns (bool) {
        return (key[0] | key[1] | key[2]) == 0;
    }

    /// Four words x, y in the EIP-2537 form: each coordinate 16 zero bytes and 48 bytes.
    function expand(uint256[3] memory key) internal pure returns (uint256, uint256, uint256, uint256) {
        return (
            key[0] >> 128,
            (key[0] << 128) | (key[1] >> 128),
            key[1] & type(uint128).max,
            key[2]
        );
    }

    /// -P for a point that is not at infinity: (x, p - y). No point has y = 0, the group order is odd.
    function negate(uint256[3] memory key) internal pure returns (uint256[3] memory negated) {
        uint256 high = key[1] & type(uint128).max;
        uint256 low = key[2];
        unchecked {
            negated[0] = key[0];
            negated[2] = P_LOW - low;
            negated[1] = (key[1] & ~uint256(type(uint128).max)) | (P_HIGH - high - (low > P_LOW ? 1 : 0));
        }
    }

    /// a + b. `ok` is false when the precompile failed or answered something else than a point.
    function tryAdd(uint256[3] memory a, uint256[3] memory b)
        internal
        view
        returns (bool ok, uint256[3] memory sum)
    {
        uint256[8] memory input;
        (input[0], input[1], input[2], input[3]) = expand(a);
        (input[4], input[5], input[6], input[7]) = expand(b);
        uint256[4] memory output;
        address precompile = G1_ADD;
        uint256 gasLimit = ADD_GAS;
        assembly ("memory-safe") {
            ok := staticcall(gasLimit, precompile, input, 256, output, 128)
            // Without EIP-2537 the call succeeds and returns nothing.
            ok := and(ok, eq(returndatasize(), 128))
        }
        sum[0] = (output[0] << 128) | (output[1] >> 128);
        sum[1] = (output[1] << 128) | output[2];
        sum[2] = output[3];
    }
}
