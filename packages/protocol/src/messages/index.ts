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
  GroupUpdateMessage,
  LokiProfile,
  MessageRequestResponse,
  Preview,
  ProMessage,
  ProProof,
  Quote,
  Reaction,
  ReceiptMessage,
  SharedConfigMessage,
  TypingMessage,
  UnsendRequest,
  WebSocketMessage,
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
export { CONTENT_BYTES_MAX, STORED_BYTES_MAX } from "./limits.ts";
export { type MessageHash, messageHash } from "./message-hash.ts";
export { padContent, unpadContent } from "./padding.ts";
