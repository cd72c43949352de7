// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BlsVerifier} from "../BlsVerifier.sol";
import {IBlsVerifier} from "../interfaces/IBlsVerifier.sol";
import {BlsKeys} from "../lib/BlsKeys.sol";
import {BlsSigner} from "./BlsSigner.sol";
import {Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// The verifier's rules. That its curve arithmetic is the standard's is shown by bls.service.test.ts.
contract VerifierTest is Fixture {
    bytes32 private constant DIGEST = keccak256("digest");

    function voteOf(uint256 i) private view returns (uint256[8] memory) {
        return BlsSigner.sign(verifier.hashVote(DIGEST), secret(i));
    }

    function sumOfKeys(uint256 n) private view returns (uint256[3] memory sum) {
        bool ok;
        for (uint256 i = 1; i <= n; ++i) {
            (ok, sum) = BlsKeys.tryAdd(sum, BlsSigner.publicKey(secret(i)));
            require(ok, "G1ADD");
        }
    }

    function test_certificateOfAll() public view {
        uint256[8] memory sig = BlsSigner.add(BlsSigner.add(voteOf(1), voteOf(2)), voteOf(3));
        uint256[3][] memory none = new uint256[3][](0);
        isTrue(verifier.checkCertificate(sumOfKeys(3), none, sig, DIGEST), "all signed");
        isTrue(!verifier.checkCertificate(sumOfKeys(3), none, sig, ~DIGEST), "other digest");
        isTrue(!verifier.checkCertificate(sumOfKeys(2), none, sig, DIGEST), "other aggregate");
    }

    function test_certificateWithAbsentMembers() public view {
        uint256[8] memory sig = BlsSigner.add(voteOf(1), voteOf(3));
        uint256[3][] memory absent = new uint256[3][](1);
        absent[0] = BlsSigner.publicKey(secret(2));
        isTrue(verifier.checkCertificate(sumOfKeys(3), absent, sig, DIGEST), "second absent");
        absent[0] = BlsSigner.publicKey(secret(3));
        isTrue(!verifier.checkCertificate(sumOfKeys(3), absent, sig, DIGEST), "wrong one absent");
        isTrue(
            !verifier.checkCertificate(sumOfKeys(3), new uint256[3][](0), sig, DIGEST), "nobody said to be absent"
        );
    }

    function test_absentMembersThatSumToInfinity() public view {
        // A key and its negation: nothing is to be subtracted.
        uint256[3][] memory absent = new uint256[3][](2);
        absent[0] = BlsSigner.publicKey(secret(9));
        absent[1] = BlsKeys.negate(absent[0]);
        isTrue(verifier.checkCertificate(sumOfKeys(1), absent, voteOf(1), DIGEST), "sum is infinity");
    }

    function test_error_nobodyLeftToSign() public view {
        uint256[3][] memory absent = new uint256[3][](1);
        absent[0] = BlsSigner.publicKey(secret(1));
        uint256[8] memory zero;
        isTrue(!verifier.checkCertificate(sumOfKeys(1), absent, voteOf(1), DIGEST), "signers at infinity");
        isTrue(!verifier.checkCertificate(sumOfKeys(1), absent, zero, DIGEST), "both at infinity");
    }

    function test_error_signatureAtInfinity() public view {
        uint256[8] memory zero;
        isTrue(!verifier.checkCertificate(sumOfKeys(1), new uint256[3][](0), zero, DIGEST), "infinity");
        isTrue(!verifier.checkProofOfPossession(sumOfKeys(1), zero, DIGEST), "infinity as proof");
    }

    function test_error_absentKeyOffTheCurve() public view {
        uint256[3][] memory absent = new uint256[3][](1);
        absent[0] = [uint256(1), 2, 3];
        isTrue(!verifier.checkCertificate(sumOfKeys(2), absent, voteOf(1), DIGEST), "not a point");
    }

    function test_proofAndVoteAreNotInterchangeable() public view {
        uint256[3] memory key = BlsSigner.publicKey(secret(1));
        uint256[8] memory pop = BlsSigner.sign(verifier.hashProofOfPossession(DIGEST), secret(1));
        isTrue(verifier.checkProofOfPossession(key, pop, DIGEST), "proof");
        isTrue(!verifier.checkProofOfPossession(key, voteOf(1), DIGEST), "vote as proof");
        isTrue(!verifier.checkCertificate(key, new uint256[3][](0), pop, DIGEST), "proof as vote");
    }

    function test_signaturesCannotBeLongerThanTheirType() public view {
        uint256[3] memory key = BlsSigner.publicKey(secret(1));
        // Whatever is appended to the calldata is not read.
        bytes memory call = abi.encodePacked(
            abi.encodeCall(verifier.checkProofOfPossession, (key, voteOf(1), DIGEST)),
            new bytes(384)
        );
        (bool ok, bytes memory answer) = address(verifier).staticcall(call);
        isTrue(ok && !abi.decode(answer, (bool)), "appended pairs change nothing");
        (ok,) = address(verifier).staticcall(
            abi.encodePacked(verifier.checkProofOfPossession.selector, new bytes(32 * 11))
        );
        isTrue(!ok, "shorter calldata");
    }

    function test_error_deploymentWithoutAPrecompile() public {
        // What a chain without EIP-2537 answers: success and nothing. The mock stands for it.
        address[6] memory needed =
            [address(0x02), address(0x05), address(0x0b), address(0x0d), address(0x0f), address(0x11)];
        for (uint256 i = 0; i < needed.length; ++i) {
            vm.mockCall(needed[i], "", "");
            vm.expectRevert(IBlsVerifier.PrecompileMissing.selector);
            new BlsVerifier();
            vm.clearMockedCalls();
        }
        new BlsVerifier();
    }

    function testFuzz_negationIsTheInverse(uint256 s) public view {
        uint256[3] memory key = BlsSigner.publicKey((s >> 8) + 1);
        (bool ok, uint256[3] memory sum) = BlsKeys.tryAdd(key, BlsKeys.negate(key));
        isTrue(ok && BlsKeys.isZero(sum), "P - P");
        (ok, sum) = BlsKeys.tryAdd(key, [uint256(0), 0, 0]);
        isTrue(ok && keccak256(abi.encode(sum)) == keccak256(abi.encode(key)), "P + 0");
    }
}
