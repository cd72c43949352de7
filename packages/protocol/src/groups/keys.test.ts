import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { hexDecode, hexEncode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import {
  type Account,
  type AccountId,
  deriveAccount,
  parseAccountId,
  parseGroupId,
} from "../identity/index.ts";
import { alice, bob, bytes, carol, errorCode, loadVector } from "../testing/index.ts";
import {
  activeKeyHashes,
  deriveGroup,
  type Group,
  type GroupKeys,
  type GroupReader,
  groupKeyList,
  groupKeysDump,
  groupX25519PublicKey,
  type KeysMessage,
  keysMessage,
  loadKeysMessage,
  NO_GROUP_KEYS,
  needsRekey,
  newestGeneration,
  rekeyGroup,
  signedKeysBytes,
  supplementKeys,
} from "./index.ts";
import { insertKey } from "./keys-state.ts";
import { groupKey, keysOf } from "./testing/keys.ts";

interface Loaded {
  readonly gen: number;
  readonly hashes: readonly string[];
  readonly keys: readonly string[];
  readonly loaded: boolean;
  readonly needs_rekey: boolean;
}
interface Identities {
  readonly kind: "identities";
  readonly name: string;
  readonly groupSeed: string;
  readonly groupSecretKey: string;
  readonly groupId: string;
  readonly groupX25519: string;
  readonly users: readonly {
    readonly name: string;
    readonly seed: string;
    readonly ed25519SecretKey: string;
    readonly sessionId: string;
  }[];
}
interface Rekey {
  readonly kind: "rekey";
  readonly name: string;
  readonly membersSorted: readonly string[];
  readonly message: string;
  readonly newKey: string;
  readonly timestampMs: number;
  readonly hash: string;
  readonly creatorAfterLoad: Loaded;
}
interface Load {
  readonly kind: "load";
  readonly name: string;
  readonly user: string;
  readonly steps: readonly {
    readonly message: string;
    readonly hash: string;
    readonly timestampMs: number;
    readonly result: Loaded;
  }[];
}
interface Supplement {
  readonly kind: "supplement";
  readonly name: string;
  readonly sessionIds: readonly string[];
  readonly keysHeld?: readonly string[];
  readonly message: string;
  readonly memberAfterLoad?: Loaded;
}
interface Dump {
  readonly kind: "dump";
  readonly name: string;
  readonly dump: string;
}
interface LoadFail {
  readonly kind: "load-fail";
  readonly name: string;
  readonly message: string;
}
type Case = Identities | Rekey | Load | Supplement | Dump | LoadFail;

const { cases } = loadVector<{ readonly cases: readonly Case[] }>("groups-keys");

function ofKind<K extends Case["kind"]>(kind: K): readonly Extract<Case, { kind: K }>[] {
  return cases.filter((item): item is Extract<Case, { kind: K }> => item.kind === kind);
}

const identities = ofKind("identities")[0] ?? expect.unreachable("the vectors name their identities");
const group = deriveGroup(hexDecode(identities.groupSeed));
const admin: GroupReader = { role: "admin", group };

function accountOf(key: "name" | "sessionId", value: string): Account {
  return deriveAccount(hexDecode(identities.users.find((user) => user[key] === value)?.seed ?? ""));
}

function memberOf(account: Account, of: Group = group): GroupReader {
  return { role: "member", groupId: of.groupId, account };
}

function summary(state: GroupKeys, found: boolean, reader: GroupReader): Loaded {
  return {
    gen: newestGeneration(state) ?? 0,
    hashes: [...activeKeyHashes(state)].sort(),
    keys: groupKeyList(state).map(hexEncode),
    loaded: found,
    needs_rekey: needsRekey(state, reader.role),
  };
}

function load(
  state: GroupKeys,
  reader: GroupReader,
  message: { readonly hash: string; readonly data: Uint8Array; readonly timestampMs: number },
) {
  return loadKeysMessage({ state, message, reader });
}

describe("vectors/groups-keys.json", () => {
  /** admin1's state after each rekey case, in the order of the file. */
  const creatorStates: GroupKeys[] = [];
  beforeAll(() => {
    let state = NO_GROUP_KEYS;
    for (const { message, hash, timestampMs } of ofKind("rekey")) {
      creatorStates.push(state);
      state = load(state, admin, { hash, timestampMs, data: hexDecode(message) }).state;
    }
    creatorStates.push(state);
  });

  test("default: identities", () => {
    expect(hexEncode(group.ed25519Seed) + hexEncode(group.ed25519PublicKey)).toBe(identities.groupSecretKey);
    expect(group.groupId).toBe(identities.groupId);
    expect(hexEncode(group.x25519PublicKey)).toBe(identities.groupX25519);
    for (const user of identities.users) {
      const account = deriveAccount(hexDecode(user.seed));
      expect(hexEncode(account.ed25519Seed) + hexEncode(account.ed25519PublicKey)).toBe(
        user.ed25519SecretKey,
      );
      expect(account.accountId).toBe(user.sessionId);
    }
  });

  test.each(ofKind("rekey").map((item, index) => ({ ...item, index })))("default: $name", (item) => {
    const before = creatorStates[item.index] ?? NO_GROUP_KEYS;
    const members = item.membersSorted.map((id) => parseAccountId(id)).reverse();
    const rekeyed = rekeyGroup({ state: before, members, group });
    expect(hexEncode(rekeyed.message)).toBe(item.message);
    expect(rekeyed.state.pending).toEqual({
      generation: item.creatorAfterLoad.gen,
      key: hexDecode(item.newKey),
      message: hexDecode(item.message),
    });
    const { hash, timestampMs } = item;
    const after = load(rekeyed.state, admin, { hash, timestampMs, data: rekeyed.message });
    expect(summary(after.state, after.found, admin)).toEqual(item.creatorAfterLoad);
    expect(after.state.pending).toBeUndefined();
    expect(hexEncode(keysMessage.encode(keysMessage.decode(rekeyed.message)))).toBe(item.message);
  });

  test.each(ofKind("load"))("default: $name", ({ user, steps }) => {
    const reader = memberOf(accountOf("name", user));
    let state = NO_GROUP_KEYS;
    for (const { message, result, ...stored } of steps) {
      const loaded = load(state, reader, { ...stored, data: hexDecode(message) });
      expect(summary(loaded.state, loaded.found, reader)).toEqual(result);
      state = loaded.state;
    }
  });

  test.each(ofKind("supplement"))("default: $name", ({ sessionIds, keysHeld, message, memberAfterLoad }) => {
    const state = creatorStates.at(-1) ?? NO_GROUP_KEYS;
    if (keysHeld !== undefined) expect(groupKeyList(state).map(hexEncode)).toEqual(keysHeld);
    const members = sessionIds.map((id) => parseAccountId(id));
    const data = supplementKeys({ state, members, group });
    expect(hexEncode(data)).toBe(message);
    expect(hexEncode(keysMessage.encode(keysMessage.decode(data)))).toBe(message);
    for (const id of sessionIds) {
      const reader = memberOf(accountOf("sessionId", id));
      const after = load(NO_GROUP_KEYS, reader, { hash: "supp1", timestampMs: 5, data });
      expect(after.state.keys).toEqual(state.keys);
      if (memberAfterLoad !== undefined)
        expect(summary(after.state, after.found, reader)).toEqual(memberAfterLoad);
    }
  });

  test.each(ofKind("dump"))("default: $name", ({ dump }) => {
    const state = groupKeysDump.decode(hexDecode(dump));
    expect(hexEncode(groupKeysDump.encode(state))).toBe(dump);
    expect(state.keys.map(({ generation, timestampMs }) => [generation, timestampMs])).toEqual([
      [0, 1700000000000],
      [1, 1700000001000],
      [2, 1700000002000],
      [3, 1700000004000],
      [3, 1700000004500],
    ]);
    expect(activeKeyHashes(state)).toEqual(["keyhash1", "keyhash2", "keyhash3", "kB", "kA"]);
    expect(needsRekey(state, "admin")).toBe(true);
    expect(needsRekey(state, "member")).toBe(false);
    const [older, newer] = state.keys.slice(3);
    if (older === undefined || newer === undefined) return expect.unreachable("five keys");
    const replayed = insertKey(insertKey(creatorStates.at(-1) ?? NO_GROUP_KEYS, older, "kA"), newer, "kB");
    expect(hexEncode(groupKeysDump.encode(replayed))).toBe(dump);
  });

  test.each(ofKind("load-fail"))("error: $name", ({ message }) => {
    const stored = { hash: "h", timestampMs: 1, data: hexDecode(message) };
    expect(errorCode(() => load(NO_GROUP_KEYS, admin, stored))).toBe("signature_invalid");
    const reader = memberOf(accountOf("name", "member0"));
    expect(errorCode(() => load(NO_GROUP_KEYS, reader, stored))).toBe("signature_invalid");
  });
});

describe("group", () => {
  test("behaviour: secrets keep out of logs", () => {
    expect(JSON.stringify(group)).not.toContain(identities.groupSeed);
    expect(JSON.parse(JSON.stringify(group))).toMatchObject({
      ed25519Seed: "[secret]",
      x25519Secret: "[secret]",
    });
  });
  test("behaviour: members find the X25519 key in the ID", () => {
    expect(groupX25519PublicKey(group.groupId)).toEqual(group.x25519PublicKey);
  });
  test("error: a seed of another length", () => {
    expect(() => deriveGroup(new Uint8Array(64))).toThrow(RangeError);
  });
  test("error: an ID without a usable key", () => {
    expect(errorCode(() => groupX25519PublicKey(parseGroupId(`03${"00".repeat(32)}`)))).toBe(
      "invalid_encoding",
    );
  });
});

describe("rekeyGroup", () => {
  const members = [alice, bob, carol].map(({ accountId }) => accountId);

  test("behaviour: any admin makes the same bytes, whatever the order of the members", () => {
    const state = keysOf(groupKey(4, 1, 1));
    const expected = rekeyGroup({ state, members, group }).message;
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...members, alice.accountId], { minLength: 4 }),
        fc.array(fc.nat(9), { maxLength: 3 }),
        (shuffled, otherKeys) => {
          const others = keysOf(...otherKeys.map((byte) => groupKey(4, 2, byte)), groupKey(4, 1, 1));
          expect(rekeyGroup({ state: others, members: shuffled, group }).message).toEqual(expected);
        },
      ),
      { numRuns: 6 },
    );
  });

  test("behaviour: every member and admin reads the key, nobody else does", () => {
    const { state, message } = rekeyGroup({ state: NO_GROUP_KEYS, members: members.slice(0, 2), group });
    const stored = { hash: "h", timestampMs: 9, data: message };
    for (const reader of [admin, memberOf(alice), memberOf(bob)]) {
      const loaded = load(NO_GROUP_KEYS, reader, stored);
      expect(loaded.found).toBe(true);
      expect(loaded.state.keys).toEqual([{ generation: 0, timestampMs: 9, key: state.pending?.key }]);
    }
    const outsider = load(NO_GROUP_KEYS, memberOf(carol), stored);
    expect(outsider).toEqual({ found: false, state: NO_GROUP_KEYS });
  });

  test.each([
    [0, 0],
    [1, 45],
    [45, 45],
    [46, 90],
  ])("behaviour: %i members give a list of %i", (count, expected) => {
    const ids = Array.from({ length: count }, (_, index) =>
      parseAccountId(`05${hexEncode(nobleCrypto.x25519PublicKey(new Uint8Array(32).fill(index + 1)))}`),
    );
    const message = keysMessage.decode(rekeyGroup({ state: NO_GROUP_KEYS, members: ids, group }).message);
    expect(message).toMatchObject({ kind: "full", generation: 0 });
    expect(message.kind === "full" && message.memberEntries.length).toBe(expected);
    expect(message.kind === "full" && new Set(message.memberEntries.map(hexEncode)).size).toBe(expected);
  });

  test("behaviour: members whose key has small order are skipped, but count for the key", () => {
    const useless: AccountId = parseAccountId(`05${"00".repeat(32)}`);
    const { message, state } = rekeyGroup({
      state: NO_GROUP_KEYS,
      members: [useless, alice.accountId],
      group,
    });
    expect(state.pending?.key).not.toEqual(
      rekeyGroup({ state: NO_GROUP_KEYS, members: [alice.accountId], group }).state.pending?.key,
    );
    const loaded = load(NO_GROUP_KEYS, memberOf(alice), { hash: "h", timestampMs: 1, data: message });
    expect(loaded.found).toBe(true);
    const supplement = supplementKeys({ state: loaded.state, members: [useless, alice.accountId], group });
    expect(keysMessage.decode(supplement)).toMatchObject({ entries: { length: 1 } });
  });

  test("behaviour: the pending key is used first and until it, or a later generation, comes back", () => {
    const before = keysOf(groupKey(0, 1, 1), groupKey(1, 2, 2));
    const { state, message } = rekeyGroup({ state: before, members, group });
    expect(groupKeyList(state).map((item) => item.length)).toEqual([32, 32, 32]);
    expect(groupKeyList(state)[0]).toEqual(state.pending?.key);
    expect(newestGeneration(state)).toBe(1);

    const rival = rekeyGroup({ state: before, members: [alice.accountId], group });
    const collided = load(state, admin, { hash: "r", timestampMs: 3, data: rival.message }).state;
    expect(collided.pending).toEqual(state.pending);
    const settled = load(collided, admin, { hash: "own", timestampMs: 4, data: message }).state;
    expect(settled.pending).toBeUndefined();
    expect(needsRekey(settled, "admin")).toBe(true);

    const next = rekeyGroup({ state: collided, members, group });
    const overtaken = load(state, admin, { hash: "n", timestampMs: 5, data: next.message }).state;
    expect(overtaken.pending).toBeUndefined();
    expect(newestGeneration(overtaken)).toBe(3);
  });

  test("error: more members than a message holds", () => {
    const ids = Array.from({ length: 1486 }, (_, index) =>
      parseAccountId(`05${index.toString(16).padStart(64, "0")}`),
    );
    const fast = { ...nobleCrypto, x25519SharedSecret: () => new Uint8Array(32) };
    expect(() => rekeyGroup({ state: NO_GROUP_KEYS, members: ids, group, crypto: fast })).toThrow(RangeError);
    expect(
      rekeyGroup({ state: NO_GROUP_KEYS, members: ids.slice(1), group, crypto: fast }).message.length,
    ).toBeLessThanOrEqual(76_800);
  });
  test("error: no generation after the last one", () => {
    const state = keysOf(groupKey(Number.MAX_SAFE_INTEGER, 1, 1));
    expect(errorCode(() => rekeyGroup({ state, members, group }))).toBe("out_of_range");
  });
  test("error: a supplement without keys, or for nobody", () => {
    expect(() => supplementKeys({ state: NO_GROUP_KEYS, members, group })).toThrow(RangeError);
    const state = keysOf(groupKey(0, 1, 1));
    const useless = parseAccountId(`05${"00".repeat(32)}`);
    expect(() => supplementKeys({ state, members: [], group })).toThrow(RangeError);
    expect(() => supplementKeys({ state, members: [useless], group })).toThrow(RangeError);
  });
});

