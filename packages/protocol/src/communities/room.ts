import {
  type JsonObject,
  type JsonValue,
  jsonBoolean,
  jsonField,
  jsonInteger,
  jsonObject,
} from "../codec/index.ts";
import {
  asText,
  checkedFormat,
  isPresent,
  type JsonFormat,
  jsonFields,
  jsonFlag,
  jsonListOf,
  jsonSeconds,
  jsonText,
} from "../codec/json-format.ts";
import { parseRoomToken, type RoomToken } from "../config/community-url.ts";
import { type CommunityUserId, userId, userIds } from "./user-id.ts";

export const ROOMS_MAX = 10_000;
const PINNED_MAX = 10_000;
/** Characters of a name or description. */
export const ROOM_TEXT_LENGTH_MAX = 10_000;

/** What the requesting user may do in a room. */
export interface RoomAccess {
  readonly canRead: boolean;
  readonly canWrite: boolean;
  readonly canUpload: boolean;
  readonly isModerator: boolean;
  readonly isAdmin: boolean;
  readonly isGlobalModerator: boolean;
  readonly isGlobalAdmin: boolean;
  /** What users without a rule of their own may do; told to moderators only. */
  readonly defaults?: RoomDefaults;
}

export interface RoomDefaults {
  readonly canRead: boolean;
  /** May see the room without reading it. */
  readonly canAccess: boolean;
  readonly canWrite: boolean;
  readonly canUpload: boolean;
}

export interface PinnedMessage {
  readonly id: number;
  readonly pinnedAtSeconds: number;
  readonly pinnedBy: CommunityUserId;
}

export interface Room extends RoomAccess {
  readonly token: RoomToken;
  readonly name: string;
  readonly description?: string;
  /** Grows with every change of name, description, image, pins or moderators. */
  readonly infoUpdates: number;
  /** The newest `seqno` of the room. */
  readonly messageSequence: number;
  /** With a fraction, as all `...Seconds` here. */
  readonly createdSeconds: number;
  readonly activeUsers: number;
  readonly activeUsersCutoffSeconds: number;
  readonly imageId?: number;
  readonly pinnedMessages: readonly PinnedMessage[];
  readonly moderators: readonly CommunityUserId[];
  readonly admins: readonly CommunityUserId[];
  /** Told to moderators only, as are the hidden admins. */
  readonly hiddenModerators: readonly CommunityUserId[];
  readonly hiddenAdmins: readonly CommunityUserId[];
}

/** Answer of `pollInfo`: the details only when they changed. */
export interface RoomPollInfo extends RoomAccess {
  readonly token: RoomToken;
  readonly activeUsers: number;
  readonly details?: Room;
}

/** A room's token inside JSON. */
export const roomToken: JsonFormat<RoomToken> = {
  toJson: (token) => token,
  fromJson: (value, path = "") => parseRoomToken(asText(value, path), path),
};

const pinnedMessage: JsonFormat<PinnedMessage> = {
  toJson: ({ id, pinnedAtSeconds, pinnedBy }) => ({ id, pinned_at: pinnedAtSeconds, pinned_by: pinnedBy }),
  fromJson: (value, path = "") => {
    const pin = jsonObject(value, path);
    return {
      id: jsonInteger(pin, "id", { min: 0, path: `${path}.id` }),
      pinnedAtSeconds: jsonSeconds(pin, "pinned_at", `${path}.pinned_at`),
      pinnedBy: userId.fromJson(jsonField(pin, "pinned_by"), `${path}.pinned_by`),
    };
  },
};
const pinnedMessages = jsonListOf(pinnedMessage, PINNED_MAX);

