import type { UNKNOWN_FIELDS } from "../protobuf/read-message.ts";

// The message layer's objects. Names are those of the schema (docs/spec/session.proto, which comments on every
// field), so that specification, wire and code read alike. Times are milliseconds unless a name says seconds.

/** Fields of newer peers; kept by decoding and written again by encoding. */
export interface KeepsUnknown {
  readonly [UNKNOWN_FIELDS]?: readonly { no: number; wireType: number; data: Uint8Array }[];
}

/** The encrypted payload. At most one of the message kinds is meaningful: see {@link ContentKind}. */
export interface Content extends KeepsUnknown {
  readonly dataMessage?: DataMessage;
  readonly callMessage?: CallMessage;
  readonly receiptMessage?: ReceiptMessage;
  readonly typingMessage?: TypingMessage;
  readonly dataExtractionNotification?: DataExtractionNotification;
  readonly unsendRequest?: UnsendRequest;
  readonly messageRequestResponse?: MessageRequestResponse;
  readonly sharedConfigMessage?: SharedConfigMessage;
  readonly expirationType?: "UNKNOWN" | "DELETE_AFTER_READ" | "DELETE_AFTER_SEND";
  /** Seconds. */
  readonly expirationTimer?: number;
  /** When the sender wrote it: authenticated, and the message's identity together with its sender. */
  readonly sigTimestamp?: number;
  readonly proMessage?: ProMessage;
  readonly proSigForCommunityMessageOnly?: Uint8Array;
}

export interface DataMessage extends KeepsUnknown {
  readonly body?: string;
  /** At most 32. */
  readonly attachments?: readonly AttachmentPointer[];
  /** 0 or absent, or 2: the message only announces a new disappearing setting. */
  readonly flags?: number;
  readonly expireTimer?: number;
  readonly profileKey?: Uint8Array;
  readonly timestamp?: bigint;
  readonly quote?: Quote;
  readonly preview?: readonly Preview[];
  readonly reaction?: Reaction;
  readonly profile?: LokiProfile;
  readonly communityInvitation?: CommunityInvitation;
  /** Only in copies sent to oneself: the account ID of the conversation. */
  readonly syncTarget?: string;
  readonly blocksCommunityMessageRequests?: boolean;
  readonly groupUpdateMessage?: GroupUpdateMessage;
}

export interface Quote extends KeepsUnknown {
  /** Sent time of the quoted message. */
  readonly id: number;
  readonly author: string;
  readonly text?: string;
  readonly attachments?: readonly QuotedAttachment[];
}

export interface QuotedAttachment extends KeepsUnknown {
  readonly contentType?: string;
  readonly fileName?: string;
  readonly thumbnail?: AttachmentPointer;
  readonly flags?: number;
}

export interface Preview extends KeepsUnknown {
  readonly url: string;
  readonly title?: string;
  readonly image?: AttachmentPointer;
}

export interface Reaction extends KeepsUnknown {
  /** Sent time of the message reacted to. */
  readonly id: number;
  readonly author: string;
  readonly emoji?: string;
  readonly action: "REACT" | "REMOVE";
}

export interface CommunityInvitation extends KeepsUnknown {
  readonly url: string;
  readonly name: string;
}

export interface LokiProfile extends KeepsUnknown {
  readonly displayName?: string;
  readonly profilePicture?: string;
  /** Seconds. */
  readonly lastProfileUpdateSeconds?: number;
}

export interface AttachmentPointer extends KeepsUnknown {
  readonly deprecatedId: bigint;
  readonly contentType?: string;
  /** 64 bytes (legacy scheme) or 32 (deterministic). */
  readonly key?: Uint8Array;
  readonly size?: number;
  readonly thumbnail?: Uint8Array;
  readonly digest?: Uint8Array;
  readonly fileName?: string;
  /** 1: voice message. */
  readonly flags?: number;
  readonly width?: number;
  readonly height?: number;
  readonly caption?: string;
  readonly url?: string;
}

export interface TypingMessage extends KeepsUnknown {
  readonly timestamp: number;
  readonly action: "STARTED" | "STOPPED";
}

export interface ReceiptMessage extends KeepsUnknown {
  readonly type: "DELIVERY" | "READ";
  readonly timestamp?: readonly number[];
}

export interface UnsendRequest extends KeepsUnknown {
  readonly timestamp: number;
  readonly author: string;
}

export interface MessageRequestResponse extends KeepsUnknown {
  readonly isApproved: boolean;
  readonly profileKey?: Uint8Array;
  readonly profile?: LokiProfile;
}

