// The laws that every config type keeps, checked on typed objects and on arbitrary trees made of the type's own
// letters with values of any kind below them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { btEncode, btSet } from "../../bt/index.ts";
import { concatBytes, hexDecode, hexEncode, utf8Encode } from "../../bytes/index.ts";
import { nobleCrypto, secretBytes } from "../../crypto/index.ts";
import {
  blindedIdFromKey,
  groupIdFromKey,
  type MailboxId,
  parseAccountId,
  x25519PublicKey,
} from "../../identity/index.ts";
import { bytes, bytes32 } from "../../testing/index.ts";
import { parseCommunityBaseUrl, parseRoomToken } from "../community-url.ts";
import { settleConfigData } from "../data.ts";
import { type ConfigDict, type ConfigDraft, type ConfigValue, draftOf, isConfigDict } from "../tree.ts";
import { listBlindedContacts, listContacts, setBlindedContact, setContact } from "./contacts.ts";
import { type Conversation, listConversations, setConversation } from "./convo-info-volatile.ts";
import type { ExpirySetting, NotificationMode, ProfilePicture } from "./fields.ts";
import { readGroupInfo, setGroupInfo } from "./group-info.ts";
import { listGroupMembers, setGroupMember } from "./group-members.ts";
import { idKey } from "./keys.ts";
import { listLegacyGroups } from "./legacy-groups.ts";
import { listUserCommunities, setUserCommunity } from "./user-communities.ts";
import { listUserGroups, setUserGroup } from "./user-groups.ts";
import { readUserProfile, setUserProfile } from "./user-profile.ts";

const RUNS = { numRuns: 100 };
const NOW_MS = 1_700_000_000_000;
const UNKNOWN = "zz";

const SEED = new Uint8Array(32).fill(7);
const GROUP = groupIdFromKey(nobleCrypto.ed25519PublicKey(SEED));
const ACCOUNTS = [1, 2].map((fill) => parseAccountId(`05${hexEncode(new Uint8Array(32).fill(fill))}`));
const BLINDED_KEY = new Uint8Array(32).fill(9);
const BASE_URL = parseCommunityBaseUrl("https://example.com");
const SERVER = x25519PublicKey("ab".repeat(32));

const accountIds = fc.constantFrom(...ACCOUNTS);
const blindedIds = fc
  .constantFrom("15" as const, "25" as const)
  .map((kind) => blindedIdFromKey(kind, BLINDED_KEY));
const rooms = fc.constantFrom("a", "Room", "room", "x-1_").map((token) => parseRoomToken(token));
const names = fc.string({ unit: "grapheme", maxLength: 12 }).filter((name) => utf8Encode(name).length <= 100);
const seconds = fc.integer({ min: 0, max: 9_000_000_000 });
const counts = fc.nat();
const priorities = fc.integer({ min: -1, max: 1000 });
const bitsets = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const pictures: fc.Arbitrary<ProfilePicture | undefined> = fc.option(
  fc.record({ url: fc.webUrl().filter((url) => utf8Encode(url).length <= 223), key: bytes32 }),
  { nil: undefined },
);
const modes = fc.constantFrom<NotificationMode[]>("default", "all", "disabled", "mentions");
const expiries: fc.Arbitrary<ExpirySetting | undefined> = fc.option(
  fc.record({
    mode: fc.constantFrom("afterSend" as const, "afterRead" as const),
    seconds: fc.integer({ min: 1, max: 10 ** 9 }),
  }),
  { nil: undefined },
);
const membership = {
  priority: priorities,
  notifications: modes,
  mutedUntilSeconds: seconds,
  joinedAtSeconds: seconds,
  isInvitePending: fc.boolean(),
};
const contactProfile = {
  name: names,
  picture: pictures,
  profileUpdatedSeconds: seconds,
  priority: priorities,
  createdAtSeconds: seconds,
  profileFeatures: bitsets,
};

