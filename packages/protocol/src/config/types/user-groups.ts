import { equalBytes } from "../../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, type SecretBytes } from "../../crypto/index.ts";
import { type GroupId, groupIdKey } from "../../identity/index.ts";
import { type ConfigDict, type ConfigDraft, dictAt, draftDict } from "../tree.ts";
import { type Fields, readFields, writeFields } from "./field.ts";
import { choice, secret, text } from "./fields.ts";
import { draftAt, entriesOf, entryAt, groupIdOfKey, idKey, keepEntry } from "./keys.ts";
import { MEMBERSHIP, type Membership } from "./membership.ts";

export interface UserGroupDetails extends Membership {
  /** What the invitation said; empty once the group's own configs tell the name. */
  readonly name: string;
  /** Whether we were removed from it, or it is gone for everybody, which nothing takes back. */
  readonly removal: "none" | "kicked" | "destroyed";
}

/** What lets us act in the group: as admin or as member, never both; neither after a removal. */
export interface GroupCredentials {
  /** 32 bytes, for admins. */
  readonly seed: SecretBytes | undefined;
  /** 100 bytes, for members. */
  readonly authData: SecretBytes | undefined;
}

export interface UserGroupProperties extends UserGroupDetails, GroupCredentials {}

/** A group the account belongs to, was invited to, or was removed from. */
export interface UserGroup extends UserGroupProperties {
  readonly groupId: GroupId;
}

const GROUPS = "g";
const SEED = "K";
const NO_SEED = new Uint8Array();
const SEED_BYTES = 32;
const AUTH_DATA_BYTES = 100;

const DETAILS: Fields<UserGroupDetails> = {
  ...MEMBERSHIP,
  name: text("n"),
  removal: choice("r", ["none", "kicked", "destroyed"]),
};
const CREDENTIALS: Fields<GroupCredentials> = {
  seed: secret(SEED, SEED_BYTES),
  authData: secret("s", AUTH_DATA_BYTES),
};

/**
 * One group in the data of a UserGroups config, or undefined. A seed whose public key is not the group's counts as none.
 *
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-types.json.
 */
export function readUserGroup(
  data: ConfigDict,
  groupId: GroupId,
  crypto: CryptoProvider = nobleCrypto,
): UserGroup | undefined {
  const entry = entryAt(dictAt(data, GROUPS), idKey(groupId));
  return entry && userGroupOf(groupId, entry, crypto);
}

/** All groups; entries that are none are skipped. */
export function listUserGroups(data: ConfigDict, crypto: CryptoProvider = nobleCrypto): readonly UserGroup[] {
  return entriesOf(dictAt(data, GROUPS), groupIdOfKey, (groupId, entry) =>
    userGroupOf(groupId, entry, crypto),
  );
}

/**
 * Writes the given properties of a group, which is made where it is missing.
 *
 * A seed is stored only if the group ID is its public key; it replaces the auth data. A removal clears both. Nothing
 * takes back `destroyed`; `removal: "none"`, of a new invitation, takes back `kicked`.
 *
 * @throws RangeError for numbers that are no safe integers
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-types.json.
 */
export function setUserGroup(
  draft: ConfigDraft,
  patch: Pick<UserGroup, "groupId"> & Partial<UserGroupProperties>,
  crypto: CryptoProvider = nobleCrypto,
): void {
  const { groupId } = patch;
  const entry = draftDict(draftDict(draft, GROUPS), idKey(groupId));
  const before = userGroupOf(groupId, entry, crypto);
  const after = { ...before, ...patch };
  const removal = before.removal === "destroyed" ? "destroyed" : after.removal;
  writeFields(DETAILS, entry, { ...patch, removal });
  writeFields(CREDENTIALS, entry, usable({ ...after, removal }, crypto));
  keepEntry(entry, SEED, NO_SEED);
}

/** Forgets a group. */
export function eraseUserGroup(draft: ConfigDraft, groupId: GroupId): void {
  draftAt(draft, GROUPS)?.delete(idKey(groupId));
}

function userGroupOf(groupId: GroupId, entry: ConfigDict, crypto: CryptoProvider): UserGroup {
  const found = { groupId, ...readFields(DETAILS, entry), ...readFields(CREDENTIALS, entry) };
  return { ...found, ...usable(found, crypto) };
}

/** Of the credentials at hand those that count: none after a removal, the group's own seed before the auth data. */
function usable(
  { groupId, removal, seed, authData }: GroupCredentials & Pick<UserGroup, "groupId" | "removal">,
  crypto: CryptoProvider,
): GroupCredentials {
  if (removal !== "none") return { seed: undefined, authData: undefined };
  if (seed !== undefined && isSeedOf(groupId, seed, crypto)) return { seed, authData: undefined };
  return { seed: undefined, authData };
}

function isSeedOf(groupId: GroupId, seed: Uint8Array, crypto: CryptoProvider): boolean {
  return seed.length === SEED_BYTES && equalBytes(crypto.ed25519PublicKey(seed), groupIdKey(groupId));
}
