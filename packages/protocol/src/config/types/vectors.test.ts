// Every step of the vectors goes through the typed functions of this folder and the state machine of the folder above.
import { describe, expect, test } from "vitest";
import { asBtDict, type BtDict, btDecode } from "../../bt/index.ts";
import { hexDecode, hexEncode } from "../../bytes/index.ts";
import { nobleCrypto, secretBytes } from "../../crypto/index.ts";
import { deriveAccount, parseAccountId, parseGroupId, x25519PublicKey } from "../../identity/index.ts";
import { loadVector } from "../../testing/index.ts";
import { parseCommunityBaseUrl, parseRoomToken } from "../community-url.ts";
import { type ConfigContext, userConfigContext } from "../context.ts";
import { dumpConfig, loadConfig } from "../dump.ts";
import { decryptConfig, padConfig, unpadConfig } from "../encryption.ts";
import { CONFIG_KINDS, type ConfigName } from "../kinds.ts";
import {
  type ConfigPush,
  type ConfigState,
  configData,
  configSeqno,
  confirmPushed,
  editConfig,
  emptyConfig,
  mergeConfig,
  needsPush,
  pushConfig,
} from "../state.ts";
import { openStoredConfig } from "../storage.ts";
import type { ConfigDraft } from "../tree.ts";
import { unwrapConfig } from "../wrapper.ts";
import { eraseContact, setContact } from "./contacts.ts";
import { type ConversationKey, eraseConversation, setConversation } from "./convo-info-volatile.ts";
import type { ProfilePicture } from "./fields.ts";
import { type GroupInfo, setGroupInfo } from "./group-info.ts";
import { eraseGroupMember, setGroupMember } from "./group-members.ts";
import { eraseUserCommunity, setUserCommunity } from "./user-communities.ts";
import { eraseUserGroup, setUserGroup } from "./user-groups.ts";
import { setUserProfile, type UserProfile } from "./user-profile.ts";

const ZSTD_CODE = 0x7a;
const NOW_MS = 1_780_000_000_000;

type Step = Readonly<Record<string, unknown>>;

interface TypesCase {
  readonly name: string;
  readonly type: string;
  readonly namespace: number;
  readonly seed: string;
  readonly steps: readonly Step[];
  readonly seqno: number;
  readonly serialized: string;
  readonly serializedHash: string;
  readonly compressed: boolean;
  readonly paddedPlaintext: string | null;
  readonly ciphertext: string;
  readonly pushed: string;
  readonly dumpAfterConfirm: string;
}

interface Version {
  readonly steps: readonly Step[];
  readonly seqno: number;
  readonly obsolete: readonly string[];
  readonly pushed: string;
  readonly serialized: string;
}
interface ScenarioCase {
  readonly name: string;
  readonly type: string;
  readonly seed: string;
  readonly setup: readonly Step[];
  readonly first: Omit<Version, "steps" | "obsolete">;
  readonly deviceA: Version;
  readonly deviceB: Version;
  readonly afterCrossMerge: {
    readonly needsPush: boolean;
    readonly seqno: number;
    readonly serialized: string;
    readonly obsoleteA: readonly string[];
    readonly obsoleteB: readonly string[];
    readonly dumpAWhileWaiting: string;
  };
}

interface GroupCase {
  readonly name: string;
  readonly type: string;
  readonly namespace: number;
  readonly domain: string;
  readonly groupSecretKey: string;
  readonly encKey: string;
  readonly steps: readonly Step[];
  readonly seqno: number;
  readonly serialized: string;
  readonly compressed: boolean;
  readonly pushed: string;
  readonly adminDump: string;
  readonly memberMergeAccepted: readonly string[];
  readonly memberDump: string;
  readonly memberRepushIdentical: boolean;
}

const CONFIG_NAMES: Readonly<Record<string, ConfigName>> = {
  UserProfile: "userProfile",
  Contacts: "contacts",
  ConvoInfoVolatile: "conversationsVolatile",
  UserGroups: "userGroups",
  GroupInfo: "groupInfo",
  GroupMembers: "groupMembers",
};
const NOTIFICATIONS = ["default", "all", "disabled", "mentions"] as const;
const OFFERS = ["accepted", "sent", "failed", "notSent"] as const;
const REMOVALS = ["none", "member", "memberAndMessages"] as const;

