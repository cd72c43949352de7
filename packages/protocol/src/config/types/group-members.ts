import type { AccountId } from "../../identity/index.ts";
import { type ConfigDict, type ConfigDraft, dictAt, draftDict } from "../tree.ts";
import { type Fields, readFields, writeFields } from "./field.ts";
import { choice, flag, type ProfilePicture, picture, seconds, text } from "./fields.ts";
import { accountIdOfKey, draftAt, entriesOf, entryAt, idKey, keepEntry } from "./keys.ts";

/** Where an invitation or a promotion stands. That it is being sent right now is known to one device only. */
export type GroupOfferStatus = "accepted" | "sent" | "failed" | "notSent";

export interface GroupMemberProperties {
  /** At most 100 bytes; a longer one is cut. */
  readonly name: string;
  readonly picture: ProfilePicture | undefined;
  readonly profileUpdatedSeconds: number;
  /** Also while being promoted. */
  readonly isAdmin: boolean;
  /** `accepted` for admins and for those being removed. */
  readonly invite: GroupOfferStatus;
  /** `accepted` for those being removed. */
  readonly promotion: GroupOfferStatus;
  /** The invitation hands over earlier keys; only while there is one. */
  readonly sharesHistory: boolean;
  /** What an admin is yet to carry out. */
  readonly removal: "none" | "member" | "memberAndMessages";
}

/** One member of a group. Texts are empty and times 0 where nothing is set. */
export interface GroupMember extends GroupMemberProperties {
  readonly accountId: AccountId;
}

/** The one thing to show of a member: a removal before a promotion before an invitation. */
export type GroupMemberStatus =
  | { readonly kind: "removal"; readonly removal: Exclude<GroupMember["removal"], "none"> }
  | { readonly kind: "promotion"; readonly status: GroupOfferStatus }
  | { readonly kind: "invite"; readonly status: GroupOfferStatus };

const MEMBERS = "m";
const NAME = "n";
const EMPTY_NAME = new Uint8Array();
const OFFER_STATUSES = ["accepted", "sent", "failed", "notSent"] as const;

const PROPERTIES: Fields<GroupMemberProperties> = {
  name: text(NAME),
  picture: picture("p", "q"),
  profileUpdatedSeconds: seconds("t"),
  isAdmin: flag("A"),
  invite: choice("I", OFFER_STATUSES),
  promotion: choice("P", OFFER_STATUSES),
  sharesHistory: flag("s"),
  removal: choice("R", ["none", "member", "memberAndMessages"]),
};

/**
 * One member in the data of a GroupMembers config, or undefined.
 *
 * Spec: docs/spec/groups.md section 2. Vectors: vectors/groups-configs.json.
 */
export function readGroupMember(data: ConfigDict, accountId: AccountId): GroupMember | undefined {
  const entry = entryAt(dictAt(data, MEMBERS), idKey(accountId));
  return entry && memberOf(accountId, entry);
}

/** All members, in the order of their IDs; entries that are none are skipped. */
export function listGroupMembers(data: ConfigDict): readonly GroupMember[] {
  return entriesOf(dictAt(data, MEMBERS), accountIdOfKey, memberOf);
}

/**
 * Writes the given properties of a member, who is made, as yet to be invited, where missing.
 *
 * Being an admin ends the invitation; a removal ends invitation and promotion.
 *
 * @throws RangeError for a time that is no safe integer
 * Spec: docs/spec/groups.md section 2. Vectors: vectors/groups-configs.json.
 */
export function setGroupMember(
  draft: ConfigDraft,
  patch: Pick<GroupMember, "accountId"> & Partial<GroupMemberProperties>,
): void {
  const { accountId } = patch;
  const newcomer: Partial<GroupMember> = readGroupMember(draft, accountId) ? {} : { invite: "notSent" };
  const entry = draftDict(draftDict(draft, MEMBERS), idKey(accountId));
  const before = memberOf(accountId, entry);
  writeFields(PROPERTIES, entry, consistent({ ...before, ...newcomer, ...patch }));
  keepEntry(entry, NAME, EMPTY_NAME);
}

/** Drops a member from the list, once a removal was carried out. */
export function eraseGroupMember(draft: ConfigDraft, accountId: AccountId): void {
  draftAt(draft, MEMBERS)?.delete(idKey(accountId));
}

/**
 * What to show of a member.
 *
 * Spec: docs/spec/groups.md section 2.
 */
export function groupMemberStatus(member: GroupMember): GroupMemberStatus {
  if (member.removal !== "none") return { kind: "removal", removal: member.removal };
  if (member.isAdmin) return { kind: "promotion", status: member.promotion };
  return { kind: "invite", status: member.invite };
}

function memberOf(accountId: AccountId, entry: ConfigDict): GroupMember {
  return { accountId, ...consistent(readFields(PROPERTIES, entry)) };
}

/** Offers that no longer stand count as accepted, which is how their keys are absent. */
function consistent<T extends GroupMemberProperties>(member: T): T {
  const isLeaving = member.removal !== "none";
  const invite = isLeaving || member.isAdmin ? "accepted" : member.invite;
  return {
    ...member,
    invite,
    promotion: isLeaving ? "accepted" : member.promotion,
    sharesHistory: member.sharesHistory && invite !== "accepted",
  };
}
