export {
  deterministicEphemeralSecret,
  type OpenedForAccount,
  openForAccount,
  sealForAccount,
} from "./account-box.ts";
export type {
  AttachmentPointer,
  CallMessage,
  CommunityInvitation,
  Content,
  DataExtractionNotification,
  DataMessage,
  Envelope,
  GroupUpdateDeleteMemberContentMessage,
  GroupUpdateInfoChangeMessage,
  GroupUpdateInviteMessage,
  GroupUpdateInviteResponseMessage,
  GroupUpdateMemberChangeMessage,
  GroupUpdateMessage,
  GroupUpdatePromoteMessage,
  KeepsUnknown,
  LokiProfile,
  MessageRequestResponse,
  Preview,
  ProMessage,
  ProProof,
  Quote,
  QuotedAttachment,
  Reaction,
  ReceiptMessage,
  SharedConfigMessage,
  TypingMessage,
  UnsendRequest,
  WebSocketMessage,
  WebSocketRequestMessage,
} from "./content.ts";
export {
  ATTACHMENTS_MAX,
  decodeContent,
  EXPIRATION_TIMER_UPDATE,
  encodeContent,
  envelope,
  webSocketMessage,
} from "./content-codec.ts";
export { CONTENT_KINDS, type ContentKind, contentKind } from "./content-kind.ts";
export {
  type DirectMessage,
  openDirectMessage,
  openEnvelope,
  sealDirectMessage,
  unwrapDirectMessage,
  wrapDirectMessage,
} from "./direct-message.ts";
export { agreedTimestampMs, envelopeContent, storable, timedContent } from "./envelope.ts";
export { CONTENT_BYTES_MAX, STORED_BYTES_MAX } from "./limits.ts";
export { type MessageHash, messageHash } from "./message-hash.ts";
export { padContent, unpadContent } from "./padding.ts";
