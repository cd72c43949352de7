// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IServiceNodesErrors, IServiceNodesEvents} from "../interfaces/IServiceNodes.sol";
import {Contributor, Keys, Node, STATE_ACTIVE} from "../interfaces/Types.sol";
import {BlsSigner} from "./BlsSigner.sol";
import {Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// staking-design.md 6.1, the solo rows.
contract RegistrationTest is Fixture, IServiceNodesErrors, IServiceNodesEvents {
    address private constant BENEFICIARY = address(0xBEEF);

    function test_registerSoloActivatesAndPullsTheRequirement() public {
        Keys memory k = keysOf(1, operator(1));
        fundOperator(1);
        address[] memory stakers = new address[](1);
        address[] memory beneficiaries = new address[](1);
        uint96[] memory amounts = new uint96[](1);
        (stakers[0], beneficiaries[0], amounts[0]) = (operator(1), BENEFICIARY, STAKE);
        vm.expectEmit(address(registry));
        emit KeysRegistered(1, operator(1), k.ed25519, k.bls, k.ed25519Sig);
        vm.expectEmit(address(registry));
        emit NodeActivated(1, k.ed25519, operator(1), 0, STAKE, stakers, beneficiaries, amounts);
        vm.prank(operator(1));
        uint32 id = registry.registerSolo(k, BENEFICIARY);

        eq(id, 1, "id");
        Node memory n = registry.node(id);
        eq(n.operator, operator(1), "operator");
        eq(n.state, STATE_ACTIVE, "state");
        eq(n.feeBps, 0, "fee");
        eq(n.slots, 1, "slots");
        eq(n.required, STAKE, "required");
        eq(n.stateSince, START, "stateSince");
        eq(n.activatedAt, START, "activatedAt");
        eq(n.unlockAt, 0, "unlockAt");
        eq(n.nonce, 0, "nonce");
        eq(n.creditBase, 30, "creditBase");
        eq(n.creditSince, START, "creditSince");
        isTrue(n.ed25519 == k.ed25519, "ed25519");
        isTrue(keccak256(abi.encode(n.bls)) == keccak256(abi.encode(k.bls)), "bls");
        Contributor[] memory c = registry.contributors(id);
        eq(c.length, 1, "contributors");
        eq(c[0].staker, operator(1), "staker");
        eq(c[0].beneficiary, BENEFICIARY, "beneficiary");
        eq(c[0].amount, STAKE, "amount");
        eq(c[0].lastDeposit, START, "lastDeposit");
        eq(registry.totalStaked(), STAKE, "totalStaked");
        eq(token.balanceOf(address(registry)), STAKE, "balance");
        eq(token.balanceOf(operator(1)), 0, "operator's balance");
        eq(registry.idByEd25519(k.ed25519), 1, "idByEd25519");
        eq(registry.idByBls(k.bls), 1, "idByBls");
        eq(registry.activeCount(), 1, "activeCount");
        eq(registry.nodeCount(), 1, "nodeCount");
        eq(registry.stateCounts()[STATE_ACTIVE], 1, "count of active");
    }

    function test_idsCountUpAndActiveIdsArePaged() public {
        registerMany(3);
        uint32[] memory page = registry.activeIds(1, 5);
        eq(page.length, 2, "page");
        eq(page[0], 2, "first of page");
        eq(page[1], 3, "second of page");
        eq(registry.activeIds(3, 5).length, 0, "behind the end");
        eq(registry.activeIds(0, 1).length, 1, "bounded by n");
    }

    function test_error_Paused() public {
        registry.setPaused(true);
        Keys memory k = keysOf(1, operator(1));
        fundOperator(1);
        vm.prank(operator(1));
        vm.expectRevert(Paused.selector);
        registry.registerSolo(k, BENEFICIARY);
        registry.setPaused(false);
        vm.prank(operator(1));
        registry.registerSolo(k, BENEFICIARY);
    }

    function test_error_ZeroAddressBeneficiary() public {
        Keys memory k = keysOf(1, operator(1));
        vm.prank(operator(1));
        vm.expectRevert(ZeroAddress.selector);
        registry.registerSolo(k, address(0));
    }

    function test_error_ZeroKeys() public {
        Keys memory k = keysOf(1, operator(1));
        k.ed25519 = 0;
        vm.prank(operator(1));
        vm.expectRevert(ZeroKey.selector);
        registry.registerSolo(k, BENEFICIARY);
        k = keysOf(1, operator(1));
        // Infinity with an all-zero signature satisfies the pairing equation.
        k.bls = [uint256(0), 0, 0];
        k.pop = [uint256(0), 0, 0, 0, 0, 0, 0, 0];
        vm.prank(operator(1));
        vm.expectRevert(ZeroKey.selector);
        registry.registerSolo(k, BENEFICIARY);
    }

    function test_error_BadProofOfPossession() public {
        fundOperator(1);
        // Made for another operator: copied calldata does not work.
        Keys memory k = keysOf(1, operator(2));
        vm.prank(operator(1));
        vm.expectRevert(BadProofOfPossession.selector);
        registry.registerSolo(k, BENEFICIARY);
        // Of another key.
        k = keysOf(1, operator(1));
        k.bls = BlsSigner.publicKey(secret(2));
        vm.prank(operator(1));
        vm.expectRevert(BadProofOfPossession.selector);
        registry.registerSolo(k, BENEFICIARY);
        // For another Ed25519 key.
        k = keysOf(1, operator(1));
        k.ed25519 = ed25519(2);
        vm.prank(operator(1));
        vm.expectRevert(BadProofOfPossession.selector);
        registry.registerSolo(k, BENEFICIARY);
        // Under the tag of votes.
        k = keysOf(1, operator(1));
        bytes32 digest = registry.proofOfPossessionDigest(operator(1), k.ed25519, k.bls);
        k.pop = BlsSigner.sign(verifier.hashVote(digest), secret(1));
        vm.prank(operator(1));
        vm.expectRevert(BadProofOfPossession.selector);
        registry.registerSolo(k, BENEFICIARY);
        // For another chain.
        k = keysOf(1, operator(1));
        vm.chainId(99);
        vm.prank(operator(1));
        vm.expectRevert(BadProofOfPossession.selector);
        registry.registerSolo(k, BENEFICIARY);
    }

    function test_error_KeyInUse() public {
        register(1);
        fundOperator(2);
        Keys memory k = keysOf(1, operator(2));
        vm.prank(operator(2));
        vm.expectRevert(abi.encodeWithSelector(KeyInUse.selector, 1));
        registry.registerSolo(k, BENEFICIARY);
        // The BLS key alone is enough.
        k.ed25519 = ed25519(2);
        bytes32 digest = registry.proofOfPossessionDigest(operator(2), k.ed25519, k.bls);
        k.pop = BlsSigner.sign(verifier.hashProofOfPossession(digest), secret(1));
        vm.prank(operator(2));
        vm.expectRevert(abi.encodeWithSelector(KeyInUse.selector, 1));
        registry.registerSolo(k, BENEFICIARY);
        // So is the Ed25519 key.
        k = keysOf(2, operator(2));
        k.ed25519 = ed25519(1);
        vm.prank(operator(2));
        vm.expectRevert(abi.encodeWithSelector(KeyInUse.selector, 1));
        registry.registerSolo(k, BENEFICIARY);
    }

    function test_keysAreFreeAgainAfterExit() public {
        register(1);
        vm.prank(operator(1));
        registry.requestUnlock(1);
        pass(60);
        registry.exit(1);
        eq(register(1), 2, "new id");
        eq(registry.idByEd25519(ed25519(1)), 2, "key of the new node");
    }

    function test_error_withoutAllowanceOrBalanceNothingIsKept() public {
        Keys memory k = keysOf(1, operator(1));
        token.transfer(operator(1), STAKE - 1);
        vm.startPrank(operator(1));
        (bool ok,) = address(registry).call(abi.encodeCall(registry.registerSolo, (k, BENEFICIARY)));
        isTrue(!ok, "no allowance");
        token.approve(address(registry), STAKE);
        (ok,) = address(registry).call(abi.encodeCall(registry.registerSolo, (k, BENEFICIARY)));
        isTrue(!ok, "one unit short");
        vm.stopPrank();
        eq(registry.nodeCount(), 0, "nodeCount");
        eq(registry.totalStaked(), 0, "totalStaked");
    }

    function permitOf(uint256 i, uint256 value) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                operator(i),
                address(registry),
                value,
                token.nonces(operator(i)),
                START + 1
            )
        );
        return vm.sign(1000 + i, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash)));
    }

    function test_registerSoloWithPermit() public {
        Keys memory k = keysOf(1, operator(1));
        token.transfer(operator(1), STAKE);
        // The amount signed may be higher than the amount taken.
        (uint8 v, bytes32 r, bytes32 s) = permitOf(1, uint256(STAKE) + 5);
        vm.prank(operator(1));
        eq(registry.registerSoloWithPermit(k, BENEFICIARY, uint256(STAKE) + 5, START + 1, v, r, s), 1, "id");
        eq(token.allowance(operator(1), address(registry)), 5, "allowance left");
    }

    function test_aPermitSubmittedBySomebodyElseFirstDoesNoHarm() public {
        Keys memory k = keysOf(1, operator(1));
        token.transfer(operator(1), STAKE);
        (uint8 v, bytes32 r, bytes32 s) = permitOf(1, STAKE);
        token.permit(operator(1), address(registry), STAKE, START + 1, v, r, s);
        vm.prank(operator(1));
        eq(registry.registerSoloWithPermit(k, BENEFICIARY, STAKE, START + 1, v, r, s), 1, "id");
    }

    function test_error_aBadPermitWithoutAllowanceFails() public {
        Keys memory k = keysOf(1, operator(1));
        token.transfer(operator(1), STAKE);
        (uint8 v, bytes32 r, bytes32 s) = permitOf(1, STAKE - 1);
        vm.prank(operator(1));
        (bool ok,) = address(registry).call(
            abi.encodeCall(registry.registerSoloWithPermit, (k, BENEFICIARY, STAKE, START + 1, v, r, s))
        );
        isTrue(!ok, "permit for another value");
    }

    function test_theRequirementInForceIsTaken() public {
        registry.announceRequirement(STAKE / 2);
        register(1);
        eq(registry.node(1).required, STAKE, "before the notice is over");
        pass(100);
        Keys memory k = keysOf(2, operator(2));
        fundOperator(2);
        vm.prank(operator(2));
        registry.registerSolo(k, operator(2));
        eq(registry.node(2).required, STAKE / 2, "after it");
        eq(token.balanceOf(operator(2)), STAKE - STAKE / 2, "the rest stays");
        eq(registry.node(1).required, STAKE, "old nodes keep theirs");
    }

    function test_error_UnknownNode() public {
        vm.expectRevert(abi.encodeWithSelector(UnknownNode.selector, 0));
        registry.node(0);
        vm.expectRevert(abi.encodeWithSelector(UnknownNode.selector, 1));
        registry.node(1);
        vm.expectRevert(abi.encodeWithSelector(UnknownNode.selector, 1));
        registry.requestUnlock(1);
        vm.expectRevert(abi.encodeWithSelector(UnknownNode.selector, 7));
        registry.claim(ids(7));
    }
}