describe("loadKeysMessage", () => {
  const held = keysOf(groupKey(0, 10, 1), groupKey(1, 20, 2), groupKey(1, 30, 3));
  const supplement = supplementKeys({ state: held, members: [bob.accountId], group });
  const stored = { hash: "s", timestampMs: 99, data: supplement };

  function signedBy(signer: Group, message: KeysMessage): Uint8Array {
    const signature = nobleCrypto.ed25519Sign(
      signedKeysBytes(keysMessage.encode(message)),
      signer.ed25519Seed,
    );
    return keysMessage.encode({ ...message, signature });
  }

  test("behaviour: a supplement brings all keys with their own times to whom it names", () => {
    const loaded = load(NO_GROUP_KEYS, memberOf(bob), stored);
    expect(loaded.found).toBe(true);
    expect(loaded.state.keys).toEqual(held.keys);
    expect(loaded.state.active).toEqual([
      { generation: 0, hashes: ["s"] },
      { generation: 1, hashes: ["s"] },
    ]);
    expect(load(NO_GROUP_KEYS, memberOf(alice), stored)).toEqual({ found: false, state: NO_GROUP_KEYS });
  });

  test("behaviour: an admin ignores the content of a supplement and keeps it alive", () => {
    const loaded = load(held, admin, stored);
    expect(loaded.found).toBe(false);
    expect(loaded.state.keys).toEqual(held.keys);
    expect(loaded.state.active).toEqual([
      { generation: 0, hashes: ["h0.1"] },
      { generation: 1, hashes: ["s", "h1.3", "h1.2"] },
    ]);
  });

  test("behaviour: the same message again changes nothing", () => {
    const once = load(NO_GROUP_KEYS, memberOf(bob), stored).state;
    expect(load(once, memberOf(bob), { ...stored, timestampMs: 1 })).toEqual({ found: true, state: once });
  });

  test("behaviour: a list filled up to 75 by an older release is read", () => {
    const message = keysMessage.decode(
      rekeyGroup({ state: NO_GROUP_KEYS, members: [bob.accountId], group }).message,
    );
    if (message.kind !== "full") return expect.unreachable("a full message");
    const junk = Array.from({ length: 30 }, (_, index) => new Uint8Array(48).fill(index));
    const data = signedBy(group, { ...message, memberEntries: [...junk, ...message.memberEntries] });
    expect(load(NO_GROUP_KEYS, memberOf(bob), { hash: "h", timestampMs: 1, data }).found).toBe(true);
  });

  test("error: signed by another group", () => {
    const other = deriveGroup(new Uint8Array(32).fill(8));
    expect(errorCode(() => load(NO_GROUP_KEYS, memberOf(bob, other), stored))).toBe("signature_invalid");
    expect(errorCode(() => load(NO_GROUP_KEYS, { role: "admin", group: other }, stored))).toBe(
      "signature_invalid",
    );
  });

  test("error: an admin entry that admins cannot open", () => {
    const message = keysMessage.decode(rekeyGroup({ state: NO_GROUP_KEYS, members: [], group }).message);
    const data = signedBy(group, { ...message, nonce: new Uint8Array(24) });
    const broken = { hash: "h", timestampMs: 1, data };
    expect(errorCode(() => load(NO_GROUP_KEYS, admin, broken))).toBe("decryption_failed");
    expect(load(NO_GROUP_KEYS, memberOf(bob), broken).found).toBe(false);
  });

  test("error: no bit of a message can be changed", () => {
    const { message } = rekeyGroup({ state: NO_GROUP_KEYS, members: [bob.accountId], group });
    fc.assert(
      fc.property(fc.constantFrom(message, supplement), fc.nat(), (original, position) => {
        const data = Uint8Array.from(original);
        const at = position % (data.length * 8);
        data[at >> 3] = (data[at >> 3] ?? 0) ^ (1 << (at & 7));
        expect(() => load(NO_GROUP_KEYS, memberOf(bob), { hash: "h", timestampMs: 1, data })).toThrow(
          DecodeError,
        );
      }),
      { numRuns: 150 },
    );
  });

  test("error: random bytes give DecodeError only", () => {
    fc.assert(
      fc.property(bytes({ max: 300 }), (data) => {
        expect(() => load(NO_GROUP_KEYS, admin, { hash: "h", timestampMs: 1, data })).toThrow(DecodeError);
      }),
    );
  });
});
