// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBlsVerifier} from "./interfaces/IBlsVerifier.sol";
import {BlsKeys} from "./lib/BlsKeys.sol";

/// Verifies BLS12-381 signatures with the precompiles of EIP-2537. Stateless.
///
/// The pairing takes any number of pairs, so a signature of free length could bring pairs that cancel
/// everything: signatures are eight words by type and the pairing input is always 768 bytes. A call to a
/// precompile that does not exist succeeds with empty output: every answer's length is checked.
contract BlsVerifier is IBlsVerifier {
    address private constant SHA256 = address(0x02);
    address private constant MODEXP = address(0x05);
    address private constant G2_ADD = address(0x0d);
    address private constant PAIRING = address(0x0f);
    address private constant MAP_FP2_TO_G2 = address(0x11);

    /// Both tags have 43 bytes; as one word and the rest, followed by the length byte RFC 9380 appends.
    bytes private constant VOTE_TAG = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
    bytes private constant POP_TAG = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

    /// Minus the generator of G1, EIP-2537 form.
    uint256 private constant NEG_G1_0 = 0x0000000000000000000000000000000017f1d3a73197d7942695638c4fa9ac0f;
    uint256 private constant NEG_G1_1 = 0xc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb;
    uint256 private constant NEG_G1_2 = 0x00000000000000000000000000000000114d1d6855d545a8aa7d76c8cf2e21f2;
    uint256 private constant NEG_G1_3 = 0x67816aef1db507c96655b9d5caac42364e6f38ba0ecb751bad54dcd6b939c2ca;

    /// Known answers for the self-test: a secret key's public key, that key doubled, and its vote signature
    /// of `TEST_DIGEST`, computed with an independent implementation.
    bytes32 private constant TEST_DIGEST = keccak256("session-bls-self-test");

    constructor() {
        uint256[3] memory key = [
            0x11c5df873e10e00fe1ff4c269ea8d7e6114825fba68633c41c4024e329d5c3c9,
            0x2c4c10b300761d551917e35a920bb9b50fef7dc787cacebce8ffb06330191acf,
            0xa75bfb4760f2bfa9ba85e95438d1a6f125d37ae9fff9447d6f8b11a9bd346fda
        ];
        uint256[8] memory sig = [
            0x000000000000000000000000000000000709fe4a344452b7e36b2b719c69bf2a,
            0x26f23b73d720c8c9c3e7a490a6e15e45f6a1eaf4bd70f9baaea9c91cb95b5592,
            0x000000000000000000000000000000000f357b3157512286a9fd75d233b02f6a,
            0x8b5a9e9362bf49729cd9f51e7662f67f7b7882fff470f14237fdcb288b228409,
            0x00000000000000000000000000000000065a458d451b94288d448b6674532c8b,
            0x679df6514e85810b97501ad7df0b2e4219a09de8faa363914db1c1deaf450e9c,
            0x0000000000000000000000000000000018ee39fffd39f28706a86662743e7bc8,
            0xbe07ca5328e3a70c5a22caf13f27906c0c218084dcb8b76ef8e36696fc7da13f
        ];
        uint256[8] memory point = _hashToG2(TEST_DIGEST, VOTE_TAG);
        if (keccak256(abi.encode(point)) != 0x939d4abc3b2351302394724d70fd8101a9d762cf7ff7557294aa3fe1d220857d) revert PrecompileMissing();
        (bool added, uint256[3] memory doubled) = BlsKeys.tryAdd(key, key);
        if (!added || keccak256(abi.encode(doubled)) != 0x8c25bc46c39b9313fd0248f1a632004cd39e05ec9675287eb98e5cd19a90b63c) revert PrecompileMissing();
        if (!_verify(key, sig, point)) revert PrecompileMissing();
        // The same signature for another message must fail.
        if (_verify(key, sig, _hashToG2(~TEST_DIGEST, VOTE_TAG))) revert PrecompileMissing();
    }

    /// @inheritdoc IBlsVerifier
    function checkProofOfPossession(uint256[3] calldata key, uint256[8] calldata pop, bytes32 digest)
        external
        view
        returns (bool)
    {
        return _verify(key, pop, _hashToG2(digest, POP_TAG));
    }

    /// @inheritdoc IBlsVerifier
    function checkCertificate(
        uint256[3] calldata aggregate,
        uint256[3][] calldata absent,
        uint256[8] calldata sig,
        bytes32 digest
    ) external view returns (bool) {
        uint256[3] memory missing;
        bool ok;
        for (uint256 i = 0; i < absent.length; ++i) {
            (ok, missing) = BlsKeys.tryAdd(missing, absent[i]);
            if (!ok) return false;
        }
        uint256[3] memory signers = aggregate;
        if (!BlsKeys.isZero(missing)) {
            (ok, signers) = BlsKeys.tryAdd(signers, BlsKeys.negate(missing));
            if (!ok) return false;
        }
        return _verify(signers, sig, _hashToG2(digest, VOTE_TAG));
    }

    /// @inheritdoc IBlsVerifier
    function hashVote(bytes32 digest) external view returns (uint256[8] memory) {
        return _hashToG2(digest, VOTE_TAG);
    }

    /// @inheritdoc IBlsVerifier
    function hashProofOfPossession(bytes32 digest) external view returns (uint256[8] memory) {
        return _hashToG2(digest, POP_TAG);
    }

    /// e(-G1, sig) * e(key, point) == 1. The pairing checks coordinates, curve and subgroup of all points.
    function _verify(uint256[3] memory key, uint256[8] memory sig, uint256[8] memory point)
        private
        view
        returns (bool)
    {
        // Infinity passes the pairing: a zero key with a zero signature would prove anything.
        if (BlsKeys.isZero(key)) return false;
        if ((sig[0] | sig[1] | sig[2] | sig[3] | sig[4] | sig[5] | sig[6] | sig[7]) == 0) return false;
        uint256[24] memory input;
        (input[0], input[1], input[2], input[3]) = (NEG_G1_0, NEG_G1_1, NEG_G1_2, NEG_G1_3);
        (input[12], input[13], input[14], input[15]) = BlsKeys.expand(key);
        for (uint256 i = 0; i < 8; ++i) {
            input[4 + i] = sig[i];
            input[16 + i] = point[i];
        }
        uint256 result;
        address precompile = PAIRING;
        assembly ("memory-safe") {
            let ok := staticcall(gas(), precompile, input, 768, 0, 32)
            if and(ok, eq(returndatasize(), 32)) { result := mload(0) }
        }
        return result == 1;
    }

    /// RFC 9380 hash_to_curve for G2 (SHA-256, SSWU, random oracle) of a 32-byte message. Zeros, a value
    /// `_verify` never accepts, when a precompile failed.
    function _hashToG2(bytes32 digest, bytes memory tag) private view returns (uint256[8] memory point) {
        uint256[8] memory uniform = _expandMessage(digest, tag);
        uint256[4] memory u0;
        uint256[4] memory u1;
        bool ok = true;
        for (uint256 i = 0; i < 4 && ok; ++i) {
            uint256 high;
            uint256 low;
            (ok, high, low) = _reduce(uniform[2 * i], uniform[2 * i + 1]);
            if (i < 2) (u0[2 * i], u0[2 * i + 1]) = (high, low);
            else (u1[2 * i - 4], u1[2 * i - 3]) = (high, low);
        }
        if (!ok) return point;
        uint256[16] memory pair;
        address map = MAP_FP2_TO_G2;
        address adder = G2_ADD;
        assembly ("memory-safe") {
            // The map clears the cofactor.
            ok := staticcall(gas(), map, u0, 128, pair, 256)
            ok := and(ok, eq(returndatasize(), 256))
            let second := staticcall(gas(), map, u1, 128, add(pair, 256), 256)
            ok := and(ok, and(second, eq(returndatasize(), 256)))
            let sum := staticcall(gas(), adder, pair, 512, point, 256)
            ok := and(ok, and(sum, eq(returndatasize(), 256)))
        }
        if (!ok) return [uint256(0), 0, 0, 0, 0, 0, 0, 0];
    }

    /// expand_message_xmd of RFC 9380 to 256 bytes.
    function _expandMessage(bytes32 digest, bytes memory tag) private view returns (uint256[8] memory out) {
        bytes memory tagged = abi.encodePacked(tag, uint8(tag.length));
        // 64 zero bytes (one SHA-256 block), message, output length as two bytes, one zero byte, tag.
        bytes32 b0 = _sha256(abi.encodePacked(uint256(0), uint256(0), digest, uint16(256), uint8(0), tagged));
        bytes32 b = _sha256(abi.encodePacked(b0, uint8(1), tagged));
        out[0] = uint256(b);
        for (uint8 i = 2; i <= 8; ++i) {
            b = _sha256(abi.encodePacked(b0 ^ b, i, tagged));
            out[i - 1] = uint256(b);
        }
    }

    function _sha256(bytes memory data) private view returns (bytes32 result) {
        address precompile = SHA256;
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(gas(), precompile, add(data, 32), mload(data), 0, 32)
            ok := and(ok, eq(returndatasize(), 32))
            result := mload(0)
        }
        if (!ok) revert PrecompileMissing();
    }

    /// A 64-byte integer modulo the field modulus, as the two words of an EIP-2537 field element.
    function _reduce(uint256 high, uint256 low)
        private
        view
        returns (bool ok, uint256 reducedHigh, uint256 reducedLow)
    {
        bytes memory input = abi.encodePacked(
            uint256(64), uint256(1), uint256(64), high, low, uint8(1), BlsKeys.P_HIGH, BlsKeys.P_LOW
        );
        address precompile = MODEXP;
        uint256[2] memory output;
        assembly ("memory-safe") {
            ok := staticcall(gas(), precompile, add(input, 32), mload(input), output, 64)
            ok := and(ok, eq(returndatasize(), 64))
        }
        (reducedHigh, reducedLow) = (output[0], output[1]);
    }
}
