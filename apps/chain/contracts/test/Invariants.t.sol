// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    ACTION_DECOMMISSION,
    ACTION_DEREGISTER,
    ACTION_IP_CHANGE,
    ACTION_RECOMMISSION,
    Contributor,
    Keys,
    Node,
    StateChange,
    STATE_ACTIVE,
    STATE_DECOMMISSIONED,
    STATE_DEREGISTERED,
    STATE_EXITED
} from "../interfaces/Types.sol";
import {CommitteeFixture} from "./CommitteeFixture.sol";
import {vm} from "./Vm.sol";

/// Random actors over every function that exists, with time jumps. Calls may be refused; what must hold
/// whatever happens is in `check`. The walk keeps its own clock, since cheat codes may not outlive a call.
contract Walk is CommitteeFixture {
    uint256 private constant PREC = 10 ** 18;
    uint256 private constant NODES_MAX = 12;
    uint256 private _time;
    uint256 private _block;

    mapping(uint32 => uint8) private _lastState;
    mapping(uint32 => uint256) private _lastNonce;
    /// Earnings of a node when it stopped being active, plus one; zero while it is active.
    mapping(uint32 => uint256) private _restingTotal;
    /// How often each step ran, and from 12 on how often each action of a certificate was applied.
    uint256[17] public done;

    function setUp() public override {
        super.setUp();
        (_time, _block) = (START, 1);
        for (uint256 i = 1; i <= 6; ++i) {
            register(i);
        }
        _nextEpoch();
        _tick(10);
        _observe();
    }

    modifier step(uint256 action) {
        vm.warp(_time);
        vm.roll(_block);
        _;
        ++done[action];
        _observe();
    }

    /// One random step.
    function act(uint256 seed) public {
        uint256 action = seed % 16;
        uint256 arg = seed >> 8;
        if (action == 0) registerOne();
        else if (action == 1) requestUnlock(arg);
        else if (action == 2) exit(arg);
        else if (action == 3) withdraw(arg);
        else if (action == 4) claim(arg);
        else if (action == 5) setBeneficiary(arg);
        else if (action == 6) strayTokens(arg);
        else if (action == 7) fund(arg);
        else if (action == 8) pause(arg);
        else if (action == 9) requirement(arg);
        else if (action == 10) newEpoch();
        else if (action <= 13) stateChange(arg);
        else wait_(arg);
    }

    function registerOne() public step(0) {
        uint256 i = uint256(registry.nodeCount()) + 1;
        if (i > NODES_MAX) return;
        Keys memory k = keysOf(i, operator(i));
        token.drip(operator(i), 100_000 * TOKEN);
        vm.prank(operator(i));
        token.approve(address(registry), type(uint256).max);
        vm.prank(operator(i));
        try registry.registerSolo(k, operator(i)) {} catch {}
    }

    function requestUnlock(uint256 arg) public step(1) {
        // Seldom, or the network is empty before committees could do anything.
        if (arg % 5 != 0) return;
        uint32 id = _id(arg >> 8);
        vm.prank(operator(id));
        try registry.requestUnlock(id) {} catch {}
    }

    function exit(uint256 arg) public step(2) {
        try registry.exit(_id(arg)) {} catch {}
    }

    function withdraw(uint256 arg) public step(3) {
        uint32 id = _id(arg);
        try registry.withdrawStakeFor(id, operator(id)) {} catch {}
    }

    function claim(uint256 arg) public step(4) {
        uint32 id = _id(arg);
        registry.claimFor(operator(id), ids(id));
    }

    function setBeneficiary(uint256 arg) public step(5) {
        uint32 id = _id(arg);
        vm.prank(operator(id));
        registry.setBeneficiary(id, address(uint160(0xB000 + arg % 8)));
    }

    function strayTokens(uint256 arg) public step(6) {
        if (arg % 3 == 0) token.transfer(address(registry), arg % 1000);
        else if (arg % 3 == 1) token.transfer(address(pool), arg % 1000);
        else if (arg % 2 == 0) registry.skim();
        else pool.sweep();
    }

    function fund(uint256 arg) public step(7) {
        pool.fund(arg % (1000 * TOKEN));
    }

    function pause(uint256 arg) public step(8) {
        registry.setPaused(arg % 4 == 0);
    }

    function requirement(uint256 arg) public step(9) {
        try registry.announceRequirement(uint96(STAKE / 2 + arg % STAKE)) {} catch {}
    }

    function newEpoch() public step(10) {
        _nextEpoch();
    }

    function stateChange(uint256 arg) public step(11) {
        uint64 epoch = registry.currentEpoch();
        try registry.committee(epoch) {} catch {
            return;
        }
        uint32 id = _id(arg >> 8);
        uint8 state = registry.node(id).state;
        uint8 action = ACTION_DECOMMISSION;
        if (state == STATE_DECOMMISSIONED) action = arg % 3 == 0 ? ACTION_RECOMMISSION : ACTION_DEREGISTER;
        else if (arg % 4 == 0) action = ACTION_IP_CHANGE;
        StateChange memory c = change(action, id, epoch);
        uint64 signers = everybody(epoch);
        uint256[8] memory sig = certify(c, signers);
        try registry.submitStateChange(c, signers, sig) {
            if (action == ACTION_DECOMMISSION) isTrue(registry.activeCount() >= 4, "I13: below the floor");
            ++done[11 + action];
        } catch {}
    }

    function wait_(uint256 arg) public step(16) {
        _tick(arg % 50);
    }

    function _nextEpoch() private {
        nextEpoch();
        _block = vm.getBlockNumber();
        registry.sealCommittee();
    }

    function _tick(uint256 secondsPassed) private {
        _time += secondsPassed;
        vm.warp(_time);
    }

    function _id(uint256 arg) private view returns (uint32) {
        return uint32(1 + arg % registry.nodeCount());
    }

    function _earned(Node memory n) private view returns (uint256) {
        (uint256 acc,) = registry.accumulator();
        return n.settled + (n.state == STATE_ACTIVE ? acc - n.debt : 0);
    }

    /// I5, I8: what may change from one step to the next.
    function _observe() private {
        uint32 count = registry.nodeCount();
        for (uint32 id = 1; id <= count; ++id) {
            Node memory n = registry.node(id);
            uint8 before = _lastState[id];
            if (n.state != before) {
                bool edge = (before == 0 && n.state == STATE_ACTIVE)
                    || (before == STATE_ACTIVE && (n.state == STATE_DECOMMISSIONED || n.state == STATE_EXITED))
                    || (before == STATE_DECOMMISSIONED
                        && (n.state == STATE_ACTIVE || n.state == STATE_EXITED || n.state == STATE_DEREGISTERED));
                isTrue(edge, "I8: no such edge");
                _lastState[id] = n.state;
            }
            isTrue(n.nonce == _lastNonce[id] || n.nonce == _lastNonce[id] + 1, "I8: nonce");
            _lastNonce[id] = n.nonce;
            if (n.state == STATE_ACTIVE) {
                _restingTotal[id] = 0;
            } else if (_restingTotal[id] == 0) {
                _restingTotal[id] = _earned(n) + 1;
            } else {
                eq(_restingTotal[id], _earned(n) + 1, "I5: earns while not active");
            }
        }
    }

    /// I1 to I4, I6, I7, I9, I11.
    function check() external view {
        uint32 count = registry.nodeCount();
        uint256 principal = 0;
        uint256 earned = 0;
        uint256 active = 0;
        for (uint32 id = 1; id <= count; ++id) {
            Node memory n = registry.node(id);
            Contributor memory c = registry.contributors(id)[0];
            if (!c.withdrawn) principal += c.amount - registry.deregistration(id).penalty;
            uint256 total = _earned(n);
            earned += total;
            isTrue(c.claimed <= total / PREC, "I4: claimed more than earned");
            eq(c.amount, n.required, "I11: slots are the requirement");
            bool holdsKeys = n.state == STATE_ACTIVE || n.state == STATE_DECOMMISSIONED;
            isTrue((registry.idByEd25519(n.ed25519) == id) == holdsKeys, "I7: Ed25519 key");
            isTrue((registry.idByBls(n.bls) == id) == holdsKeys, "I7: BLS key");
            if (n.state != STATE_ACTIVE) continue;
            ++active;
            eq(registry.activeIds(n.activeIndex, 1)[0], id, "I6: activeIndex");
            int256 credit = registry.creditOf(id);
            isTrue(credit >= 0 && credit <= 300, "I9: credit");
        }
        eq(registry.activeCount(), active, "I6: activeIds");
        eq(registry.stateCounts()[STATE_ACTIVE], active, "count of active");
        eq(principal, registry.totalStaked(), "I1: principal");
        isTrue(registry.totalStaked() <= token.balanceOf(address(registry)), "I1: covered");
        uint256 released = uint256(pool.owed()) + pool.paid();
        eq(uint256(pool.unreleased()) + released, pool.funded(), "I2: funded");
        isTrue(token.balanceOf(address(pool)) >= uint256(pool.unreleased()) + pool.owed(), "I2: covered");
        (, uint256 rem) = registry.accumulator();
        eq(earned + rem, released * PREC, "I3: released is attributed");
    }

    /// I12: whatever happened, everybody gets stake and rewards out; only dust stays.
    function everybodyLeaves() external {
        vm.warp(_time);
        vm.roll(_block);
        registry.setPaused(true);
        uint32 count = registry.nodeCount();
        for (uint32 id = 1; id <= count; ++id) {
            vm.prank(operator(id));
            try registry.requestUnlock(id) {} catch {}
        }
        _tick(100);
        for (uint32 id = 1; id <= count; ++id) {
            try registry.exit(id) {} catch {}
            try registry.withdrawStakeFor(id, operator(id)) {} catch {}
            registry.claimFor(operator(id), ids(id));
        }
        registry.skim();
        pool.sweep();
        eq(registry.activeCount(), 0, "nobody left");
        eq(registry.totalStaked(), 0, "no stake left");
        eq(token.balanceOf(address(registry)), 0, "registry is empty");
        isTrue(pool.owed() <= count, "at most one unit per slot");
        eq(token.balanceOf(address(pool)), uint256(pool.unreleased()) + pool.owed(), "pool holds what it counts");
    }
}

/// The invariants of staking-design.md 7.4 for the parts that exist, over random walks.
contract InvariantsTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Walk private _walk;

    function setUp() public {
        _walk = new Walk();
        _walk.setUp();
    }

    /// The runner calls only these.
    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(_walk);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory list) {
        list = new FuzzSelector[](1);
        list[0].addr = address(_walk);
        list[0].selectors = new bytes4[](1);
        list[0].selectors[0] = Walk.act.selector;
    }

    function invariant_accountingHolds() public view {
        _walk.check();
    }

    function testFuzz_walkAndEverybodyLeaves(uint256 seed) public {
        for (uint256 i = 0; i < 60; ++i) {
            _walk.act(uint256(keccak256(abi.encode(seed, i))));
            _walk.check();
        }
        _walk.everybodyLeaves();
        _walk.check();
    }

    /// A walk in which nothing happens proves nothing.
    function test_theWalkReachesEveryAction() public {
        for (uint256 i = 0; i < 400; ++i) {
            _walk.act(uint256(keccak256(abi.encode("coverage", i))));
        }
        for (uint256 action = 0; action < 17; ++action) {
            require(_walk.done(action) > 0, "an action never succeeded");
        }
        _walk.check();
    }
}
