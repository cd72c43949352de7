// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// BLS12-381 signatures with keys in G1 (three words: 48-byte x, 48-byte y) and signatures in G2
/// (256-byte EIP-2537 form: x.c0, x.c1, y.c0, y.c1). Messages are 32-byte digests (staking-design.md 8).
interface IBlsVerifier {
    /// A known-answer test failed: this chain lacks a precompile the verifier needs.
    error PrecompileMissing();

    /// True when `pop` is a signature of `digest` by `key` under the tag for proofs of possession.
    function checkProofOfPossession(uint256[3] calldata key, uint256[8] calldata pop, bytes32 digest)
        external
        view
        returns (bool);

    /// True when `sig` is the aggregated signature of `digest` by everybody in `aggregate` except `absent`.
    /// @param aggregate sum of the keys of all members
    /// @param absent keys of the members that did not sign
    function checkCertificate(
        uint256[3] calldata aggregate,
        uint256[3][] calldata absent,
        uint256[8] calldata sig,
        bytes32 digest
    ) external view returns (bool);

    /// Hash to curve of a digest under the tag for votes, G2 point in EIP-2537 form.
    function hashVote(bytes32 digest) external view returns (uint256[8] memory);
    /// Hash to curve of a digest under the tag for proofs of possession.
    function hashProofOfPossession(bytes32 digest) external view returns (uint256[8] memory);
}
