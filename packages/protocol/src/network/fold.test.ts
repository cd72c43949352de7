import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { assert } from "../errors.ts";
import { ed25519PublicKey } from "../identity/keys.ts";
import { registrationMessage } from "../registration/index.ts";
import { assignSwarms } from "../swarm/index.ts";
import { errorCode } from "../testing/index.ts";
import { emptyNetworkState } from "./empty.ts";
import { applyBlock } from "./fold.ts";
import { NO_X25519_KEY, swarmMembers } from "./lookup.ts";
import { tableDigest } from "./table-digest.ts";
import {
  activated,
  blockAt,
  DOMAIN,
  decommissioned,
  exited,
  keysRegistered,
  recommissioned,
  registered,
  type TestEvent,
  testNode,
} from "./testing/chain.ts";
import type { NetworkBlock, NetworkState } from "./types.ts";

function fold(blocks: readonly NetworkBlock[], from: NetworkState = emptyNetworkState()): NetworkState {
  return blocks.reduce((state, block) => applyBlock(state, block, DOMAIN), from);
}

const node = (state: NetworkState, nodeId: number) => state.nodes.get(nodeId);
const seven = registered(1, 2, 3, 4, 5, 6, 7);

describe("applyBlock", () => {
  test("default: registered nodes are active members of the first swarm", () => {
    const state = fold([blockAt(5, seven)]);
    expect(state.head).toMatchObject({ height: 5, timeMs: 1_718_000_005_000 });
    expect([state.nodes.size, state.pendingKeys.size, state.membershipHeight]).toEqual([7, 0, 5]);
    expect(node(state, 3)).toMatchObject({
      ed25519: testNode(3).ed25519,
      state: "active",
      swarmId: 0n,
      invalidIdentity: false,
      registrationHeight: 5,
      stateHeight: 5,
      feeBps: 500,
      unlockAtSeconds: 0,
    });
  });

  test("behaviour: the seed is the first 8 bytes of the block hash, little-endian", () => {
    const block = { ...blockAt(2, registered(...Array.from({ length: 20 }, (_, i) => i + 1))) };
    const state = fold([{ ...block, hash: `0100000000000000${"ff".repeat(24)}` }]);
    const keys = [...state.nodes.values()].map(({ ed25519 }) => ed25519).sort();
    const expected = assignSwarms({ swarms: new Map(), unassigned: keys, seed: 1n });
    const got = [...swarmMembers(state)].map(([id, members]) => [id, members.map(({ ed25519 }) => ed25519)]);
    expect(got).toEqual(
      [...expected].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, members]) => [id, [...members].sort()]),
    );
  });

  test("behaviour: a decommissioned node is in no swarm and comes back with one", () => {
    const down = fold([blockAt(1, seven), blockAt(2, [decommissioned(4)])]);
    expect(node(down, 4)).toMatchObject({ state: "decommissioned", swarmId: null, stateHeight: 2 });
    const up = fold([blockAt(3, [recommissioned(4)])], down);
    expect(node(up, 4)).toMatchObject({
      state: "active",
      swarmId: 0n,
      stateHeight: 3,
      registrationHeight: 1,
    });
    expect(up.membershipHeight).toBe(3);
  });

  test("behaviour: a node that exits or is deregistered leaves the table", () => {
    const state = fold([
      blockAt(1, seven),
      blockAt(2, [decommissioned(1)]),
      blockAt(3, [
        {
          type: "NodeDeregistered",
          nodeId: 1,
          epoch: 5,
          reasons: 1,
          penaltyAtomic: 1n,
          operatorLockSeconds: 1,
          contributorLockSeconds: 1,
        },
      ]),
      blockAt(4, [exited(2)]),
    ]);
    expect([...state.nodes.keys()]).toEqual([3, 4, 5, 6, 7]);
  });

  test("behaviour: the exit of a decommissioned node changes no membership", () => {
    const state = fold([blockAt(1, seven), blockAt(2, [decommissioned(1)]), blockAt(3, [exited(1)])]);
    expect([state.membershipHeight, state.head.height]).toEqual([2, 3]);
  });

  test("behaviour: a node whose registration signature does not verify never gets a swarm", () => {
    const squatter = [keysRegistered(9, { signedBy: 1 }), activated(9)];
    const state = fold([blockAt(1, seven), blockAt(2, squatter)]);
    expect(node(state, 9)).toMatchObject({ invalidIdentity: true, swarmId: null, state: "active" });
    expect(state.membershipHeight).toBe(1);
    const back = fold([blockAt(3, [decommissioned(9)]), blockAt(4, [recommissioned(9)])], state);
    expect(node(back, 9)).toMatchObject({ swarmId: null, state: "active" });
    expect(back.membershipHeight).toBe(1);
  });

  test.each([
    ["another chain", { ...DOMAIN, chainId: 1 }],
    ["another registry", { ...DOMAIN, registry: `0x${"01".repeat(20)}` as const }],
  ])("behaviour: a registration signed for %s proves nothing here", (_, domain) => {
    const state = applyBlock(emptyNetworkState(), blockAt(1, registered(1)), domain);
    expect(node(state, 1)?.invalidIdentity).toBe(true);
  });

  test("behaviour: a key of small order is an invalid identity, and breaks nothing", () => {
    const smallOrder = `01${"00".repeat(31)}`;
    const keys = { ...keysRegistered(1), ed25519: smallOrder, ed25519SignatureHex: smallOrder.repeat(2) };
    const state = fold([blockAt(1, [keys as TestEvent, activated(1)])]); // the brand's check would let it pass
    expect(node(state, 1)).toMatchObject({ invalidIdentity: true, x25519: "0".repeat(64) });
  });

  // The one place where the chain's rule and the network's differ: R = r·B + T, S = r + k·a.
  test("behaviour: a registration whose R has a torsion part counts, as section 8 wants it", () => {
    const { BASE, Fn } = ed25519.Point;
    const order2 = ed25519.Point.fromHex(`ec${"ff".repeat(30)}7f`);
    const { seed } = testNode(1);
    const event = keysRegistered(1);
    assert(event.type === "KeysRegistered", "keysRegistered makes such an event");
    const publicKey = hexDecode(event.ed25519);
    const blsKey = hexDecode(event.blsHex);
    const message = registrationMessage({ ...DOMAIN, operator: event.operator, blsKey });
    const encodedR = BASE.multiply(7n).add(order2).toBytes();
    const k = Fn.create(bytesToNumberLE(nobleCrypto.sha512(concatBytes(encodedR, publicKey, message))));
    const s = Fn.create(7n + k * ed25519.utils.getExtendedPublicKey(seed).scalar);
    const signature = concatBytes(encodedR, numberToBytesLE(s, 32));
    expect(nobleCrypto.ed25519Verify(signature, message, publicKey)).toBe(false);
    const odd = { ...event, ed25519SignatureHex: hexEncode(signature) };
    expect(node(fold([blockAt(1, [odd, activated(1)])]), 1)?.invalidIdentity).toBe(false);
  });

  // A = a·B + T: plain Ed25519 signatures under A fulfil the cofactored equation, and the whole network's in one of two.
  test("behaviour: a key with a torsion part proves its identity, but has no X25519 key", () => {
    const { BASE, Fn } = ed25519.Point;
    const order2 = ed25519.Point.fromHex(`ec${"ff".repeat(30)}7f`);
    const event = keysRegistered(1);
    assert(event.type === "KeysRegistered", "keysRegistered makes such an event");
    const publicKey = BASE.multiply(5n).add(order2).toBytes();
    const message = registrationMessage({
      ...DOMAIN,
      operator: event.operator,
      blsKey: hexDecode(event.blsHex),
    });
    const r = BASE.multiply(7n).toBytes();
    const k = Fn.create(bytesToNumberLE(nobleCrypto.sha512(concatBytes(r, publicKey, message))));
    const signature = concatBytes(r, numberToBytesLE(Fn.create(7n + k * 5n), 32));
    const odd = {
      ...event,
      ed25519: ed25519PublicKey(hexEncode(publicKey)),
      ed25519SignatureHex: hexEncode(signature),
    };
    const state = fold([blockAt(1, [odd, activated(1)])]);
    expect(node(state, 1)).toMatchObject({ invalidIdentity: false, swarmId: 0n, x25519: NO_X25519_KEY });
  });

  test("behaviour: unlocks and beneficiaries are recorded", () => {
    const operator = `0x${"0b".repeat(20)}` as const;
    const other = `0x${"0c".repeat(20)}` as const;
    const state = fold([
      blockAt(1, seven),
      blockAt(2, [
        { type: "UnlockRequested", nodeId: 2, by: operator, unlockAtSeconds: 99 },
        { type: "BeneficiaryChanged", nodeId: 2, staker: operator, from: operator, to: other },
      ]),
    ]);
    expect(node(state, 2)).toMatchObject({
      unlockAtSeconds: 99,
      slots: [{ staker: operator, beneficiary: other }],
    });
    expect(state.membershipHeight).toBe(1);
  });

  test("behaviour: a block without events only moves the head", () => {
    const before = fold([blockAt(1, seven)]);
    const after = fold([blockAt(9)], before);
    expect(after.nodes).toBe(before.nodes);
    expect([after.head.height, after.membershipHeight]).toEqual([9, 1]);
  });

  test("behaviour: the old state stays as it was", () => {
    const before = fold([blockAt(1, seven)]);
    const digest = tableDigest(before);
    fold([blockAt(2, [decommissioned(1), ...registered(8)])], before);
    expect(tableDigest(before)).toEqual(digest);
    expect([before.nodes.size, node(before, 1)?.state]).toEqual([7, "active"]);
  });

  test.each([
    ["the same block twice", 1, []],
    ["an older block", 0, []],
  ])("error: %s", (_, height, events) => {
    const state = fold([blockAt(1, seven)]);
    expect(errorCode(() => fold([blockAt(height, events)], state))).toBe("block_out_of_order");
  });

  test.each<[string, readonly TestEvent[]]>([
    ["activation without keys", [activated(8)]],
    ["keys registered twice", [keysRegistered(8), keysRegistered(8)]],
    ["decommission of an unknown node", [decommissioned(8)]],
    ["decommission of a decommissioned node", [decommissioned(1), decommissioned(1)]],
    ["recommission of an active node", [recommissioned(1)]],
    ["exit of an unknown node", [exited(8)]],
  ])("error: %s", (_, events) => {
    const state = fold([blockAt(1, seven)]);
    expect(errorCode(() => fold([blockAt(2, events)], state))).toBe("event_out_of_order");
    expect(node(state, 1)?.state).toBe("active");
  });

  test("error: a block hash that is none", () => {
    const bad = { ...blockAt(1), hash: "0x12" };
    expect(errorCode(() => fold([bad]))).toBe("block_hash_malformed");
  });
});

