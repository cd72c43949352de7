import { describe, expect, test } from "vitest";
import { btSet } from "../../bt/index.ts";
import { hexDecode } from "../../bytes/index.ts";
import { nobleCrypto, secretBytes } from "../../crypto/index.ts";
import { groupIdFromKey, x25519PublicKey } from "../../identity/index.ts";
import { alice, bob } from "../../testing/index.ts";
import { parseCommunityBaseUrl, parseRoomToken } from "../community-url.ts";
import { configData, editConfig, emptyConfig } from "../state.ts";
import type { ConfigDraft, ConfigValue } from "../tree.ts";
import { idKey } from "./keys.ts";
import { eraseLegacyGroup, listLegacyGroups } from "./legacy-groups.ts";
import {
  eraseUserCommunity,
  listUserCommunities,
  readUserCommunity,
  setUserCommunity,
} from "./user-communities.ts";
import { eraseUserGroup, listUserGroups, readUserGroup, setUserGroup } from "./user-groups.ts";

const seed = secretBytes(new Uint8Array(32).fill(7));
const groupId = groupIdFromKey(nobleCrypto.ed25519PublicKey(seed));
const authData = secretBytes(new Uint8Array(100).fill(1));

function groupAfter(...patches: readonly Omit<Parameters<typeof setUserGroup>[1], "groupId">[]) {
  const draft: ConfigDraft = new Map();
  for (const patch of patches) setUserGroup(draft, { groupId, ...patch });
  const group = readUserGroup(draft, groupId);
  const entry = (draft.get("g") as ConfigDraft).get(idKey(groupId)) as ConfigDraft; // set above
  return { group, keys: [...entry.keys()].sort().join("") };
}

describe("groups", () => {
  test("default: a group of nothing but an ID keeps its seed, empty", () => {
    expect(groupAfter({}).keys).toBe("K");
    expect(groupAfter({}).group).toEqual({
      groupId,
      name: "",
      removal: "none",
      seed: undefined,
      authData: undefined,
      priority: 0,
      notifications: "default",
      mutedUntilSeconds: 0,
      joinedAtSeconds: 0,
      isInvitePending: false,
    });
  });
  test("behaviour: a seed replaces auth data, and auth data does not come back beside it", () => {
    expect(groupAfter({ authData }).keys).toBe("Ks");
    const promoted = groupAfter({ authData }, { seed }, { authData });
    expect(promoted.keys).toBe("K");
    expect(promoted.group).toMatchObject({ seed, authData: undefined });
  });
  test("behaviour: a seed of another group is not stored", () => {
    const foreign = secretBytes(new Uint8Array(32).fill(8));
    expect(groupAfter({ seed: foreign, authData }).group).toMatchObject({ seed: undefined, authData });
    expect(groupAfter({ seed: secretBytes(new Uint8Array(31)) }).group?.seed).toBeUndefined();
  });
  test("behaviour: auth data of another size is not stored", () => {
    expect(groupAfter({ authData: secretBytes(new Uint8Array(99)) }).keys).toBe("K");
  });
  test.each(["kicked", "destroyed"] as const)("behaviour: %s clears seed and auth data", (removal) => {
    for (const credentials of [{ seed }, { authData }]) {
      const { group, keys } = groupAfter(credentials, { removal });
      expect(keys).toBe("Kr");
      expect(group).toMatchObject({ removal, seed: undefined, authData: undefined });
    }
    expect(groupAfter({ removal }, { authData }).keys).toBe("Kr");
  });
  test("behaviour: destroyed is final; a new invitation takes back kicked only", () => {
    const invited = { removal: "none", authData, isInvitePending: true } as const;
    expect(groupAfter({ removal: "destroyed" }, { removal: "kicked" }).group?.removal).toBe("destroyed");
    expect(groupAfter({ removal: "destroyed" }, invited).group).toMatchObject({
      removal: "destroyed",
      authData: undefined,
    });
    expect(groupAfter({ removal: "kicked" }, { removal: "destroyed" }).group?.removal).toBe("destroyed");
    expect(groupAfter({ removal: "kicked" }, invited).group).toMatchObject(invited);
  });
  test("behaviour: a seed whose public key is another one counts as none, and hides no auth data", () => {
    const entry = new Map<string, ConfigValue>([
      ["K", new Uint8Array(32).fill(0xab)],
      ["s", authData],
    ]);
    const draft: ConfigDraft = new Map([["g", new Map([[idKey(groupId), entry]])]]);
    expect(readUserGroup(draft, groupId)).toMatchObject({ seed: undefined, authData });
  });
  test("behaviour: credentials that another device left beside a removal do not count, and go with the next write", () => {
    const entry = new Map<string, ConfigValue>([
      ["K", seed],
      ["r", 1n],
      ["s", authData],
    ]);
    const draft: ConfigDraft = new Map([["g", new Map([[idKey(groupId), entry]])]]);
    expect(readUserGroup(draft, groupId)).toMatchObject({ seed: undefined, authData: undefined });
    setUserGroup(draft, { groupId, priority: 1 });
    expect([...entry.keys()].sort().join("")).toBe("+Kr");
    expect(entry.get("K")).toEqual(new Uint8Array());
  });
  test("behaviour: an equal write leaves the config clean, and an erased group is gone", () => {
    const state = editConfig(emptyConfig(), (draft) => setUserGroup(draft, { groupId, seed, name: "G" }));
    const [group] = listUserGroups(configData(state));
    if (group === undefined) throw new Error("expected a group");
    expect(editConfig(state, (draft) => setUserGroup(draft, group))).toBe(state);
    expect(listUserGroups(configData(editConfig(state, (draft) => eraseUserGroup(draft, groupId))))).toEqual(
      [],
    );
  });
  test("behaviour: the secrets do not show in logs", () => {
    expect(JSON.stringify(groupAfter({ seed }).group)).toContain('"seed":"[secret]"');
  });
});