const textAt = (step: Step, name: string): string => String(step[name] ?? "");
const numberAt = (step: Step, name: string): number => Number(step[name] ?? 0);
const has = (step: Step, name: string): boolean => Object.hasOwn(step, name);

/** The properties of a step, under our names; only those that the step gives. */
function patchOf<T extends object>(
  step: Step,
  table: Readonly<Record<string, (at: string) => Partial<T>>>,
): Partial<T> {
  const patches = Object.entries(table).map(([name, make]) => (has(step, name) ? make(name) : {}));
  return Object.assign({}, ...patches) as Partial<T>; // each is a part of T
}

function pictureAt(step: Step): ProfilePicture | undefined {
  const { url, key } = step.pic as { readonly url: string; readonly key: string }; // the vector's form
  return url === "" ? undefined : { url, key: hexDecode(key) };
}

function expiryAt(
  step: Step,
): { readonly mode: "afterSend" | "afterRead"; readonly seconds: number } | undefined {
  const mode = numberAt(step, "exp_mode");
  const seconds = numberAt(step, "exp_timer");
  return mode === 0 ? undefined : { mode: mode === 1 ? "afterSend" : "afterRead", seconds };
}

const APPLY: Readonly<Record<string, (draft: ConfigDraft, step: Step) => void>> = {
  profile: (draft, step) =>
    setUserProfile(
      draft,
      patchOf<UserProfile>(step, {
        name: (at) => ({ displayName: textAt(step, at) }),
        pic: () => ({ picture: pictureAt(step) }),
        nts_priority: (at) => ({ noteToSelfPriority: numberAt(step, at) }),
        nts_expiry: (at) => ({ noteToSelfExpirySeconds: numberAt(step, at) }),
        blinded_msgreqs: (at) => ({ allowsCommunityRequests: step[at] === true }),
      }),
    ),
  contact: (draft, step) => {
    const accountId = parseAccountId(textAt(step, "session_id"));
    if (has(step, "erase")) {
      eraseContact(draft, accountId);
      return;
    }
    const patch = patchOf<Parameters<typeof setContact>[1]>(step, {
      name: (at) => ({ name: textAt(step, at) }),
      nickname: (at) => ({ nickname: textAt(step, at) }),
      approved: (at) => ({ isApproved: step[at] === true }),
      approved_me: (at) => ({ hasApprovedMe: step[at] === true }),
      blocked: (at) => ({ isBlocked: step[at] === true }),
      priority: (at) => ({ priority: numberAt(step, at) }),
      notifications: (at) => ({ notifications: NOTIFICATIONS[numberAt(step, at)] ?? "default" }),
      mute_until: (at) => ({ mutedUntilSeconds: numberAt(step, at) }),
      exp_mode: () => ({ expiry: expiryAt(step) }),
      created: (at) => ({ createdAtSeconds: numberAt(step, at) }),
      pic: () => ({ picture: pictureAt(step) }),
    });
    setContact(draft, { ...patch, accountId });
  },
  convo: (draft, step) => {
    const key = conversationKey(step);
    if (has(step, "erase")) {
      eraseConversation(draft, key);
      return;
    }
    const state = { lastReadMs: numberAt(step, "last_read"), isMarkedUnread: step.unread === 1 };
    if (key.kind === "community") {
      const serverPublicKey = x25519PublicKey(textAt(step, "pubkey"));
      setConversation(draft, { ...key, serverPublicKey, ...state }, NOW_MS);
    } else setConversation(draft, { ...key, ...state }, NOW_MS);
  },
  ugroup: (draft, step) => (step.kind === "community" ? applyCommunity : applyGroup)(draft, step),
  ginfo: (draft, step) =>
    setGroupInfo(
      draft,
      patchOf<GroupInfo>(step, {
        name: (at) => ({ name: textAt(step, at) }),
        description: (at) => ({ description: textAt(step, at) }),
        pic: () => ({ picture: pictureAt(step) }),
        expiry: (at) => ({ expirySeconds: numberAt(step, at) }),
        created: (at) => ({ createdAtSeconds: numberAt(step, at) }),
        delete_before: (at) => ({ deleteBeforeSeconds: numberAt(step, at) }),
        delete_attach_before: (at) => ({ deleteAttachmentsBeforeSeconds: numberAt(step, at) }),
        destroyed: () => ({ isDestroyed: true }),
      }),
    ),
  gmember: (draft, step) => {
    const accountId = parseAccountId(textAt(step, "session_id"));
    if (has(step, "erase")) {
      eraseGroupMember(draft, accountId);
      return;
    }
    const patch = patchOf<Parameters<typeof setGroupMember>[1]>(step, {
      name: (at) => ({ name: textAt(step, at) }),
      pic: () => ({ picture: pictureAt(step) }),
      admin: (at) => ({ isAdmin: step[at] === true }),
      invite_status: (at) => ({ invite: OFFERS[numberAt(step, at)] ?? "accepted" }),
      promotion_status: (at) => ({ promotion: OFFERS[numberAt(step, at)] ?? "accepted" }),
      removed_status: (at) => ({ removal: REMOVALS[numberAt(step, at)] ?? "none" }),
      supplement: (at) => ({ sharesHistory: step[at] === true }),
    });
    setGroupMember(draft, { ...patch, accountId });
  },
};

