import { type JsonObject, jsonField, jsonInteger, jsonObject } from "../codec/index.ts";
import {
  checkedFormat,
  isPresent,
  type JsonFormat,
  jsonFields,
  jsonFlag,
  jsonListOf,
  jsonSeconds,
} from "../codec/json-format.ts";
import { readSigned, readWhisper, signedFields, type Whisper, whisperFields } from "./post-request.ts";
import type { SignedPost } from "./posts.ts";
import { type CommunityReaction, type CommunityReactions, communityReactions } from "./reactions.ts";
import { type CommunityUserId, userId } from "./user-id.ts";

/** Most that one answer holds, direct messages too. */
export const MESSAGES_MAX = 256;

/** What all rows have in common. */
export interface RoomUpdate {
  /** The message's own number, unique on the server. */
  readonly id: number;
  /** Position of its last change in the room. */
  readonly seqno: number;
}

export interface CommunityPost extends RoomUpdate, SignedPost {
  readonly kind: "post";
  readonly senderId: CommunityUserId;
  readonly postedSeconds: number;
  readonly editedSeconds?: number;
  readonly whisper?: Whisper;
  readonly reactions: CommunityReactions;
}

/** Stands for a message that was deleted; only in answers to `since`. */
export interface DeletedPost extends RoomUpdate {
  readonly kind: "deleted";
  readonly senderId?: CommunityUserId;
  readonly postedSeconds?: number;
}

/** Only the reactions of a message changed; only in answers to `since` that were asked for with `t=r`. */
export interface ReactionUpdate extends RoomUpdate {
  readonly kind: "reactions";
  readonly reactions: CommunityReactions;
}

export type CommunityMessage = CommunityPost | DeletedPost | ReactionUpdate;

/** One row of the message endpoints. Spec: docs/spec/communities.md section 4. */
export const communityMessage: JsonFormat<CommunityMessage> = checkedFormat({
  toJson: (message) => {
    const { id, seqno } = message;
    switch (message.kind) {
      case "post":
        return jsonFields({
          id,
          session_id: message.senderId,
          posted: message.postedSeconds,
          edited: message.editedSeconds,
          seqno,
          ...signedFields(message),
          ...whisperFields(message.whisper),
          reactions: communityReactions.toJson(message.reactions),
        });
      case "deleted":
        return jsonFields({
          id,
          session_id: message.senderId,
          posted: message.postedSeconds,
          seqno,
          data: null,
          deleted: true,
        });
      case "reactions":
        return jsonFields({ id, seqno, reactions: communityReactions.toJson(message.reactions) });
    }
  },
  fromJson: (value, path = "message") => {
    const object = jsonObject(value, path);
    const update = {
      id: jsonInteger(object, "id", { min: 0, path: `${path}.id` }),
      seqno: jsonInteger(object, "seqno", { min: 0, path: `${path}.seqno` }),
    };
    if (jsonFlag(object, "deleted", `${path}.deleted`) || jsonField(object, "data") === null)
      return { kind: "deleted", ...update, ...readAuthor(object, path) };
    const reactions = isPresent(object, "reactions")
      ? communityReactions.fromJson(jsonField(object, "reactions"), `${path}.reactions`)
      : new Map<string, CommunityReaction>();
    if (!isPresent(object, "data")) return { kind: "reactions", ...update, reactions };
    return { kind: "post", ...update, ...readPost(object, path), reactions };
  },
});

/** Answer of the endpoints that list messages. Spec: docs/spec/communities.md section 4. */
export const communityMessages: JsonFormat<readonly CommunityMessage[]> = jsonListOf(
  communityMessage,
  MESSAGES_MAX,
);

type PostFields = Omit<CommunityPost, "kind" | "id" | "seqno" | "reactions">;

function readPost(object: JsonObject, path: string): PostFields {
  const whisper = readWhisper(object, path);
  return {
    senderId: readSender(object, path),
    postedSeconds: jsonSeconds(object, "posted", `${path}.posted`),
    ...(isPresent(object, "edited") && {
      editedSeconds: jsonSeconds(object, "edited", `${path}.edited`),
    }),
    ...readSigned(object, path),
    ...(whisper && { whisper }),
  };
}

function readAuthor(
  object: JsonObject,
  path: string,
): { readonly senderId?: CommunityUserId; readonly postedSeconds?: number } {
  return {
    ...(isPresent(object, "session_id") && { senderId: readSender(object, path) }),
    ...(isPresent(object, "posted") && { postedSeconds: jsonSeconds(object, "posted", `${path}.posted`) }),
  };
}

function readSender(object: JsonObject, path: string): CommunityUserId {
  return userId.fromJson(jsonField(object, "session_id"), `${path}.session_id`);
}