describe("communities", () => {
  const room = {
    baseUrl: parseCommunityBaseUrl("https://example.com"),
    room: parseRoomToken("Room"),
    serverPublicKey: x25519PublicKey("ab".repeat(32)),
  };

  test("behaviour: the spelling is kept, any case finds the room", () => {
    const draft: ConfigDraft = new Map();
    setUserCommunity(draft, { ...room, priority: 2 });
    const key = { ...room, room: parseRoomToken("ROOM") };
    expect(readUserCommunity(draft, key)).toMatchObject({ ...room, priority: 2 });
    eraseUserCommunity(draft, key);
    expect(draft).toEqual(new Map([["o", new Map()]]));
  });
  test("behaviour: a spelling of another room does not count", () => {
    const draft: ConfigDraft = new Map();
    setUserCommunity(draft, room);
    const entry = new Map([["n", new Uint8Array([0x78])]]);
    const server = (draft.get("o") as ConfigDraft).get(room.baseUrl) as ConfigDraft; // set above
    server.set("R", new Map([["room", entry]]));
    expect(listUserCommunities(draft).map((community) => community.room)).toEqual(["room"]);
  });
  test("behaviour: a server without a key of 32 bytes has no rooms", () => {
    const draft: ConfigDraft = new Map();
    setUserCommunity(draft, room);
    const server = (draft.get("o") as ConfigDraft).get(room.baseUrl) as ConfigDraft; // set above
    server.set("#", new Uint8Array(31));
    expect(listUserCommunities(draft)).toEqual([]);
    expect(readUserCommunity(draft, room)).toBeUndefined();
  });
});

describe("legacy groups", () => {
  const id = alice.accountId;
  const publicKey = new Uint8Array(32).fill(1);
  const secret = new Uint8Array(32).fill(2);
  const entry = (): Map<string, ConfigValue> =>
    new Map<string, ConfigValue>([
      ["n", new Uint8Array([0x4c])],
      ["k", publicKey],
      ["K", secret],
      ["m", btSet([1n, hexDecode(bob.accountId), new Uint8Array(2)])],
      ["a", btSet([hexDecode(alice.accountId)])],
      ["E", 3600n],
      ["+", 1n],
    ]);
  const treeOf = (value: ConfigValue): ConfigDraft => new Map([["C", new Map([[idKey(id), value]])]]);

  test("default", () => {
    expect(listLegacyGroups(treeOf(entry()))).toEqual([
      {
        legacyGroupId: id,
        name: "L",
        encryptionKeys: { x25519PublicKey: publicKey, x25519Secret: secret },
        memberIds: [bob.accountId],
        adminIds: [alice.accountId],
        expirySeconds: 3600,
        priority: 1,
        notifications: "default",
        mutedUntilSeconds: 0,
        joinedAtSeconds: 0,
        isInvitePending: false,
      },
    ]);
  });
  test("behaviour: keys come in pairs", () => {
    const half = entry();
    half.delete("k");
    expect(listLegacyGroups(treeOf(half))[0]?.encryptionKeys).toBeUndefined();
  });
  test("behaviour: can be forgotten", () => {
    const draft = treeOf(entry());
    eraseLegacyGroup(draft, id);
    eraseLegacyGroup(new Map(), id);
    expect(listLegacyGroups(draft)).toEqual([]);
  });
});