interface Law<T> {
  readonly name: string;
  readonly values: fc.Arbitrary<T>;
  readonly set: (draft: ConfigDraft, value: T) => void;
  readonly list: (data: ConfigDict) => readonly T[];
  /** Keys that occur in a tree, level by level. */
  readonly levels: readonly (readonly string[])[];
  /** Byte strings that mean something somewhere in the tree. */
  readonly byteStrings?: readonly Uint8Array[];
}

const ENTRY_KEYS = [...ACCOUNTS, GROUP, blindedIdFromKey("15", BLINDED_KEY)].map((id) =>
  idKey(id as MailboxId),
); // any ID will do as a key
const SERVER_KEYS = [BASE_URL, "HTTPS://EXAMPLE.COM", "nonsense"];
const LETTERS = [..."nNpqPQtTabAbr+@!eEjfuygKskmiIRGM"];

const LAWS: readonly Law<never>[] = [
  law({
    name: "user profile",
    values: fc.record({
      displayName: names,
      allowsCommunityRequests: fc.option(fc.boolean(), { nil: undefined }),
      profileFeatures: bitsets,
      picture: pictures,
      reuploadedPicture: pictures,
      updatedSeconds: seconds,
      reuploadUpdatedSeconds: seconds,
      noteToSelfPriority: priorities,
      noteToSelfExpirySeconds: counts,
    }),
    set: setUserProfile,
    list: (data) => [readUserProfile(data)],
    levels: [[..."npqPQtT+eMfsEIR"]],
  }),
  law({
    name: "contact",
    values: fc.record({
      accountId: accountIds,
      ...contactProfile,
      nickname: names,
      isApproved: fc.boolean(),
      hasApprovedMe: fc.boolean(),
      isBlocked: fc.boolean(),
      notifications: fc.constantFrom<NotificationMode[]>("default", "all", "disabled"),
      mutedUntilSeconds: seconds,
      expiry: expiries,
    }),
    set: setContact,
    list: listContacts,
    levels: [["c"], ENTRY_KEYS, LETTERS],
  }),
  law({
    name: "blinded contact",
    values: fc.record({
      blindedId: blindedIds,
      baseUrl: fc.constant(BASE_URL),
      serverPublicKey: fc.constant(SERVER),
      ...contactProfile,
    }),
    set: setBlindedContact,
    list: listBlindedContacts,
    levels: [["b"], SERVER_KEYS, ["#", "R"], [hexEncode(BLINDED_KEY), "room"], LETTERS],
  }),
  law<Conversation>({
    name: "conversation",
    values: fc
      .tuple(
        fc.record({ lastReadMs: fc.integer({ min: NOW_MS, max: NOW_MS * 2 }), isMarkedUnread: fc.boolean() }),
        fc.option(fc.record({ expiryMs: fc.integer({ min: 1 }), tag: bytes32 }), { nil: undefined }),
        fc.constantFrom("account", "group", "legacyGroup", "community", "blinded"),
        accountIds,
        blindedIds,
        rooms,
      )
      .map(([state, pro, kind, accountId, blindedId, room]): Conversation => {
        if (kind === "account") return { kind, accountId, ...state, pro };
        if (kind === "group") return { kind, groupId: GROUP, ...state };
        if (kind === "legacyGroup") return { kind, legacyGroupId: accountId, ...state };
        if (kind === "blinded") return { kind, blindedId, ...state, pro };
        const lowerCaseRoom = parseRoomToken(room.toLowerCase());
        return {
          kind: "community",
          baseUrl: BASE_URL,
          room: lowerCaseRoom,
          serverPublicKey: SERVER,
          ...state,
        };
      }),
    set: (draft, value) => setConversation(draft, value, NOW_MS),
    list: listConversations,
    levels: [[..."1gCob"], [...ENTRY_KEYS, ...SERVER_KEYS], [..."ruegy#R"], ["a", "Room"], [..."ru"]],
  }),
  law({
    name: "group",
    values: fc
      .record({
        groupId: fc.constant(GROUP),
        ...membership,
        name: names,
        removal: fc.constantFrom("none" as const, "kicked" as const, "destroyed" as const),
        seed: fc.constant(undefined),
        authData: fc.constant(undefined),
      })
      .chain((group) => {
        const seed = fc.constant({ ...group, seed: secretBytes(SEED) });
        const authData = bytes({ min: 100, max: 100 }).map((data) => ({
          ...group,
          authData: secretBytes(data),
        }));
        return group.removal === "none" ? fc.oneof(fc.constant(group), seed, authData) : fc.constant(group);
      }),
    set: setUserGroup,
    list: listUserGroups,
    levels: [["g"], ENTRY_KEYS, LETTERS],
    byteStrings: [SEED, new Uint8Array(100)],
  }),
  law({
    name: "community",
    values: fc.record({
      baseUrl: fc.constant(BASE_URL),
      room: rooms,
      serverPublicKey: fc.constant(SERVER),
      ...membership,
    }),
    set: setUserCommunity,
    list: listUserCommunities,
    levels: [["o"], SERVER_KEYS, ["#", "R"], ["a", "room", "Room", "é"], LETTERS],
  }),
  law({
    name: "group info",
    values: fc.record({
      name: names,
      description: names,
      picture: pictures,
      createdAtSeconds: seconds,
      expirySeconds: counts,
      deleteBeforeSeconds: seconds,
      deleteAttachmentsBeforeSeconds: seconds,
      isDestroyed: fc.boolean(),
    }),
    set: setGroupInfo,
    list: (data) => [readGroupInfo(data)],
    levels: [[..."nopqcEdD!"]],
  }),
  law({
    name: "group member",
    values: fc
      .record({
        accountId: accountIds,
        name: names,
        picture: pictures,
        profileUpdatedSeconds: seconds,
        isAdmin: fc.boolean(),
        invite: fc.constantFrom("accepted" as const, "sent" as const, "failed" as const, "notSent" as const),
        promotion: fc.constantFrom(
          "accepted" as const,
          "sent" as const,
          "failed" as const,
          "notSent" as const,
        ),
        sharesHistory: fc.boolean(),
        removal: fc.constantFrom("none" as const, "member" as const, "memberAndMessages" as const),
      })
      .map((member) => {
        const isLeaving = member.removal !== "none";
        const invite = isLeaving || member.isAdmin ? ("accepted" as const) : member.invite;
        const promotion = isLeaving ? ("accepted" as const) : member.promotion;
        return { ...member, invite, promotion, sharesHistory: invite !== "accepted" && member.sharesHistory };
      }),
    set: setGroupMember,
    list: listGroupMembers,
    levels: [["m"], ENTRY_KEYS, LETTERS],
  }),
];

