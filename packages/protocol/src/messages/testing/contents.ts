import type { Content } from "../index.ts";

const key = new Uint8Array(32).fill(1);
const signature = new Uint8Array(64).fill(2);
const author = `05${"ab".repeat(32)}`;
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
const profile = {
  displayName: "Alice",
  profilePicture: "http://x/1",
  lastProfileUpdateSeconds: 1_759_999_000,
};

/** One content of every kind with every field of the schema set. */
export const EVERY_KIND: Readonly<Record<string, Content>> = {
  dataMessage: {
    dataMessage: {
      body: "hello",
      attachments: [attachment],
      flags: 2,
      expireTimer: 1,
      profileKey: key,
      timestamp: 2n ** 64n - 1n,
      quote: {
        id: 1_759_999_991_000,
        author,
        text: "t",
        attachments: [{ contentType: "a/b", fileName: "f", thumbnail: attachment, flags: 1 }],
      },
      preview: [{ url: "https://a.example", title: "t", image: attachment }],
      reaction: { id: 1_759_999_991_000, author, emoji: "😂", action: "REMOVE" },
      profile,
      communityInvitation: { url: "https://c.example/room", name: "room" },
      syncTarget: author,
      blocksCommunityMessageRequests: false,
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
        deleteMemberContent: {
          memberSessionIds: [author],
          messageHashes: ["h"],
          adminSignature: signature,
        },
        memberLeftNotificationMessage: {},
      },
    },
    expirationType: "DELETE_AFTER_READ",
    expirationTimer: 300,
    sigTimestamp: 1_760_000_000_000,
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
  receiptMessage: { receiptMessage: { type: "READ", timestamp: [1, 2] } },
  typingMessage: { typingMessage: { timestamp: 1, action: "STOPPED" } },
  dataExtractionNotification: { dataExtractionNotification: { type: "MEDIA_SAVED", timestamp: 1 } },
  unsendRequest: { unsendRequest: { timestamp: 1, author } },
  callMessage: {
    callMessage: {
      type: "ICE_CANDIDATES",
      sdps: ["a", "b"],
      sdpMLineIndexes: [0, 1],
      sdpMids: ["0", "1"],
      uuid: "u",
    },
  },
  messageRequestResponse: { messageRequestResponse: { isApproved: true, profileKey: key, profile } },
  sharedConfigMessage: { sharedConfigMessage: { kind: "CONTACTS", seqno: -1n, data: key } },
};