/** Random but valid event lists: each command acts on a node that is in the state it needs. */
const commands = fc.array(
  fc.record({
    events: fc.array(
      fc.record({ kind: fc.constantFrom("join", "down", "up", "leave"), pick: fc.nat(1000) }),
      {
        maxLength: 12,
      },
    ),
    gap: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 10 },
);

function toBlocks(script: readonly { events: readonly { kind: string; pick: number }[]; gap: number }[]) {
  const states = new Map<number, "active" | "decommissioned">();
  let nextId = 1;
  let height = 0;
  return script.map(({ events, gap }) => {
    height += gap;
    const made = events.flatMap(({ kind, pick }): TestEvent[] => {
      if (kind === "join") {
        if (nextId > 60) return [];
        states.set(nextId, "active");
        return registered(nextId++);
      }
      const wanted = kind === "down" ? "active" : kind === "up" ? "decommissioned" : undefined;
      const able = [...states].filter(([, state]) => wanted === undefined || state === wanted);
      const nodeId = able[pick % Math.max(1, able.length)]?.[0];
      if (nodeId === undefined) return [];
      if (kind === "leave") states.delete(nodeId);
      else states.set(nodeId, kind === "down" ? "decommissioned" : "active");
      return [
        kind === "down" ? decommissioned(nodeId) : kind === "up" ? recommissioned(nodeId) : exited(nodeId),
      ];
    });
    return blockAt(height, made);
  });
}

describe("fold laws", () => {
  test("behaviour: leaving out blocks without events changes nothing", () => {
    fc.assert(
      fc.property(commands, (script) => {
        const blocks = toBlocks(script);
        const short = blocks.filter((block) => block.events.length > 0);
        expect(fold(short).nodes).toEqual(fold(blocks).nodes);
      }),
      { numRuns: 40 },
    );
  });

  test("behaviour: replay from the start equals going on from a kept state", () => {
    fc.assert(
      fc.property(commands, fc.nat(10), (script, cut) => {
        const blocks = toBlocks(script);
        const kept = fold(blocks.slice(0, cut));
        expect(fold(blocks.slice(cut), kept)).toEqual(fold(blocks));
      }),
      { numRuns: 40 },
    );
  });

  test("behaviour: exactly the active nodes with a valid identity are in a swarm", () => {
    fc.assert(
      fc.property(commands, (script) => {
        for (const { state, swarmId } of fold(toBlocks(script)).nodes.values())
          expect(swarmId === null).toBe(state !== "active");
      }),
      { numRuns: 40 },
    );
  });
});

describe("tableDigest", () => {
  test("behaviour: blocks that change no membership keep it, others change it", () => {
    const one = fold([blockAt(1, seven)]);
    expect(tableDigest(fold([blockAt(2)], one))).toEqual(tableDigest(one));
    expect(tableDigest(fold([blockAt(2, [decommissioned(1)])], one))).not.toEqual(tableDigest(one));
  });

  test("behaviour: the same table at another height has another digest", () => {
    expect(tableDigest(fold([blockAt(1, seven)]))).not.toEqual(tableDigest(fold([blockAt(2, seven)])));
  });

  test("default: height, then swarm and key of every member in the order of the bytes", () => {
    const state = fold([blockAt(1, registered(...Array.from({ length: 14 }, (_, i) => i + 1)))]);
    const rows = [...state.nodes.values()].map(
      ({ swarmId, ed25519: key }) => (swarmId ?? 0n).toString(16).padStart(16, "0") + key,
    );
    expect(new Set(rows.map((row) => row.slice(0, 16)))).toEqual(
      new Set(["0000000000000000", "7fffffffffffffff"]),
    );
    const table = hexDecode(`0000000000000001${rows.sort().join("")}`);
    expect(hexEncode(tableDigest(state))).toBe(hexEncode(nobleCrypto.blake2b(table, { length: 32 })));
  });

  test("default: an empty table", () => {
    // BLAKE2b-256 of eight zero bytes: an empty table before the first membership change.
    const digest = tableDigest(emptyNetworkState());
    expect(digest).toEqual(nobleCrypto.blake2b(new Uint8Array(8), { length: 32 }));
  });
});
