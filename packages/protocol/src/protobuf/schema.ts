import { WIRE } from "./wire.ts";

// docs/spec/session.proto as a table. The compiled schema in `gen` is for types and tests, which compare the two: with
// the runtime that it needs it would be a fifth of a messaging client.

/** Kinds of scalar. `time` is a uint64 that holds a time and is read as a number; all other 64-bit kinds are bigint. */
export type ScalarKind = "bool" | "bytes" | "fixed64" | "int64" | "string" | "time" | "uint32" | "uint64";

/** Numbers and names of an enum's values. */
export type EnumSchema = ReadonlyMap<number, string>;

export interface FieldSchema {
  readonly number: number;
  readonly name: string;
  readonly label: "optional" | "required" | "repeated";
  readonly type: ScalarKind | EnumSchema | MessageSchema;
}

/** What a message consists of. */
export interface MessageSchema {
  readonly name: string;
  /** By number, ascending. */
  readonly fields: ReadonlyMap<number, FieldSchema>;
}

/** Number and name of each value. */
const ENUMS: Readonly<Record<string, readonly string[]>> = {
  "WebSocketMessage.Type": ["0 UNKNOWN", "1 REQUEST", "2 RESPONSE"],
  "Envelope.Type": ["6 SESSION_MESSAGE", "7 CLOSED_GROUP_MESSAGE"],
  "Content.ExpirationType": ["0 UNKNOWN", "1 DELETE_AFTER_READ", "2 DELETE_AFTER_SEND"],
  "SharedConfigMessage.Kind": ["1 USER_PROFILE", "2 CONTACTS", "3 CONVO_INFO_VOLATILE", "4 USER_GROUPS"],
  "Reaction.Action": ["0 REACT", "1 REMOVE"],
  "TypingMessage.Action": ["0 STARTED", "1 STOPPED"],
  "ReceiptMessage.Type": ["0 DELIVERY", "1 READ"],
  "DataExtractionNotification.Type": ["1 SCREENSHOT", "2 MEDIA_SAVED"],
  "CallMessage.Type": [
    "6 PRE_OFFER",
    "1 OFFER",
    "2 ANSWER",
    "3 PROVISIONAL_ANSWER",
    "4 ICE_CANDIDATES",
    "5 END_CALL",
  ],
  "GroupUpdateInfoChangeMessage.Type": ["1 NAME", "2 AVATAR", "3 DISAPPEARING_MESSAGES"],
  "GroupUpdateMemberChangeMessage.Type": ["1 ADDED", "2 REMOVED", "3 PROMOTED"],
};

