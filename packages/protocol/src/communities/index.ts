export { type JsonFormat, jsonDocument } from "../codec/json-format.ts";
export { parseRoomToken, type RoomToken } from "../config/community-url.ts";
export {
  clearedInbox,
  type DeletedEverywhere,
  deletedEverywhere,
  moderatorAnswer,
  type ReactionChanged,
  type ReactionsRemoved,
  type Reactor,
  type RoomChanged,
  type RoomCounts,
  reactionAdded,
  reactionRemoved,
  reactionsRemoved,
  reactors,
  roomChanged,
  uploadedFile,
} from "./answers.ts";
export {
  type BatchBody,
  type BatchRequestItem,
  type BatchResponseItem,
  batchBodyBytes,
  batchRequest,
  batchResponse,
} from "./batch.ts";
export { CAPABILITIES, type Capabilities, capabilities } from "./capabilities.ts";
export { type InboxMessage, openInboxMessage, openOutboxMessage, sealInboxMessage } from "./inbox.ts";
export { type InboxItem, inboxItem, inboxItems, inboxRequest } from "./inbox-item.ts";
export {
  type CommunityMessage,
  type CommunityPost,
  communityMessage,
  communityMessages,
  type DeletedPost,
  type ReactionUpdate,
  type RoomUpdate,
} from "./message.ts";
export {
  type BanRequest,
  banRequest,
  type ModerationScope,
  type ModeratorRequest,
  moderatorRequest,
  type RoomChange,
  roomChange,
} from "./moderation.ts";
export { communityPaths, type MessagesQuery, type ReactionTarget, type UpdatesQuery } from "./paths.ts";
export { type PollState, pollRequests } from "./poll.ts";
export { type PostRequest, postRequest, type Whisper } from "./post-request.ts";
export {
  isPostTimely,
  openPost,
  type PostContent,
  postProSignature,
  type SignedPost,
  signPost,
  signPostData,
  verifyPost,
} from "./posts.ts";
export {
  type CommunityReaction,
  type CommunityReactions,
  communityReactions,
  isReaction,
} from "./reactions.ts";
export {
  AUTH_REFUSALS,
  type AuthDecision,
  type AuthOptions,
  type AuthRefusal,
  authenticateRequest,
} from "./request-auth.ts";
export {
  AUTH_HEADERS,
  type CommunityRequest,
  signCommunityRequest,
  signedRequestBytes,
} from "./request-signature.ts";
export {
  type PinnedMessage,
  type Room,
  type RoomAccess,
  type RoomDefaults,
  type RoomPollInfo,
  room,
  roomPollInfo,
  rooms,
} from "./room.ts";
export {
  type CommunityIdentity,
  type CommunityUserId,
  type OtherUserId,
  parseCommunityUserId,
} from "./user-id.ts";
