// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

struct Log {
    bytes32[] topics;
    bytes data;
    address emitter;
}

/// The test runner's cheat codes that the suite uses.
interface Vm {
    // The optimizer may move `timestamp()` and `number()` across a warp or roll; these calls stay in place.
    function getBlockTimestamp() external view returns (uint256);
    function getBlockNumber() external view returns (uint256);
    function warp(uint256 timestamp) external;
    function roll(uint256 number) external;
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function getCode(string calldata artifact) external view returns (bytes memory);
    function assume(bool condition) external pure;
    function etch(address target, bytes calldata code) external;
    function chainId(uint256 id) external;
    function mockCall(address target, bytes calldata data, bytes calldata answer) external;
    function mockCallRevert(address target, bytes calldata data, bytes calldata answer) external;
    function clearMockedCalls() external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    function expectEmit(address emitter) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function setBlockhash(uint256 number, bytes32 hash) external;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