function conversationKey(step: Step): ConversationKey {
  switch (step.kind) {
    case "1to1":
      return { kind: "account", accountId: parseAccountId(textAt(step, "session_id")) };
    case "group":
      return { kind: "group", groupId: parseGroupId(textAt(step, "group_id")) };
    case "legacy":
      return { kind: "legacyGroup", legacyGroupId: parseAccountId(textAt(step, "group_id")) };
    case "community":
      return { kind: "community", ...roomAt(step) };
    default:
      throw new Error(`vector: unknown conversation ${String(step.kind)}`);
  }
}

function roomAt(step: Step) {
  const baseUrl = parseCommunityBaseUrl(textAt(step, "base_url"));
  return { baseUrl, room: parseRoomToken(textAt(step, "room")) };
}

function applyCommunity(draft: ConfigDraft, step: Step): void {
  const room = roomAt(step);
  if (has(step, "erase")) {
    eraseUserCommunity(draft, room);
    return;
  }
  const patch = patchOf<Parameters<typeof setUserCommunity>[1]>(step, {
    priority: (at) => ({ priority: numberAt(step, at) }),
    joined_at: (at) => ({ joinedAtSeconds: numberAt(step, at) }),
    notifications: (at) => ({ notifications: NOTIFICATIONS[numberAt(step, at)] ?? "default" }),
    mute_until: (at) => ({ mutedUntilSeconds: numberAt(step, at) }),
  });
  setUserCommunity(draft, { ...patch, ...room, serverPublicKey: x25519PublicKey(textAt(step, "pubkey")) });
}

function applyGroup(draft: ConfigDraft, step: Step): void {
  const groupId = parseGroupId(textAt(step, "group_id"));
  if (has(step, "erase")) {
    eraseUserGroup(draft, groupId);
    return;
  }
  const patch = patchOf<Parameters<typeof setUserGroup>[1]>(step, {
    secretkey: (at) => ({ seed: secretBytes(hexDecode(textAt(step, at)).slice(0, 32)) }),
    auth_data: (at) => ({ authData: secretBytes(hexDecode(textAt(step, at))) }),
    name: (at) => ({ name: textAt(step, at) }),
    priority: (at) => ({ priority: numberAt(step, at) }),
    joined_at: (at) => ({ joinedAtSeconds: numberAt(step, at) }),
    notifications: (at) => ({ notifications: NOTIFICATIONS[numberAt(step, at)] ?? "default" }),
    mute_until: (at) => ({ mutedUntilSeconds: numberAt(step, at) }),
    invited: (at) => ({ isInvitePending: step[at] === true }),
    kicked: () => ({ removal: "kicked" }),
    destroyed: () => ({ removal: "destroyed" }),
  });
  setUserGroup(draft, { ...patch, groupId });
}

function applied(state: ConfigState, steps: readonly Step[]): ConfigState {
  return steps.reduce((before, step) => {
    const apply = APPLY[String(step.op)];
    if (apply === undefined) throw new Error(`vector: unknown step ${String(step.op)}`);
    return editConfig(before, (draft) => apply(draft, step));
  }, state);
}

