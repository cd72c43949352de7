import {
  type JsonObject,
  type JsonValue,
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
  jsonFlag,
  jsonListOf,
  jsonSeconds,
  jsonText,
} from "../codec/json-format.ts";
import type { RoomToken } from "../config/community-url.ts";
import { DecodeError } from "../errors.ts";
import { ROOM_TEXT_LENGTH_MAX, ROOMS_MAX, type RoomDefaults, roomToken } from "./room.ts";

// What moderators and admins ask of a server.

/** Where a ban or an appointment applies. */
export type ModerationScope =
  | { readonly kind: "rooms"; readonly rooms: readonly RoomToken[] }
  /** All rooms in which the requesting user has the right. */
  | { readonly kind: "everyRoom" }
  | { readonly kind: "server" };

/** Body of the requests that ban a user and that lift a ban. */
export interface BanRequest {
  readonly scope: ModerationScope;
  /** How long a ban lasts; without it, for good. */
  readonly timeoutSeconds?: number;
}

/** Spec: docs/spec/communities.md section 4. */
export const banRequest: JsonFormat<BanRequest> = checkedFormat({
  toJson: ({ scope, timeoutSeconds }) => jsonFields({ ...scopeFields(scope), timeout: timeoutSeconds }),
  fromJson: (value, path = "ban") => {
    const object = jsonObject(value, path);
    return {
      scope: readScope(object, path),
      ...(isPresent(object, "timeout") && {
        timeoutSeconds: jsonSeconds(object, "timeout", `${path}.timeout`),
      }),
    };
  },
});

/** Body of the request that appoints a moderator or admin, or dismisses one. What is left out stays as it is. */
export interface ModeratorRequest {
  readonly scope: ModerationScope;
  /** False takes the rights of an admin, too. */
  readonly isModerator?: boolean;
  /** True gives the rights of a moderator, too. */
  readonly isAdmin?: boolean;
  /** Whether ordinary users see it; by default they do in rooms, and do not on the whole server. */
  readonly isVisible?: boolean;
}

/** Spec: docs/spec/communities.md section 4. */
export const moderatorRequest: JsonFormat<ModeratorRequest> = checkedFormat({
  toJson: ({ scope, isModerator, isAdmin, isVisible }) =>
    jsonFields({ ...scopeFields(scope), moderator: isModerator, admin: isAdmin, visible: isVisible }),
  fromJson: (value, path = "moderator") => {
    const object = jsonObject(value, path);
    const flag = (key: string): boolean => jsonBoolean(object, key, `${path}.${key}`);
    const request = {
      scope: readScope(object, path),
      ...(isPresent(object, "moderator") && { isModerator: flag("moderator") }),
      ...(isPresent(object, "admin") && { isAdmin: flag("admin") }),
      ...(isPresent(object, "visible") && { isVisible: flag("visible") }),
    };
    const problem = moderatorProblem(request);
    if (problem !== undefined) throw new DecodeError("invalid_encoding", problem, { path });
    return request;
  },
});

/** Body of the request that changes a room. What is left out stays as it is. */
export interface RoomChange {
  readonly name?: string;
  /** Null takes it away. */
  readonly description?: string | null;
  /** Number of an image that was uploaded to the room. */
  readonly imageId?: number;
  readonly defaults?: Partial<RoomDefaults>;
}

/** Spec: docs/spec/communities.md section 4. */
export const roomChange: JsonFormat<RoomChange> = checkedFormat({
  toJson: ({ name, description, imageId, defaults = {} }) =>
    jsonFields({
      name,
      description,
      image: imageId,
      default_read: defaults.canRead,
      default_accessible: defaults.canAccess,
      default_write: defaults.canWrite,
      default_upload: defaults.canUpload,
    }),
  fromJson: (value, path = "room") => {
    const object = jsonObject(value, path);
    const text = (key: string): string =>
      jsonText(object, key, { lengthMax: ROOM_TEXT_LENGTH_MAX, path: `${path}.${key}` });
    const flag = (key: string): boolean => jsonBoolean(object, key, `${path}.${key}`);
    const defaults: Partial<RoomDefaults> = {
      ...(isPresent(object, "default_read") && { canRead: flag("default_read") }),
      ...(isPresent(object, "default_accessible") && { canAccess: flag("default_accessible") }),
      ...(isPresent(object, "default_write") && { canWrite: flag("default_write") }),
      ...(isPresent(object, "default_upload") && { canUpload: flag("default_upload") }),
    };
    return {
      ...(isPresent(object, "name") && { name: text("name") }),
      ...(isPresent(object, "description") && { description: text("description") }),
      ...(jsonField(object, "description") === null && { description: null }),
      ...(isPresent(object, "image") && {
        imageId: jsonInteger(object, "image", { min: 0, path: `${path}.image` }),
      }),
      ...(Object.keys(defaults).length > 0 && { defaults }),
    };
  },
});

const EVERY_ROOM = "*";
const roomTokens = jsonListOf(roomToken, ROOMS_MAX);

function scopeFields(scope: ModerationScope): Readonly<Record<string, JsonValue>> {
  switch (scope.kind) {
    case "rooms":
      return { rooms: roomTokens.toJson(scope.rooms) };
    case "everyRoom":
      return { rooms: [EVERY_ROOM] };
    case "server":
      return { global: true };
  }
}

function readScope(object: JsonObject, path: string): ModerationScope {
  const isServer = jsonFlag(object, "global", `${path}.global`);
  const rooms = jsonField(object, "rooms") ?? [];
  const hasRooms = !Array.isArray(rooms) || rooms.length > 0;
  if (isServer && hasRooms)
    throw new DecodeError("unexpected_field", "expected rooms or global, got both", {
      path: `${path}.rooms`,
    });
  if (isServer) return { kind: "server" };
  if (!hasRooms)
    throw new DecodeError("missing_field", "expected rooms or global, found none", { path: `${path}.rooms` });
  if (Array.isArray(rooms) && rooms.length === 1 && rooms[0] === EVERY_ROOM) return { kind: "everyRoom" };
  return { kind: "rooms", rooms: roomTokens.fromJson(rooms, `${path}.rooms`) };
}

function moderatorProblem({ isModerator, isAdmin }: ModeratorRequest): string | undefined {
  if (isModerator === undefined && isAdmin === undefined) return "expected moderator or admin, found neither";
  if (isModerator === false && isAdmin === true) return "expected no admin who is no moderator";
  return undefined;
}
