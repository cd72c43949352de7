import type { Content } from "../../src/messages/index.ts";

const key = new Uint8Array(32).fill(1);
const signature = new Uint8Array(64).fill(2);
const author = `05${"ab".repeat(32)}`;
const profile = {
  displayName: "Alice",
  profilePicture: "http://x/1",
  lastProfileUpdateSeconds: 1_759_999_000,
};
const attachment = {
  deprecatedId: 2n ** 63n,
  contentType: "image/png",
  key,
  size: 3,
  thumbnail: key,
  digest: key,
  fileName: "a.png",
  flags: 1,
  width: 4,
  height: 5,
  caption: "c",
  url: "http://file.example/file/1#d",
};

/** Contents that between them use every kind of message and most fields. */
export const CONTENT_SEEDS: readonly Content[] = [
  { dataMessage: { body: "hello" } },
  {
    dataMessage: {
      body: "hello",
      attachments: [attachment, attachment],
      flags: 2,
      expireTimer: 1,
      profileKey: key,
      timestamp: 2n ** 64n - 1n,
      quote: {
        id: 1_759_999_991_000,
        author,
        text: "t",
        attachments: [{ contentType: "a/b", thumbnail: attachment }],
      },
      preview: [{ url: "https://a.example", title: "t", image: attachment }],
      reaction: { id: 1_759_999_991_000, author, emoji: "😂", action: "REMOVE" },
      profile,
      communityInvitation: { url: "https://c.example/room", name: "room" },
      syncTarget: author,
      blocksCommunityMessageRequests: false,
    },
    expirationType: "DELETE_AFTER_READ",
    expirationTimer: 300,
    proMessage: {
      proof: {
        version: 0,
        genIndexHash: key,
        rotatingPublicKey: key,
        expireAtMs: 1_790_000_000_000n,
        sig: signature,
      },
      profileBitset: 2n ** 64n - 1n,
      messageBitset: 1n,
    },
    proSigForCommunityMessageOnly: signature,
  },
  {
    dataMessage: {
      groupUpdateMessage: {
        inviteMessage: {
          groupSessionId: `03${"ab".repeat(32)}`,
          name: "g",
          memberAuthData: key,
          adminSignature: signature,
        },
        infoChangeMessage: {
          type: "DISAPPEARING_MESSAGES",
          updatedName: "n",
          updatedExpiration: 0,
          adminSignature: signature,
        },
        memberChangeMessage: {
          type: "PROMOTED",
          memberSessionIds: [author],
          historyShared: true,
          adminSignature: signature,
        },
        promoteMessage: { groupIdentitySeed: key, name: "g" },
        memberLeftMessage: {},
        inviteResponse: { isApproved: true },
        deleteMemberContent: { memberSessionIds: [author], messageHashes: ["h"], adminSignature: signature },
        memberLeftNotificationMessage: {},
      },
    },
  },
  { receiptMessage: { type: "READ", timestamp: [1, 2] } },
  { typingMessage: { timestamp: 1, action: "STOPPED" } },
  { dataExtractionNotification: { type: "MEDIA_SAVED", timestamp: 1 } },
  { unsendRequest: { timestamp: 1, author } },
  {
    callMessage: {
      type: "ICE_CANDIDATES",
      sdps: ["a", "b"],
      sdpMLineIndexes: [0, 1],
      sdpMids: ["0", "1"],
      uuid: "u",
    },
  },
  { messageRequestResponse: { isApproved: true, profileKey: key, profile } },
  { sharedConfigMessage: { kind: "CONTACTS", seqno: -1n, data: key } },
];