/** A room as one user sees it. Spec: docs/spec/communities.md section 4. */
export const room: JsonFormat<Room> = checkedFormat({
  toJson: (value) =>
    jsonFields({
      token: value.token,
      name: value.name,
      description: value.description,
      info_updates: value.infoUpdates,
      message_sequence: value.messageSequence,
      created: value.createdSeconds,
      active_users: value.activeUsers,
      active_users_cutoff: value.activeUsersCutoffSeconds,
      image_id: value.imageId,
      pinned_messages: unlessEmpty(value.pinnedMessages, pinnedMessages),
      moderators: userIds.toJson(value.moderators),
      admins: userIds.toJson(value.admins),
      hidden_moderators: unlessEmpty(value.hiddenModerators, userIds),
      hidden_admins: unlessEmpty(value.hiddenAdmins, userIds),
      ...accessFields(value),
    }),
  fromJson: (value, path = "room") => {
    const object = jsonObject(value, path);
    const at = (key: string): string => `${path}.${key}`;
    const count = (key: string): number => jsonInteger(object, key, { min: 0, path: at(key) });
    const text = (key: string): string =>
      jsonText(object, key, { lengthMax: ROOM_TEXT_LENGTH_MAX, path: at(key) });
    const list = <T>(key: string, format: JsonFormat<readonly T[]>): readonly T[] =>
      isPresent(object, key) ? format.fromJson(jsonField(object, key), at(key)) : [];
    return {
      token: roomToken.fromJson(jsonField(object, "token"), `${path}.token`),
      name: text("name"),
      ...(isPresent(object, "description") && { description: text("description") }),
      infoUpdates: count("info_updates"),
      messageSequence: count("message_sequence"),
      createdSeconds: jsonSeconds(object, "created", at("created")),
      activeUsers: count("active_users"),
      activeUsersCutoffSeconds: jsonSeconds(object, "active_users_cutoff", at("active_users_cutoff")),
      ...(isPresent(object, "image_id") && { imageId: count("image_id") }),
      pinnedMessages: list("pinned_messages", pinnedMessages),
      moderators: list("moderators", userIds),
      admins: list("admins", userIds),
      hiddenModerators: list("hidden_moderators", userIds),
      hiddenAdmins: list("hidden_admins", userIds),
      ...readAccess(object, path),
    };
  },
});

/** Answer of `GET /rooms`. Spec: docs/spec/communities.md section 4. */
export const rooms: JsonFormat<readonly Room[]> = jsonListOf(room, ROOMS_MAX);

/** Spec: docs/spec/communities.md section 4. */
export const roomPollInfo: JsonFormat<RoomPollInfo> = checkedFormat({
  toJson: (value) =>
    jsonFields({
      token: value.token,
      active_users: value.activeUsers,
      ...accessFields(value),
      details: value.details && room.toJson(value.details),
    }),
  fromJson: (value, path = "pollInfo") => {
    const object = jsonObject(value, path);
    return {
      token: roomToken.fromJson(jsonField(object, "token"), `${path}.token`),
      activeUsers: jsonInteger(object, "active_users", { min: 0, path: `${path}.active_users` }),
      ...readAccess(object, path),
      ...(isPresent(object, "details") && {
        details: room.fromJson(jsonField(object, "details"), `${path}.details`),
      }),
    };
  },
});

function unlessEmpty<T>(values: readonly T[], format: JsonFormat<readonly T[]>): JsonValue | undefined {
  return values.length === 0 ? undefined : format.toJson(values);
}

const whenTrue = (flag: boolean): true | undefined => flag || undefined;

function accessFields(access: RoomAccess): Readonly<Record<string, JsonValue | undefined>> {
  return {
    read: access.canRead,
    write: access.canWrite,
    upload: access.canUpload,
    moderator: whenTrue(access.isModerator),
    admin: whenTrue(access.isAdmin),
    global_moderator: whenTrue(access.isGlobalModerator),
    global_admin: whenTrue(access.isGlobalAdmin),
    default_read: access.defaults?.canRead,
    default_accessible: access.defaults?.canAccess,
    default_write: access.defaults?.canWrite,
    default_upload: access.defaults?.canUpload,
  };
}

function readAccess(object: JsonObject, path: string): RoomAccess {
  const boolean = (key: string): boolean => jsonBoolean(object, key, `${path}.${key}`);
  const flag = (key: string): boolean => jsonFlag(object, key, `${path}.${key}`);
  return {
    canRead: boolean("read"),
    canWrite: boolean("write"),
    canUpload: boolean("upload"),
    isModerator: flag("moderator"),
    isAdmin: flag("admin"),
    isGlobalModerator: flag("global_moderator"),
    isGlobalAdmin: flag("global_admin"),
    ...(isPresent(object, "default_read") && {
      defaults: {
        canRead: boolean("default_read"),
        canAccess: boolean("default_accessible"),
        canWrite: boolean("default_write"),
        canUpload: boolean("default_upload"),
      },
    }),
  };
}