function userContext(vector: { readonly type: string; readonly seed: string }): ConfigContext {
  const kind = CONFIG_KINDS[CONFIG_NAMES[vector.type] ?? "userProfile"];
  return userConfigContext({ kind, account: deriveAccount(hexDecode(vector.seed)) });
}

/** Hex of the message that a state holds, as it goes into compression. */
function serialized(state: ConfigState): string {
  return state.phase === "dirty" ? "dirty" : hexEncode(state.message.bytes);
}

function plaintext(data: string, context: ConfigContext): string {
  const opened = openStoredConfig(hexDecode(data), context);
  return opened.kind === "message" ? hexEncode(opened.plaintext) : "part";
}

/** Whether the reference compressed what it stored; then the content can be compared, but not the bytes. */
function isCompressed(pushed: string, context: ConfigContext): boolean {
  const { kind, account, encryptionKeys: keyBases } = context;
  if (!kind.wrapperKind || !account) throw new Error("vector: expected a user config");
  const sealed = unwrapConfig({ data: hexDecode(pushed), kind: kind.wrapperKind, account });
  return unpadConfig(decryptConfig({ sealed, keyBases, domain: kind.domain }))[0] === ZSTD_CODE;
}

/** What is only known on one device, which the reference puts into its dumps: who is being invited right now. */
function localData(dump: string): BtDict {
  return asBtDict(asBtDict(btDecode(hexDecode(dump))).get("+") ?? new Map());
}

describe("vectors/config-types.json", () => {
  const { cases } = loadVector<{ readonly cases: readonly TypesCase[] }>("config-types");

  test.each(cases)("$name", (vector) => {
    const context = userContext(vector);
    const { wrapperKind: _, ...bareKind } = context.kind;
    const bare = { ...context, kind: bareKind };
    expect(context.kind.namespace).toBe(vector.namespace);

    const push = pushConfig(applied(emptyConfig(), vector.steps), context);
    expect(push.seqno).toBe(vector.seqno);
    expect(serialized(push.state)).toBe(vector.serialized);
    expect(push.state.phase !== "dirty" && hexEncode(push.state.message.hash)).toBe(vector.serializedHash);

    const clean = confirmPushed(push.state, { seqno: push.seqno, hashes: ["fakehash1"] });
    expect(hexEncode(dumpConfig(clean))).toBe(vector.dumpAfterConfirm);
    expect(loadConfig(hexDecode(vector.dumpAfterConfirm), context)).toEqual(clean);
    expect(applied(clean, vector.steps.slice(-1))).toBe(clean);

    expect(plaintext(vector.pushed, context)).toBe(vector.serialized);
    expect(plaintext(vector.ciphertext, bare)).toBe(vector.serialized);
    const merged = mergeConfig(emptyConfig(), [{ hash: "fakehash1", data: hexDecode(vector.pushed) }], {
      ...context,
      nowMs: NOW_MS,
    });
    expect(configData(merged.state)).toEqual(configData(push.state));
    if (vector.compressed) return;
    expect(hexEncode(padConfig(hexDecode(vector.serialized)))).toBe(vector.paddedPlaintext);
    expect(push.messages.map(hexEncode)).toEqual([vector.pushed]);
    expect(pushConfig(push.state, bare).messages.map(hexEncode)).toEqual([vector.ciphertext]);
  });
});