/** Number, name and type of each field; `!` marks required ones, `*` repeated ones. What is contained stands first. */
const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  WebSocketRequestMessage: [
    "1 verb string",
    "2 path string",
    "3 body bytes",
    "4 id uint64",
    "5* headers string",
  ],
  WebSocketMessage: ["1 type WebSocketMessage.Type", "2 request WebSocketRequestMessage"],
  Envelope: [
    "1! type Envelope.Type",
    "2 source string",
    "5! timestamp time",
    "7 sourceDevice uint32",
    "8 content bytes",
    "10 serverTimestamp uint64",
    "11 proSig bytes",
  ],
  AttachmentPointer: [
    "1! deprecatedId fixed64",
    "2 contentType string",
    "3 key bytes",
    "4 size uint32",
    "5 thumbnail bytes",
    "6 digest bytes",
    "7 fileName string",
    "8 flags uint32",
    "9 width uint32",
    "10 height uint32",
    "11 caption string",
    "101 url string",
  ],
  QuotedAttachment: [
    "1 contentType string",
    "2 fileName string",
    "3 thumbnail AttachmentPointer",
    "4 flags uint32",
  ],
  Quote: ["1! id time", "2! author string", "3 text string", "4* attachments QuotedAttachment"],
  Preview: ["1! url string", "2 title string", "3 image AttachmentPointer"],
  Reaction: ["1! id time", "2! author string", "3 emoji string", "4! action Reaction.Action"],
  LokiProfile: ["1 displayName string", "2 profilePicture string", "3 lastProfileUpdateSeconds time"],
  CommunityInvitation: ["1! url string", "3! name string"],
  GroupUpdateInviteMessage: [
    "1! groupSessionId string",
    "2! name string",
    "3! memberAuthData bytes",
    "4! adminSignature bytes",
  ],
  GroupUpdateInfoChangeMessage: [
    "1! type GroupUpdateInfoChangeMessage.Type",
    "2 updatedName string",
    "3 updatedExpiration uint32",
    "4! adminSignature bytes",
  ],
  GroupUpdateMemberChangeMessage: [
    "1! type GroupUpdateMemberChangeMessage.Type",
    "2* memberSessionIds string",
    "3 historyShared bool",
    "4! adminSignature bytes",
  ],
  GroupUpdatePromoteMessage: ["1! groupIdentitySeed bytes", "2! name string"],
  GroupUpdateMemberLeftMessage: [],
  GroupUpdateInviteResponseMessage: ["1! isApproved bool"],
  GroupUpdateDeleteMemberContentMessage: [
    "1* memberSessionIds string",
    "2* messageHashes string",
    "3 adminSignature bytes",
  ],
  GroupUpdateMemberLeftNotificationMessage: [],
  GroupUpdateMessage: [
    "1 inviteMessage GroupUpdateInviteMessage",
    "2 infoChangeMessage GroupUpdateInfoChangeMessage",
    "3 memberChangeMessage GroupUpdateMemberChangeMessage",
    "4 promoteMessage GroupUpdatePromoteMessage",
    "5 memberLeftMessage GroupUpdateMemberLeftMessage",
    "6 inviteResponse GroupUpdateInviteResponseMessage",
    "7 deleteMemberContent GroupUpdateDeleteMemberContentMessage",
    "8 memberLeftNotificationMessage GroupUpdateMemberLeftNotificationMessage",
  ],
  DataMessage: [
    "1 body string",
    "2* attachments AttachmentPointer",
    "4 flags uint32",
    "5 expireTimer uint32",
    "6 profileKey bytes",
    "7 timestamp uint64",
    "8 quote Quote",
    "10* preview Preview",
    "11 reaction Reaction",
    "101 profile LokiProfile",
    "102 communityInvitation CommunityInvitation",
    "105 syncTarget string",
    "106 blocksCommunityMessageRequests bool",
    "120 groupUpdateMessage GroupUpdateMessage",
  ],
  CallMessage: [
    "1! type CallMessage.Type",
    "2* sdps string",
    "3* sdpMLineIndexes uint32",
    "4* sdpMids string",
    "5! uuid string",
  ],
  ReceiptMessage: ["1! type ReceiptMessage.Type", "2* timestamp time"],
  TypingMessage: ["1! timestamp time", "2! action TypingMessage.Action"],
  DataExtractionNotification: ["1! type DataExtractionNotification.Type", "2 timestamp time"],
  UnsendRequest: ["1! timestamp time", "2! author string"],
  MessageRequestResponse: ["1! isApproved bool", "2 profileKey bytes", "3 profile LokiProfile"],
  SharedConfigMessage: ["1! kind SharedConfigMessage.Kind", "2! seqno int64", "3! data bytes"],
  ProProof: [
    "1 version uint32",
    "2 genIndexHash bytes",
    "3 rotatingPublicKey bytes",
    "4 expireAtMs uint64",
    "5 sig bytes",
  ],
  ProMessage: ["1 proof ProProof", "2 profileBitset uint64", "3 messageBitset uint64"],
  Content: [
    "1 dataMessage DataMessage",
    "3 callMessage CallMessage",
    "5 receiptMessage ReceiptMessage",
    "6 typingMessage TypingMessage",
    "8 dataExtractionNotification DataExtractionNotification",
    "9 unsendRequest UnsendRequest",
    "10 messageRequestResponse MessageRequestResponse",
    "11 sharedConfigMessage SharedConfigMessage",
    "12 expirationType Content.ExpirationType",
    "13 expirationTimer uint32",
    "15 sigTimestamp time",
    "16 proMessage ProMessage",
    "17 proSigForCommunityMessageOnly bytes",
  ],
};

const LABELS: Readonly<Record<string, FieldSchema["label"]>> = { "!": "required", "*": "repeated" };
const enums = new Map(Object.entries(ENUMS).map(([name, values]) => [name, new Map(values.map(enumValue))]));

function enumValue(text: string): [number, string] {
  const [number, name = ""] = text.split(" ");
  return [Number(number), name];
}

/** Every message of the schema by its name. */
export const MESSAGE_SCHEMAS: ReadonlyMap<string, MessageSchema> = Object.entries(MESSAGES).reduce(
  (known, [name, fields]) =>
    known.set(name, {
      name,
      fields: new Map(fields.map((text) => fieldOf(text, known)).map((field) => [field.number, field])),
    }),
  new Map<string, MessageSchema>(),
);

function fieldOf(text: string, known: ReadonlyMap<string, MessageSchema>): FieldSchema {
  const [, digits, mark = "", name = "", type = ""] = /^(\d+)([!*]?) (\w+) ([\w.]+)$/.exec(text) ?? [];
  return {
    number: Number(digits),
    name,
    label: LABELS[mark] ?? "optional",
    type: known.get(type) ?? enums.get(type) ?? (type as ScalarKind), // the test compares with the compiled schema
  };
}

export function isEnum(type: FieldSchema["type"]): type is EnumSchema {
  return type instanceof Map;
}

export function isMessage(type: FieldSchema["type"]): type is MessageSchema {
  return typeof type === "object" && "fields" in type;
}

/** How a single value is written. */
export function wireTypeOf(type: FieldSchema["type"]): number {
  if (isMessage(type) || type === "bytes" || type === "string") return WIRE.delimited;
  return type === "fixed64" ? WIRE.bit64 : WIRE.varint;
}
