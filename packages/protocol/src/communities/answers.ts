import {
  type JsonObject,
  jsonArray,
  jsonBoolean,
  jsonField,
  jsonInteger,
  jsonObject,
} from "../codec/index.ts";
import {
  checkedFormat,
  isPresent,
  type JsonFormat,
  jsonFields,
  jsonListOf,
  jsonSeconds,
} from "../codec/json-format.ts";
import { parseRoomToken, type RoomToken } from "../config/community-url.ts";
import { DecodeError } from "../errors.ts";
import { ROOMS_MAX } from "./room.ts";
import { type CommunityUserId, userId } from "./user-id.ts";

// What the endpoints that change something answer, as far as it is more than `{}`.

/** A room after its details or pins changed. */
export interface RoomChanged {
  /** The room's new count, by which a client knows older answers to polls. */
  readonly infoUpdates: number;
  /** After unpinning: whether the message was pinned, or how many were. */
  readonly unpinned?: boolean | number;
}

/** Spec: docs/spec/communities.md section 4. */
export const roomChanged: JsonFormat<RoomChanged> = checkedFormat({
  toJson: ({ infoUpdates, unpinned }) => jsonFields({ info_updates: infoUpdates, unpinned }),
  fromJson: (value, path = "answer") => {
    const object = jsonObject(value, path);
    const isFlag = typeof jsonField(object, "unpinned") === "boolean";
    return {
      infoUpdates: count(object, "info_updates", path),
      ...(isPresent(object, "unpinned") && {
        unpinned: isFlag ? jsonBoolean(object, "unpinned") : count(object, "unpinned", path),
      }),
    };
  },
});

/** Numbers by room. */
export type RoomCounts = ReadonlyMap<RoomToken, number>;

/** New counts of the rooms in which a moderator was appointed. Spec: docs/spec/communities.md section 4. */
export const moderatorAnswer: JsonFormat<RoomCounts> = checkedFormat({
  toJson: (counts) => ({ info_updates: roomCounts.toJson(counts) }),
  fromJson: (value, path = "answer") =>
    roomCounts.fromJson(jsonField(jsonObject(value, path), "info_updates"), `${path}.info_updates`),
});

/** How many posts of a user were deleted. */
export interface DeletedEverywhere {
  readonly total: number;
  readonly rooms: RoomCounts;
}

/** Spec: docs/spec/communities.md section 4. */
export const deletedEverywhere: JsonFormat<DeletedEverywhere> = checkedFormat({
  toJson: ({ total, rooms }) => jsonFields({ total, rooms: roomCounts.toJson(rooms) }),
  fromJson: (value, path = "answer") => {
    const object = jsonObject(value, path);
    return {
      total: count(object, "total", path),
      rooms: roomCounts.fromJson(jsonField(object, "rooms"), `${path}.rooms`),
    };
  },
});

const roomCounts: JsonFormat<RoomCounts> = {
  toJson: (counts) => jsonFields(Object.fromEntries(counts)),
  fromJson: (value, path = "") => {
    const object = jsonObject(value, path);
    const tokens = Object.keys(object);
    if (tokens.length > ROOMS_MAX)
      throw new DecodeError("out_of_range", `expected at most ${ROOMS_MAX} rooms, got ${tokens.length}`, {
        path,
      });
    return new Map(tokens.map((token) => [parseRoomToken(token, path), count(object, token, path)]));
  },
};

/** The own reaction after it was given or taken back. */
export interface ReactionChanged {
  /** False when it was so before. */
  readonly isChanged: boolean;
  /** The message's new position in the room. */
  readonly seqno: number;
}

/** Spec: docs/spec/communities.md section 4. */
export const reactionAdded: JsonFormat<ReactionChanged> = reactionAnswer("added");
/** Spec: docs/spec/communities.md section 4. */
export const reactionRemoved: JsonFormat<ReactionChanged> = reactionAnswer("removed");

function reactionAnswer(key: "added" | "removed"): JsonFormat<ReactionChanged> {
  return checkedFormat({
    toJson: ({ isChanged, seqno }) => jsonFields({ [key]: isChanged, seqno }),
    fromJson: (value, path = "answer") => {
      const object = jsonObject(value, path);
      return {
        isChanged: jsonBoolean(object, key, `${path}.${key}`),
        seqno: count(object, "seqno", path),
      };
    },
  });
}

/** Everybody's reactions after a moderator removed them. */
export interface ReactionsRemoved {
  readonly count: number;
  readonly seqno: number;
}

/** Spec: docs/spec/communities.md section 4. */
export const reactionsRemoved: JsonFormat<ReactionsRemoved> = checkedFormat({
  toJson: (answer) => jsonFields({ removed: answer.count, seqno: answer.seqno }),
  fromJson: (value, path = "answer") => {
    const object = jsonObject(value, path);
    return { count: count(object, "removed", path), seqno: count(object, "seqno", path) };
  },
});

/** Who reacted, and when. */
export interface Reactor {
  readonly userId: CommunityUserId;
  readonly reactedSeconds: number;
}

const reactor: JsonFormat<Reactor> = checkedFormat({
  toJson: (value) => [value.userId, value.reactedSeconds],
  fromJson: (value, path = "") => {
    const [id, time] = jsonArray(value, path);
    const pair = { id: id ?? null, time: time ?? null };
    return { userId: userId.fromJson(pair.id, path), reactedSeconds: jsonSeconds(pair, "time", path) };
  },
});

const REACTORS_MAX = 10_000;

/** Spec: docs/spec/communities.md section 4. */
export const reactors: JsonFormat<readonly Reactor[]> = jsonListOf(reactor, REACTORS_MAX);

/** Number of the uploaded file. Spec: docs/spec/communities.md section 4. */
export const uploadedFile: JsonFormat<number> = countAnswer("id");
/** How many direct messages were deleted. Spec: docs/spec/communities.md section 4. */
export const clearedInbox: JsonFormat<number> = countAnswer("deleted");

function countAnswer(key: string): JsonFormat<number> {
  return checkedFormat({
    toJson: (value) => jsonFields({ [key]: value }),
    fromJson: (value, path = "answer") => count(jsonObject(value, path), key, path),
  });
}

function count(object: JsonObject, key: string, path: string): number {
  return jsonInteger(object, key, { min: 0, path: `${path}.${key}` });
}
