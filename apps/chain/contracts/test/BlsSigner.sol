// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Signs with the chain's own BLS12-381 precompiles. For tests; that the numbers are those of other
/// implementations is shown by bls.service.test.ts.
library BlsSigner {
    /// 96-byte key of a secret scalar.
    function publicKey(uint256 secret) internal view returns (uint256[3] memory key) {
        (bool ok, bytes memory p) = address(0x0c).staticcall(
            abi.encodePacked(
                uint256(0x17f1d3a73197d7942695638c4fa9ac0f),
                uint256(0xc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb),
                uint256(0x08b3f481e3aaa0f1a09e30ed741d8ae4),
                uint256(0xfcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1),
                secret
            )
        );
        require(ok && p.length == 128, "G1MSM");
        (uint256 x0, uint256 x1, uint256 y0, uint256 y1) = abi.decode(p, (uint256, uint256, uint256, uint256));
        return [(x0 << 128) | (x1 >> 128), (x1 << 128) | y0, y1];
    }

    /// Signature of a hashed message.
    function sign(uint256[8] memory point, uint256 secret) internal view returns (uint256[8] memory) {
        (bool ok, bytes memory p) = address(0x0e).staticcall(abi.encodePacked(abi.encode(point), secret));
        require(ok && p.length == 256, "G2MSM");
        return abi.decode(p, (uint256[8]));
    }

    function add(uint256[8] memory a, uint256[8] memory b) internal view returns (uint256[8] memory) {
        (bool ok, bytes memory p) = address(0x0d).staticcall(abi.encodePacked(abi.encode(a), abi.encode(b)));
        require(ok && p.length == 256, "G2ADD");
        return abi.decode(p, (uint256[8]));
    }
}
