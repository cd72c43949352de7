import { attempt } from "../../errors.ts";
import {
  type AccountId,
  type BlindedId,
  blindedIdKind,
  type GroupId,
  type X25519PublicKey,
} from "../../identity/index.ts";
import { type CommunityBaseUrl, parseRoomToken, type RoomToken } from "../community-url.ts";
import { type ConfigDict, type ConfigDraft, dictAt, draftDict } from "../tree.ts";
import { type Field, type Fields, readFields, writeFields } from "./field.ts";
import { bytesAt, flag, positive } from "./fields.ts";
import {
  accountIdOfKey,
  blindedIdOfKey,
  draftAt,
  entriesOf,
  entryAt,
  groupIdOfKey,
  idKey,
  keepEntry,
} from "./keys.ts";
import { draftRoom, eraseRoom, listRooms, type RoomEntry, type RoomKey, readRoom } from "./rooms.ts";

export interface AccountKey {
  readonly kind: "account";
  readonly accountId: AccountId;
}
export interface GroupKey {
  readonly kind: "group";
  readonly groupId: GroupId;
}
export interface LegacyGroupKey {
  readonly kind: "legacyGroup";
  readonly legacyGroupId: AccountId;
}
export interface CommunityKey {
  readonly kind: "community";
  readonly baseUrl: CommunityBaseUrl;
  /** In lower case as read; any case finds it. */
  readonly room: RoomToken;
}
export interface BlindedKey {
  readonly kind: "blinded";
  readonly blindedId: BlindedId;
}
export interface Server {
  readonly serverPublicKey: X25519PublicKey;
}

/** What finds a conversation. */
export type ConversationKey = AccountKey | GroupKey | LegacyGroupKey | CommunityKey | BlindedKey;

/** How far a conversation was read. */
export interface ReadState {
  /** Messages up to this time are read; 0 when none is. */
  readonly lastReadMs: number;
  readonly isMarkedUnread: boolean;
}

export interface ProState {
  /** What was last seen of the other side's paid tier. */
  readonly pro: ProMark | undefined;
}

export interface ProMark {
  readonly expiryMs: number;
  /** 32 bytes. */
  readonly tag: Uint8Array;
}

export type Conversation =
  | (AccountKey & ReadState & ProState)
  | (GroupKey & ReadState)
  | (LegacyGroupKey & ReadState)
  | (CommunityKey & Server & ReadState)
  | (BlindedKey & ReadState & ProState);

export type ConversationPatch =
  | (AccountKey & Partial<ReadState & ProState>)
  | (GroupKey & Partial<ReadState>)
  | (LegacyGroupKey & Partial<ReadState>)
  | (CommunityKey & Server & Partial<ReadState>)
  | (BlindedKey & Partial<ReadState & ProState>);

/** Conversations read longer ago than this leave the config. */
export const CONVERSATION_AGE_MAX_MS: number = 30 * 24 * 60 * 60 * 1000;

const ACCOUNTS = "1";
const GROUPS = "g";
const LEGACY_GROUPS = "C";
const COMMUNITIES = "o";
const BLINDED = "b";
const LAST_READ = "r";
const PRO_TAG_BYTES = 32;

const PRO_EXPIRY = positive("e");

/** Both keys or neither. */
const PRO_MARK: Field<ProMark | undefined> = {
  read: (dict) => {
    const expiryMs = PRO_EXPIRY.read(dict);
    const tag = bytesAt(dict, "g", PRO_TAG_BYTES);
    return expiryMs > 0 && tag ? { expiryMs, tag } : undefined;
  },
  write: (dict, value) => {
    const fits = value !== undefined && value.expiryMs > 0 && value.tag.length === PRO_TAG_BYTES;
    PRO_EXPIRY.write(dict, fits ? value.expiryMs : 0);
    if (fits) dict.set("g", Uint8Array.from(value.tag));
    else dict.delete("g");
  },
};

const READ_STATE: Fields<ReadState> = { lastReadMs: positive(LAST_READ), isMarkedUnread: flag("u") };
const PRO_STATE: Fields<ReadState & ProState> = { ...READ_STATE, pro: PRO_MARK };
const BLINDED_STATE: Fields<ReadState & ProState & { readonly is15Blinded: boolean }> = {
  ...PRO_STATE,
  is15Blinded: flag("y"),
};

/**
 * One conversation in the data of a ConvoInfoVolatile config, or undefined.
 *
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-types.json.
 */
export function readConversation(data: ConfigDict, key: ConversationKey): Conversation | undefined {
  if (key.kind === "community") {
    const room = readRoom(dictAt(data, COMMUNITIES), roomKey(key));
    return room && communityOf(room);
  }
  const { section, id } = place(key);
  const entry = entryAt(dictAt(data, section), id);
  return entry && MAKERS[section](id, entry);
}