describe("vectors/config-sync-scenarios.json", () => {
  const { cases } = loadVector<{ readonly cases: readonly ScenarioCase[] }>("config-sync-scenarios");

  test.each(cases)("$name", (vector) => {
    const context = { ...userContext(vector), nowMs: NOW_MS };
    const check = (push: ConfigPush, expected: Omit<Version, "steps" | "obsolete">): void => {
      expect(push.seqno).toBe(expected.seqno);
      expect(serialized(push.state)).toBe(expected.serialized);
      expect(plaintext(expected.pushed, context)).toBe(expected.serialized);
      if (!isCompressed(expected.pushed, context))
        expect(push.messages.map(hexEncode)).toEqual([expected.pushed]);
    };
    const item = (hash: string, pushed: string) => ({ hash, data: hexDecode(pushed) });

    const first = pushConfig(applied(emptyConfig(), vector.setup), context);
    check(first, vector.first);
    const startA = confirmPushed(first.state, { seqno: first.seqno, hashes: ["h1"] });
    const startB = mergeConfig(emptyConfig(), [item("h1", vector.first.pushed)], context).state;
    expect(needsPush(startB)).toBe(false);

    const pushA = pushConfig(applied(startA, vector.deviceA.steps), context);
    const pushB = pushConfig(applied(startB, vector.deviceB.steps), context);
    check(pushA, vector.deviceA);
    check(pushB, vector.deviceB);
    expect([pushA.obsoleteHashes, pushB.obsoleteHashes]).toEqual([
      vector.deviceA.obsolete,
      vector.deviceB.obsolete,
    ]);

    const storedA = confirmPushed(pushA.state, { seqno: pushA.seqno, hashes: ["h2"] });
    const storedB = confirmPushed(pushB.state, { seqno: pushB.seqno, hashes: ["h3"] });
    const mergedA = mergeConfig(storedA, [item("h3", vector.deviceB.pushed)], context).state;
    const mergedB = mergeConfig(storedB, [item("h2", vector.deviceA.pushed)], context).state;
    const { afterCrossMerge: after } = vector;
    expect([needsPush(mergedA), configSeqno(mergedA)]).toEqual([after.needsPush, after.seqno]);
    const lastA = pushConfig(mergedA, context);
    const lastB = pushConfig(mergedB, context);
    expect(serialized(lastA.state)).toBe(after.serialized);
    expect(serialized(lastB.state)).toBe(after.serialized);
    expect(hexEncode(dumpConfig(lastA.state))).toBe(after.dumpAWhileWaiting);
    expect([lastA.obsoleteHashes, lastB.obsoleteHashes]).toEqual([after.obsoleteA, after.obsoleteB]);
  });
});

describe("vectors/groups-configs.json", () => {
  const { cases } = loadVector<{ readonly cases: readonly GroupCase[] }>("groups-configs");

  test.each(cases)("$name", (vector) => {
    const kind = CONFIG_KINDS[CONFIG_NAMES[vector.type] ?? "groupInfo"];
    expect([kind.namespace, kind.domain]).toEqual([vector.namespace, vector.domain]);
    const signerSeed = hexDecode(vector.groupSecretKey).slice(0, 32);
    const member: ConfigContext = {
      kind,
      encryptionKeys: [hexDecode(vector.encKey)],
      verifierEd25519: nobleCrypto.ed25519PublicKey(signerSeed),
    };
    const admin: ConfigContext = { ...member, signerSeed };

    const push = pushConfig(applied(emptyConfig(), vector.steps), admin);
    expect(push.seqno).toBe(vector.seqno);
    expect(serialized(push.state)).toBe(vector.serialized);
    expect(plaintext(vector.pushed, admin)).toBe(vector.serialized);
    if (!vector.compressed) expect(push.messages.map(hexEncode)).toEqual([vector.pushed]);

    const clean = confirmPushed(push.state, { seqno: push.seqno, hashes: ["fakehash1"] });
    const dump = dumpConfig({ ...clean, extra: localData(vector.adminDump) });
    expect(hexEncode(dump)).toBe(vector.adminDump);
    expect(loadConfig(dump, admin)).toEqual({ ...clean, extra: localData(vector.adminDump) });

    const received = mergeConfig(emptyConfig(), [{ hash: "fakehash1", data: hexDecode(vector.pushed) }], {
      ...member,
      nowMs: NOW_MS,
    });
    expect(received.acceptedHashes).toEqual(vector.memberMergeAccepted);
    expect(hexEncode(dumpConfig(received.state))).toBe(vector.memberDump);
    expect(loadConfig(hexDecode(vector.memberDump), member)).toEqual(received.state);
    const again = pushConfig(loadConfig(dumpConfig(received.state), member), member);
    expect(vector.memberRepushIdentical).toBe(true);
    expect(again.messages.map(hexEncode)).toEqual(push.messages.map(hexEncode));
    expect(configData(again.state)).toEqual(configData(push.state));
  });
});
