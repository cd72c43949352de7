import type { RoomToken } from "../config/community-url.ts";
import type { BlindedId } from "../identity/index.ts";
import { MESSAGES_MAX } from "./message.ts";
import { isReaction } from "./reactions.ts";
import type { CommunityUserId } from "./user-id.ts";

/** One emoji on one message. */
export interface ReactionTarget {
  readonly token: RoomToken;
  readonly id: number;
  readonly emoji: string;
}

/** How much a list of messages tells. */
export interface MessagesQuery {
  /** Messages, 1 to 256; by default 100. */
  readonly limit?: number;
  /** Users named with each reaction, 0 to 20; by default 4. */
  readonly reactors?: number;
}

export interface UpdatesQuery extends MessagesQuery {
  /** Whether messages of which only the reactions changed are listed, too. */
  readonly withReactions?: boolean;
}

const REACTORS_MAX = 20;

/** Paths of the endpoints as they are sent. Methods, rights and answers: docs/spec/communities.md section 4. */
export const communityPaths = {
  batch: "/batch",
  sequence: "/sequence",
  capabilities: "/capabilities",
  /** Answered with status 412 when the server lacks one of them. */
  capabilitiesRequired: (names: readonly string[]): string =>
    `/capabilities?required=${names.map(encodeURIComponent).join(",")}`,
  rooms: "/rooms",
  room: (token: RoomToken): string => `/room/${token}`,
  pollInfo: (token: RoomToken, infoUpdates: number): string => `/room/${token}/pollInfo/${infoUpdates}`,
  messagesRecent: (token: RoomToken, query?: MessagesQuery): string =>
    `/room/${token}/messages/recent${queryText(query)}`,
  messagesBefore: (token: RoomToken, id: number, query?: MessagesQuery): string =>
    `/room/${token}/messages/before/${id}${queryText(query)}`,
  messagesSince: (token: RoomToken, seqno: number, query?: UpdatesQuery): string =>
    `/room/${token}/messages/since/${seqno}${queryText(query)}`,
  newMessage: (token: RoomToken): string => `/room/${token}/message`,
  message: (token: RoomToken, id: number): string => `/room/${token}/message/${id}`,
  messagesOf: (token: RoomToken, user: CommunityUserId): string => `/room/${token}/all/${user}`,
  messagesOfEverywhere: (user: CommunityUserId): string => `/rooms/all/${user}`,
  pin: (token: RoomToken, id: number): string => `/room/${token}/pin/${id}`,
  unpin: (token: RoomToken, id: number): string => `/room/${token}/unpin/${id}`,
  unpinAll: (token: RoomToken): string => `/room/${token}/unpin/all`,
  reaction: (target: ReactionTarget): string =>
    `/room/${target.token}/reaction/${target.id}/${encodedEmoji(target.emoji)}`,
  reactors: (target: ReactionTarget): string =>
    `/room/${target.token}/reactors/${target.id}/${encodedEmoji(target.emoji)}`,
  reactions: (token: RoomToken, id: number): string => `/room/${token}/reactions/${id}`,
  reactionsOfEmoji: (target: ReactionTarget): string =>
    `/room/${target.token}/reactions/${target.id}/${encodedEmoji(target.emoji)}`,
  newFile: (token: RoomToken): string => `/room/${token}/file`,
  file: (token: RoomToken, id: number): string => `/room/${token}/file/${id}`,
  moderator: (user: CommunityUserId): string => `/user/${user}/moderator`,
  ban: (user: CommunityUserId): string => `/user/${user}/ban`,
  unban: (user: CommunityUserId): string => `/user/${user}/unban`,
  inbox: "/inbox",
  inboxSince: (id: number): string => `/inbox/since/${id}`,
  inboxOf: (recipient: BlindedId): string => `/inbox/${recipient}`,
  outbox: "/outbox",
  outboxSince: (id: number): string => `/outbox/since/${id}`,
} as const;

/** @throws RangeError for a number that servers would cut */
function queryText({ limit, reactors, withReactions = false }: UpdatesQuery = {}): string {
  const fields = [
    ...(withReactions ? ["t=r"] : []),
    ...(limit === undefined ? [] : [`limit=${within(limit, 1, MESSAGES_MAX, "limit")}`]),
    ...(reactors === undefined ? [] : [`reactors=${within(reactors, 0, REACTORS_MAX, "reactors")}`]),
  ];
  return fields.length === 0 ? "" : `?${fields.join("&")}`;
}

function within(value: number, min: number, max: number, name: string): number {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new RangeError(`${name}: expected ${min}..${max}, got ${value}`);
  return value;
}

/** Percent-encoded for the path; the signature covers the decoded form. @throws RangeError */
function encodedEmoji(emoji: string): string {
  if (!isReaction(emoji)) throw new RangeError("reaction: expected 1 to 12 code points");
  return encodeURIComponent(emoji);
}