/** All conversations; entries that are none are skipped. */
export function listConversations(data: ConfigDict): readonly Conversation[] {
  const own = SECTIONS.flatMap((section) =>
    entriesOf(dictAt(data, section), (id) => id, MAKERS[section]).filter((made) => made !== undefined),
  );
  return [...own, ...listRooms(dictAt(data, COMMUNITIES)).flatMap((room) => communityOf(room) ?? [])];
}

/**
 * Writes the given properties of a conversation. One that is missing is made, unless it is too old to be kept.
 *
 * @throws RangeError for numbers that are no safe integers
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-types.json, vectors/config-sync-scenarios.json.
 */
export function setConversation(draft: ConfigDraft, patch: ConversationPatch, nowMs: number): void {
  const isNew = readConversation(draft, patch) === undefined;
  if (isNew && isConversationAged({ lastReadMs: 0, isMarkedUnread: false, ...patch }, nowMs)) return;
  const entry = draftEntry(draft, patch);
  if (patch.kind === "account") writeFields(PRO_STATE, entry, patch);
  else if (patch.kind === "blinded")
    writeFields(BLINDED_STATE, entry, { ...patch, is15Blinded: blindedIdKind(patch.blindedId) === "15" });
  else writeFields(READ_STATE, entry, patch);
  keepEntry(entry, LAST_READ, 0n);
}

/** Forgets a conversation, and with the last one of a community server that server. */
export function eraseConversation(draft: ConfigDraft, key: ConversationKey): void {
  if (key.kind === "community") {
    const servers = draftAt(draft, COMMUNITIES);
    if (servers) eraseRoom(servers, roomKey(key));
  } else {
    const { section, id } = place(key);
    draftAt(draft, section)?.delete(id);
  }
}

/** Whether a conversation was read more than 30 days ago; a mark as unread keeps it young. */
export function isConversationAged(state: ReadState, nowMs: number): boolean {
  return !state.isMarkedUnread && state.lastReadMs < nowMs - CONVERSATION_AGE_MAX_MS;
}

/**
 * Takes the aged conversations out, to be done before a push and after a merge.
 *
 * @returns what was removed, for the archive on this device
 * Spec: docs/spec/config-messages.md section 8.
 */
export function removeAgedConversations(draft: ConfigDraft, nowMs: number): readonly Conversation[] {
  const aged = listConversations(draft).filter((conversation) => isConversationAged(conversation, nowMs));
  for (const conversation of aged) eraseConversation(draft, conversation);
  return aged;
}

const SECTIONS = [ACCOUNTS, GROUPS, LEGACY_GROUPS, BLINDED] as const;
type Section = (typeof SECTIONS)[number];

const MAKERS: Readonly<Record<Section, (id: string, entry: ConfigDict) => Conversation | undefined>> = {
  [ACCOUNTS]: (id, entry) => {
    const accountId = accountIdOfKey(id);
    return accountId && { kind: "account", accountId, ...readFields(PRO_STATE, entry) };
  },
  [GROUPS]: (id, entry) => {
    const groupId = groupIdOfKey(id);
    return groupId && { kind: "group", groupId, ...readFields(READ_STATE, entry) };
  },
  [LEGACY_GROUPS]: (id, entry) => {
    const legacyGroupId = accountIdOfKey(id);
    return legacyGroupId && { kind: "legacyGroup", legacyGroupId, ...readFields(READ_STATE, entry) };
  },
  [BLINDED]: (id, entry) => {
    const blindedId = blindedIdOfKey(id);
    return blindedId && { kind: "blinded", blindedId, ...readFields(PRO_STATE, entry) };
  },
};

function place(key: Exclude<ConversationKey, CommunityKey>): {
  readonly section: Section;
  readonly id: string;
} {
  switch (key.kind) {
    case "account":
      return { section: ACCOUNTS, id: idKey(key.accountId) };
    case "group":
      return { section: GROUPS, id: idKey(key.groupId) };
    case "legacyGroup":
      return { section: LEGACY_GROUPS, id: idKey(key.legacyGroupId) };
    case "blinded":
      return { section: BLINDED, id: idKey(key.blindedId) };
  }
}

function draftEntry(draft: ConfigDraft, patch: ConversationPatch): ConfigDraft {
  if (patch.kind === "community")
    return draftRoom(draftDict(draft, COMMUNITIES), {
      ...roomKey(patch),
      serverPublicKey: patch.serverPublicKey,
    });
  const { section, id } = place(patch);
  return draftDict(draftDict(draft, section), id);
}

function communityOf({ baseUrl, key, serverPublicKey, entry }: RoomEntry): Conversation | undefined {
  const room = attempt(() => parseRoomToken(key));
  if (room === undefined || room !== room.toLowerCase()) return undefined;
  return { kind: "community", baseUrl, room, serverPublicKey, ...readFields(READ_STATE, entry) };
}

function roomKey({ baseUrl, room }: CommunityKey): RoomKey {
  return { baseUrl, key: room.toLowerCase() };
}