export interface DataExtractionNotification extends KeepsUnknown {
  readonly type: "SCREENSHOT" | "MEDIA_SAVED";
  readonly timestamp?: number;
}

export interface CallMessage extends KeepsUnknown {
  readonly type: "PRE_OFFER" | "OFFER" | "ANSWER" | "PROVISIONAL_ANSWER" | "ICE_CANDIDATES" | "END_CALL";
  readonly sdps?: readonly string[];
  readonly sdpMLineIndexes?: readonly number[];
  readonly sdpMids?: readonly string[];
  readonly uuid: string;
}

export interface SharedConfigMessage extends KeepsUnknown {
  readonly kind: "USER_PROFILE" | "CONTACTS" | "CONVO_INFO_VOLATILE" | "USER_GROUPS";
  readonly seqno: bigint;
  readonly data: Uint8Array;
}

/** Exactly one is set. */
export interface GroupUpdateMessage extends KeepsUnknown {
  readonly inviteMessage?: GroupUpdateInviteMessage;
  readonly infoChangeMessage?: GroupUpdateInfoChangeMessage;
  readonly memberChangeMessage?: GroupUpdateMemberChangeMessage;
  readonly promoteMessage?: GroupUpdatePromoteMessage;
  readonly memberLeftMessage?: KeepsUnknown;
  readonly inviteResponse?: GroupUpdateInviteResponseMessage;
  readonly deleteMemberContent?: GroupUpdateDeleteMemberContentMessage;
  readonly memberLeftNotificationMessage?: KeepsUnknown;
}

export interface GroupUpdateInviteMessage extends KeepsUnknown {
  readonly groupSessionId: string;
  readonly name: string;
  readonly memberAuthData: Uint8Array;
  readonly adminSignature: Uint8Array;
}

export interface GroupUpdatePromoteMessage extends KeepsUnknown {
  readonly groupIdentitySeed: Uint8Array;
  readonly name: string;
}

export interface GroupUpdateInfoChangeMessage extends KeepsUnknown {
  readonly type: "NAME" | "AVATAR" | "DISAPPEARING_MESSAGES";
  readonly updatedName?: string;
  /** Seconds, 0 = off. */
  readonly updatedExpiration?: number;
  readonly adminSignature: Uint8Array;
}

export interface GroupUpdateMemberChangeMessage extends KeepsUnknown {
  readonly type: "ADDED" | "REMOVED" | "PROMOTED";
  readonly memberSessionIds?: readonly string[];
  readonly historyShared?: boolean;
  readonly adminSignature: Uint8Array;
}

export interface GroupUpdateInviteResponseMessage extends KeepsUnknown {
  readonly isApproved: boolean;
}

export interface GroupUpdateDeleteMemberContentMessage extends KeepsUnknown {
  readonly memberSessionIds?: readonly string[];
  readonly messageHashes?: readonly string[];
  readonly adminSignature?: Uint8Array;
}

export interface ProMessage extends KeepsUnknown {
  readonly proof?: ProProof;
  readonly profileBitset?: bigint;
  readonly messageBitset?: bigint;
}

export interface ProProof extends KeepsUnknown {
  readonly version?: number;
  readonly genIndexHash?: Uint8Array;
  readonly rotatingPublicKey?: Uint8Array;
  /** Not a number, so that a time beyond all reason costs the message its Pro features only. */
  readonly expireAtMs?: bigint;
  readonly sig?: Uint8Array;
}

/** The wrapper that names the time of a message in the open. */
export interface Envelope extends KeepsUnknown {
  readonly type: "SESSION_MESSAGE" | "CLOSED_GROUP_MESSAGE";
  /** Never to be trusted. */
  readonly source?: string;
  readonly timestamp: number;
  readonly sourceDevice?: number;
  readonly content?: Uint8Array;
  readonly serverTimestamp?: bigint;
  /** 64 bytes: a Pro signature or a decoy. */
  readonly proSig?: Uint8Array;
}

/** Outermost layer of every message in namespace 0. */
export interface WebSocketMessage extends KeepsUnknown {
  readonly type?: "UNKNOWN" | "REQUEST" | "RESPONSE";
  readonly request?: WebSocketRequestMessage;
}

export interface WebSocketRequestMessage extends KeepsUnknown {
  readonly verb?: string;
  readonly path?: string;
  /** The serialised Envelope. */
  readonly body?: Uint8Array;
  readonly id?: bigint;
  readonly headers?: readonly string[];
}
