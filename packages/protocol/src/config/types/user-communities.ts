import { attempt } from "../../errors.ts";
import { type CommunityRoom, parseRoomToken, type RoomToken } from "../community-url.ts";
import { type ConfigDict, type ConfigDraft, dictAt, draftDict } from "../tree.ts";
import { type Fields, readFields, writeFields } from "./field.ts";
import { text } from "./fields.ts";
import { draftAt } from "./keys.ts";
import { MEMBERSHIP, type Membership } from "./membership.ts";
import { draftRoom, eraseRoom, listRooms, type RoomEntry, type RoomKey, readRoom } from "./rooms.ts";

/** A community room that the account joined; the token is spelled as the server spells it. */
export interface UserCommunity extends CommunityRoom, Membership {}

/** What finds a community room, in any case. */
export type CommunityRoomKey = Pick<UserCommunity, "baseUrl" | "room">;

const COMMUNITIES = "o";

interface StoredCommunity extends Membership {
  readonly spelling: string;
}
const PROPERTIES: Fields<StoredCommunity> = { ...MEMBERSHIP, spelling: text("n") };

/**
 * One community room in the data of a UserGroups config, or undefined.
 *
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-types.json.
 */
export function readUserCommunity(data: ConfigDict, key: CommunityRoomKey): UserCommunity | undefined {
  const room = readRoom(dictAt(data, COMMUNITIES), roomKey(key));
  return room && userCommunityOf(room);
}

/** All community rooms; entries that are none are skipped. */
export function listUserCommunities(data: ConfigDict): readonly UserCommunity[] {
  return listRooms(dictAt(data, COMMUNITIES)).flatMap((room) => userCommunityOf(room) ?? []);
}

/**
 * Writes the given properties of a community room, which is made, with its server, where it is missing.
 *
 * @throws RangeError for numbers that are no safe integers
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-types.json, vectors/config-sync-scenarios.json.
 */
export function setUserCommunity(
  draft: ConfigDraft,
  patch: Pick<UserCommunity, "baseUrl" | "room" | "serverPublicKey"> & Partial<Membership>,
): void {
  const { serverPublicKey, room } = patch;
  const entry = draftRoom(draftDict(draft, COMMUNITIES), { ...roomKey(patch), serverPublicKey });
  writeFields(PROPERTIES, entry, { ...patch, spelling: room });
}

/** Leaves a room, and with the last one of a server that server. */
export function eraseUserCommunity(draft: ConfigDraft, key: CommunityRoomKey): void {
  const servers = draftAt(draft, COMMUNITIES);
  if (servers) eraseRoom(servers, roomKey(key));
}

function userCommunityOf({ baseUrl, key, serverPublicKey, entry }: RoomEntry): UserCommunity | undefined {
  const { spelling, ...membership } = readFields(PROPERTIES, entry);
  const room = roomOf(key, spelling);
  return room && { baseUrl, room, serverPublicKey, ...membership };
}

/** The stored spelling where it is one of the key, else the key itself, if that is a token in lower case. */
function roomOf(key: string, spelling: string): RoomToken | undefined {
  if (key !== key.toLowerCase()) return undefined;
  return attempt(() => parseRoomToken(spelling.toLowerCase() === key ? spelling : key));
}

function roomKey({ baseUrl, room }: CommunityRoomKey): RoomKey {
  return { baseUrl, key: room.toLowerCase() };
}
