import { hexDecode } from "../../bytes/index.ts";
import {
  type AccountId,
  type BlindedId,
  blindedIdFromKey,
  blindedIdKind,
  type X25519PublicKey,
} from "../../identity/index.ts";
import type { CommunityBaseUrl } from "../community-url.ts";
import { type ConfigDict, type ConfigDraft, dictAt, draftDict } from "../tree.ts";
import { type Fields, readFields, writeFields } from "./field.ts";
import {
  bitset,
  contactNotifications,
  type ExpirySetting,
  expiry,
  flag,
  type NotificationMode,
  nonZero,
  type ProfilePicture,
  picture,
  seconds,
  text,
} from "./fields.ts";
import { accountIdOfKey, draftAt, entriesOf, entryAt, idKey, keepEntry } from "./keys.ts";
import { draftRoom, eraseRoom, listRooms, type RoomEntry, readRoom } from "./rooms.ts";

export interface ContactProfile {
  /** At most 100 bytes; a longer one is cut. */
  readonly name: string;
  readonly picture: ProfilePicture | undefined;
  readonly profileUpdatedSeconds: number;
  /** -1 hidden, 0 normal, above: pinned, the highest first. */
  readonly priority: number;
  readonly createdAtSeconds: number;
  /** Bitset of paid features on show. */
  readonly profileFeatures: bigint;
}

export interface ContactProperties extends ContactProfile {
  /** Our name for them; empty without. */
  readonly nickname: string;
  /** We accept their messages. */
  readonly isApproved: boolean;
  /** They accept ours. */
  readonly hasApprovedMe: boolean;
  readonly isBlocked: boolean;
  /** Here `mentions` counts as `all`. */
  readonly notifications: NotificationMode;
  readonly mutedUntilSeconds: number;
  readonly expiry: ExpirySetting | undefined;
}

/** Somebody known by account ID. Texts are empty and numbers 0 where nothing is set. */
export interface Contact extends ContactProperties {
  readonly accountId: AccountId;
}

/** Somebody known only by a pseudonym on one community server. */
export interface BlindedContact extends ContactProfile {
  readonly blindedId: BlindedId;
  readonly baseUrl: CommunityBaseUrl;
  readonly serverPublicKey: X25519PublicKey;
}

/** What finds a blinded contact. */
export type BlindedContactKey = Pick<BlindedContact, "blindedId" | "baseUrl">;

const CONTACTS = "c";
const BLINDED = "b";
const NAME = "n";
const EMPTY_NAME = new Uint8Array();

const PROFILE: Fields<ContactProfile> = {
  name: text(NAME),
  picture: picture("p", "q"),
  profileUpdatedSeconds: seconds("t"),
  priority: nonZero("+"),
  createdAtSeconds: seconds("j"),
  profileFeatures: bitset("f"),
};

const PROPERTIES: Fields<ContactProperties> = {
  ...PROFILE,
  nickname: text("N"),
  isApproved: flag("a"),
  hasApprovedMe: flag("A"),
  isBlocked: flag("b"),
  notifications: contactNotifications("@"),
  mutedUntilSeconds: seconds("!"),
  expiry: expiry("e", "E"),
};

/** The key of the tree lacks the prefix; the flag says which it is. */
interface BlindedProperties extends ContactProfile {
  readonly is15Blinded: boolean;
}

const BLINDED_PROPERTIES: Fields<BlindedProperties> = { ...PROFILE, is15Blinded: flag("y") };
const BLINDED_KEY = /^[0-9a-f]{64}$/;

/**
 * One contact in the data of a Contacts config, or undefined.
 *
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-types.json.
 */
export function readContact(data: ConfigDict, accountId: AccountId): Contact | undefined {
  const entry = entryAt(dictAt(data, CONTACTS), idKey(accountId));
  return entry && contactOf(accountId, entry);
}

/** All contacts; entries that are none are skipped. */
export function listContacts(data: ConfigDict): readonly Contact[] {
  return entriesOf(dictAt(data, CONTACTS), accountIdOfKey, contactOf);
}

/**
 * Writes the given properties of a contact, which is made where it is missing.
 *
 * @throws RangeError for numbers that are no safe integers, or a bitset of more than 64 bits
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-types.json, vectors/config-sync-scenarios.json.
 */
export function setContact(
  draft: ConfigDraft,
  patch: Pick<Contact, "accountId"> & Partial<ContactProperties>,
): void {
  const entry = draftDict(draftDict(draft, CONTACTS), idKey(patch.accountId));
  writeFields(PROPERTIES, entry, patch);
  keepEntry(entry, NAME, EMPTY_NAME);
}

/** Forgets a contact. */
export function eraseContact(draft: ConfigDraft, accountId: AccountId): void {
  draftAt(draft, CONTACTS)?.delete(idKey(accountId));
}

/**
 * One blinded contact in the data of a Contacts config, or undefined.
 *
 * Spec: docs/spec/config-messages.md section 8.
 */
export function readBlindedContact(data: ConfigDict, key: BlindedContactKey): BlindedContact | undefined {
  const room = readRoom(dictAt(data, BLINDED), roomKey(key));
  const contact = room && blindedContactOf(room);
  return contact?.blindedId === key.blindedId ? contact : undefined;
}

/** All blinded contacts; entries that are none are skipped. */
export function listBlindedContacts(data: ConfigDict): readonly BlindedContact[] {
  return listRooms(dictAt(data, BLINDED)).flatMap((room) => blindedContactOf(room) ?? []);
}

/**
 * Writes the given properties of a blinded contact, which is made where it is missing.
 *
 * @throws RangeError for numbers that are no safe integers, or a bitset of more than 64 bits
 * Spec: docs/spec/config-messages.md section 8.
 */
export function setBlindedContact(
  draft: ConfigDraft,
  patch: BlindedContactKey & Pick<BlindedContact, "serverPublicKey"> & Partial<ContactProfile>,
): void {
  const { serverPublicKey, blindedId } = patch;
  const entry = draftRoom(draftDict(draft, BLINDED), { ...roomKey(patch), serverPublicKey });
  writeFields(BLINDED_PROPERTIES, entry, { ...patch, is15Blinded: blindedIdKind(blindedId) === "15" });
  keepEntry(entry, NAME, EMPTY_NAME);
}

/** Forgets a blinded contact, and with the last one of a server that server. */
export function eraseBlindedContact(draft: ConfigDraft, key: BlindedContactKey): void {
  const servers = draftAt(draft, BLINDED);
  if (servers) eraseRoom(servers, roomKey(key));
}

function contactOf(accountId: AccountId, entry: ConfigDict): Contact {
  return { accountId, ...readFields(PROPERTIES, entry) };
}

function blindedContactOf({ baseUrl, key, serverPublicKey, entry }: RoomEntry): BlindedContact | undefined {
  if (!BLINDED_KEY.test(key)) return undefined;
  const { is15Blinded, ...profile } = readFields(BLINDED_PROPERTIES, entry);
  const blindedId = blindedIdFromKey(is15Blinded ? "15" : "25", hexDecode(key));
  return { blindedId, baseUrl, serverPublicKey, ...profile };
}

function roomKey({ baseUrl, blindedId }: BlindedContactKey): {
  readonly baseUrl: CommunityBaseUrl;
  readonly key: string;
} {
  return { baseUrl, key: blindedId.slice(2) };
}