/** Forgets the type of the values, which only the law itself needs to agree on. */
function law<T>(typed: Law<T>): Law<never> {
  return {
    ...typed,
    values: typed.values as fc.Arbitrary<never>, // fed to this law's own functions only
    list: (data) => typed.list(data) as readonly never[], // the same
  };
}

const ODD_BYTES = [
  new Uint8Array(),
  utf8Encode("abc"),
  utf8Encode("Room"),
  Uint8Array.of(0xff, 0xfe, 0xfd, 0xfc, 0xfb),
  concatBytes(utf8Encode("a"), Uint8Array.of(0xf0, 0x9f, 0x8e)),
  hexDecode(SERVER),
  hexDecode(ACCOUNTS[0] ?? ""),
  utf8Encode(`https://example.com/${"p".repeat(300)}`),
];
const integers = fc.oneof(
  fc.bigInt({ min: -2n, max: 8n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 9_000_000_001n, 1_700_000_000_000n, 1_700_000_000_000_000n),
);

/** Any legal tree whose keys at each level are likely ones, unknown ones among them. */
function trees({
  levels,
  byteStrings = [],
}: Pick<Law<never>, "levels" | "byteStrings">): fc.Arbitrary<ConfigDict> {
  const scalars = fc.oneof(integers, fc.constantFrom(...ODD_BYTES, ...byteStrings));
  const sets = fc.array(scalars, { minLength: 1, maxLength: 5 }).map(btSet);
  const dict = (level: number): fc.Arbitrary<ConfigDraft> => {
    const known = levels[level];
    if (known === undefined) return fc.constant(new Map());
    const value: fc.Arbitrary<ConfigValue> = fc.oneof(
      { weight: 2, arbitrary: scalars },
      { weight: 1, arbitrary: sets },
      { weight: level + 1 < levels.length ? 12 : 1, arbitrary: dict(level + 1) },
    );
    const key = fc.constantFrom(...known, ...known, UNKNOWN);
    return fc.array(fc.tuple(key, value), { maxLength: 14 }).map((entries) => new Map(entries));
  };
  return dict(0).map((draft) => settleConfigData(draft, new Map()));
}

/** Every value under an unknown key of a dict that is no value of ours, with its path. */
function unknownIn(
  data: ConfigDict,
  levels: number,
  path: readonly string[] = [],
): readonly (readonly [string, ConfigValue])[] {
  return [...data].flatMap(([key, value]): readonly (readonly [string, ConfigValue])[] => {
    if (key === UNKNOWN) return [[path.join("/"), value]];
    // At the third level lie the properties of entries, or a server's key and rooms.
    const holdsDicts = path.length + 1 < levels && (path.length !== 2 || key === "R");
    return holdsDicts && isConfigDict(value) ? unknownIn(value, levels, [...path, key]) : [];
  });
}

describe.each(LAWS)("$name", ({ values, set, list, levels, byteStrings = [] }) => {
  const tree = trees({ levels, byteStrings });
  const empty = (): ConfigDraft => new Map();

  test("behaviour: what is written is read", () => {
    fc.assert(
      fc.property(values, (value) => {
        const draft = empty();
        set(draft, value);
        expect(list(draft)).toEqual([value]);
      }),
      RUNS,
    );
  });

  test("behaviour: any tree reads as something, and writing that keeps it and what is unknown", () => {
    fc.assert(
      fc.property(tree, (data) => {
        const before = list(data);
        const draft = draftOf(data);
        for (const value of before) set(draft, value);
        expect(list(draft)).toEqual(before);
        expect(unknownIn(draft, levels.length)).toEqual(unknownIn(data, levels.length));
        const once = btEncode(draft);
        for (const value of before) set(draft, value);
        expect(btEncode(draft)).toEqual(once);
      }),
      RUNS,
    );
  });

  test("behaviour: writing into any tree is read, keeps what is unknown, and is the same the second time", () => {
    fc.assert(
      fc.property(tree, values, (data, value) => {
        const draft = draftOf(data);
        set(draft, value);
        expect(unknownIn(draft, levels.length)).toEqual(unknownIn(data, levels.length));
        const once = btEncode(draft);
        const written = list(draft);
        set(draft, value);
        expect(btEncode(draft)).toEqual(once);
        expect(list(draft)).toEqual(written);
      }),
      RUNS,
    );
  });
});

describe("legacy group", () => {
  test("behaviour: any tree reads as something", () => {
    const tree = trees({ levels: [["C"], ENTRY_KEYS, [...LETTERS, ..."kma"]] });
    fc.assert(
      fc.property(tree, (data) => {
        for (const { memberIds } of listLegacyGroups(data)) expect(Array.isArray(memberIds)).toBe(true);
      }),
      RUNS,
    );
  });
  test("behaviour: bytes of any kind are no members", () => {
    fc.assert(
      fc.property(fc.array(bytes({ max: 40 }), { minLength: 1 }), (members) => {
        const entry: ConfigDict = new Map([["m", btSet(members)]]);
        const data: ConfigDict = new Map([["C", new Map([[ENTRY_KEYS[0] ?? "", entry]])]]);
        expect(listLegacyGroups(data)[0]?.memberIds.length).toBeLessThanOrEqual(members.length);
      }),
      RUNS,
    );
  });
});
