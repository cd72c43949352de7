import {
  deriveBlinded15Keys,
  deriveBlinded25Keys,
  signBlinded,
  verifyBlinded,
} from "../../src/blinding/index.ts";
import { concatBytes, utf8Encode } from "../../src/bytes/index.ts";
import type { Codec, JsonValue } from "../../src/codec/index.ts";
import {
  authenticateRequest,
  banRequest,
  batchBodyBytes,
  batchRequest,
  batchResponse,
  capabilities,
  clearedInbox,
  communityMessages,
  communityReactions,
  deletedEverywhere,
  inboxItems,
  inboxRequest,
  jsonDocument,
  moderatorAnswer,
  moderatorRequest,
  openInboxMessage,
  openOutboxMessage,
  openPost,
  parseCommunityUserId,
  postRequest,
  reactionAdded,
  reactionRemoved,
  reactionsRemoved,
  reactors,
  roomChange,
  roomChanged,
  roomPollInfo,
  rooms,
  sealInboxMessage,
  signCommunityRequest,
  uploadedFile,
  verifyPost,
} from "../../src/communities/index.ts";
import type { CryptoProvider } from "../../src/crypto/index.ts";
import { nobleCrypto } from "../../src/crypto/index.ts";
import {
  idKind,
  parseBlindedId,
  parseGroupId,
  parsePseudonymId,
  parseUnblindedId,
} from "../../src/identity/index.ts";
import { encodeContent, padContent } from "../../src/messages/index.ts";
import { alice, bob } from "../../src/testing/index.ts";
import { clearCrypto } from "../clear-crypto.ts";
import { readAndWrite } from "../laws.ts";
import { jsons, textOf, texts } from "../seeds.ts";
import type { FuzzTarget } from "../target.ts";
import { CONTENT_SEEDS } from "./content-seeds.ts";

const serverPublicKey = new Uint8Array(32).fill(9);
const keys = deriveBlinded15Keys(bob, serverPublicKey);
const keys25 = deriveBlinded25Keys(bob, serverPublicKey);
const mine = deriveBlinded15Keys(alice, serverPublicKey);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const signature = base64(new Uint8Array(64).fill(3));

const REACTIONS = { "👍": { index: 0, count: 2, reactors: [keys.id, `05${"ab".repeat(32)}`], you: true } };
const POST = {
  id: 5,
  session_id: keys.id,
  posted: 1_760_000_000.123,
  edited: 1_760_000_001.5,
  seqno: 9,
  data: base64(padContent(encodeContent({ dataMessage: { body: "hi" } }))),
  signature,
  whisper: true,
  whisper_to: mine.id,
  whisper_mods: false,
  reactions: REACTIONS,
};
const ROOM = {
  token: "room",
  name: "Room",
  description: "d",
  info_updates: 3,
  message_sequence: 5,
  created: 1_760_000_000,
  active_users: 2,
  active_users_cutoff: 604_800,
  image_id: 7,
  pinned_messages: [{ id: 5, pinned_at: 1_760_000_000, pinned_by: keys.id }],
  moderators: [keys.id],
  admins: [keys25.id],
  hidden_moderators: [],
  hidden_admins: [],
  read: true,
  write: true,
  upload: true,
  moderator: false,
  admin: false,
  global_moderator: false,
  global_admin: false,
  default_read: true,
  default_accessible: true,
  default_write: true,
  default_upload: false,
};
const INBOX = {
  id: 1,
  posted_at: 1_760_000_000,
  expires_at: 1_761_000_000,
  sender: keys.id,
  recipient: mine.id,
  message: "AAAA",
};

/** Reads an object as the server or client does, and writes it. */
function document(name: string, codec: Codec<unknown>, ...seeds: readonly unknown[]): FuzzTarget {
  return {
    name: `communities/${name}`,
    weight: 1,
    seeds: () => jsons(...seeds),
    run: (input) => readAndWrite(codec, input),
  };
}

const REQUEST = { method: "GET", endpoint: "/room/a/messages/recent?limit=25" };

function authHeaders(crypto: CryptoProvider): JsonValue {
  return signCommunityRequest(
    {
      request: REQUEST,
      identity: { kind: "blinded", keys },
      serverPublicKey,
      nonce: new Uint8Array(16),
      timestampSeconds: 1_760_000_000,
    },
    crypto,
  );
}

function authenticate(input: Uint8Array, crypto: CryptoProvider): boolean {
  const headers: unknown = JSON.parse(textOf(input));
  if (typeof headers !== "object" || headers === null) return false;
  const named = Object.entries(headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const decision = authenticateRequest({
    request: REQUEST,
    headers: Object.fromEntries(named),
    serverPublicKey,
    requiresBlinding: false,
    nowSeconds: 1_760_000_000,
    isBanned: () => false,
    isNonceUsed: () => false,
    crypto,
  });
  return decision.kind === "user";
}

const inboxData = (crypto: CryptoProvider): Uint8Array[] => [
  sealInboxMessage({
    message: utf8Encode("hello"),
    sender: bob,
    recipient: mine.id,
    serverPublicKey,
    nonce: new Uint8Array(24),
    crypto,
  }),
];

export const COMMUNITY_TARGETS: readonly FuzzTarget[] = [
  document("batch request", batchRequest, [
    { method: "GET", path: "/capabilities" },
    { method: "POST", path: "/room/a/message", json: { data: "AA" }, headers: { a: "b" } },
    { method: "PUT", path: "/x", b64: "AAAA" },
  ]),
  {
    // Only read: a server may leave out the content-type that ours always writes.
    name: "communities/batch response",
    weight: 1,
    seeds: () =>
      jsons([
        { code: 200, headers: { "content-type": "application/json" }, body: { a: 1 } },
        { code: 404, headers: {}, body: "AAAA" },
      ]),
    run: (input) => batchResponse.decode(input).map(({ body }) => batchBodyBytes(body)),
  },
  document("capabilities", jsonDocument(capabilities), { capabilities: ["sogs", "blind"], missing: ["x"] }),
  document("rooms", jsonDocument(rooms), [ROOM, { ...ROOM, image_id: undefined }]),
  document("room poll", jsonDocument(roomPollInfo), {
    token: "room",
    active_users: 2,
    read: true,
    write: true,
    upload: true,
    details: ROOM,
  }),
  document("messages", jsonDocument(communityMessages), [
    POST,
    { id: 6, seqno: 10, deleted: true, data: null, session_id: keys.id, posted: 1_760_000_000 },
    { id: 7, seqno: 11, reactions: REACTIONS },
  ]),
  document("reactions", jsonDocument(communityReactions), REACTIONS),
  document("post request", jsonDocument(postRequest), {
    data: "AAAA",
    signature,
    files: [1, "2"],
    whisper_to: mine.id,
    whisper_mods: true,
  }),
  document("inbox", jsonDocument(inboxItems), [INBOX]),
  document("inbox request", jsonDocument(inboxRequest), { message: base64(new Uint8Array(100)) }),
  document(
    "room changed",
    jsonDocument(roomChanged),
    { info_updates: 5, unpinned: true },
    { info_updates: 5, unpinned: 3 },
  ),
  document("moderator answer", jsonDocument(moderatorAnswer), { info_updates: { room: 5, other: 6 } }),
  document("deleted everywhere", jsonDocument(deletedEverywhere), { total: 3, rooms: { room: 1, other: 2 } }),
  document("reaction answers", jsonDocument(reactionAdded), { added: true, seqno: 5 }),
  document("removed reaction", jsonDocument(reactionRemoved), { removed: true, seqno: 5 }),
  document("removed reactions", jsonDocument(reactionsRemoved), { removed: 3, seqno: 5 }),
  document("cleared inbox", jsonDocument(clearedInbox), { deleted: 3 }),
  document("reactors", jsonDocument(reactors), [
    [keys.id, 1_760_000_000.5],
    [alice.accountId, 5],
  ]),
  document("uploaded file", jsonDocument(uploadedFile), { id: 7 }),
  document(
    "ban request",
    jsonDocument(banRequest),
    { rooms: ["room"], timeout: 60 },
    { global: true },
    { rooms: ["*"] },
  ),
  document(
    "moderator request",
    jsonDocument(moderatorRequest),
    { rooms: ["room"], moderator: true, visible: false },
    { global: true, admin: true },
  ),
  document("room change", jsonDocument(roomChange), {
    name: "n",
    description: null,
    image: 7,
    default_read: true,
  }),
  {
    name: "communities/post",
    weight: 1,
    prefixes: "protobuf",
    seeds: () => CONTENT_SEEDS.map((content) => padContent(encodeContent(content))),
    run: (input) => openPost(input),
  },
  {
    name: "communities/post signature",
    weight: 0.05,
    prefixes: "what is signed has no fixed length",
    seeds: () => texts(keys.id, keys25.id, alice.accountId).map((id) => concatBytes(id, new Uint8Array(80))),
    run: (input) => {
      const senderId = parseCommunityUserId(textOf(input.subarray(0, 66)));
      verifyPost({ senderId, signature: input.subarray(66, 130), data: input.subarray(130) });
    },
  },
  {
    name: "communities/auth headers",
    weight: 0.05,
    seeds: () => jsons(authHeaders(nobleCrypto)),
    isRefusal: (error) => error instanceof SyntaxError,
    run: (input) => authenticate(input, nobleCrypto),
  },
  {
    name: "communities/auth headers, signature accepted",
    weight: 0.5,
    seeds: () => jsons(authHeaders(nobleCrypto)),
    isRefusal: (error) => error instanceof SyntaxError,
    run: (input) => authenticate(input, clearCrypto),
  },
  {
    name: "communities/inbox message",
    weight: 0.02,
    seeds: () => inboxData(nobleCrypto),
    run: (input) => openInboxMessage({ data: input, recipient: alice, sender: keys.id, serverPublicKey }),
  },
  {
    name: "communities/inbox message, ciphertext accepted",
    weight: 0.02,
    seeds: () => inboxData(clearCrypto),
    run: (input) =>
      openInboxMessage({
        data: input,
        recipient: alice,
        sender: keys.id,
        serverPublicKey,
        crypto: clearCrypto,
      }),
  },
  {
    name: "communities/outbox message, ciphertext accepted",
    weight: 0.02,
    seeds: () => inboxData(clearCrypto),
    run: (input) =>
      openOutboxMessage({
        data: input,
        sender: bob,
        recipient: mine.id,
        serverPublicKey,
        crypto: clearCrypto,
      }),
  },
  {
    name: "communities/user id",
    weight: 1,
    seeds: () => texts(keys.id, keys25.id, alice.accountId, `00${"ab".repeat(32)}`),
    run: (input) => parseCommunityUserId(textOf(input)),
  },
  {
    name: "identity/prefixed ids",
    weight: 1,
    seeds: () => texts(...["00", "03", "07", "15", "25"].map((prefix) => prefix + "ab".repeat(32))),
    run: (input) => {
      const text = textOf(input);
      const kind = idKind(text);
      if (kind === "group") parseGroupId(text);
      else if (kind === "pseudonym") parsePseudonymId(text);
      else if (kind === "unblinded") parseUnblindedId(text);
      else parseBlindedId(text);
    },
  },
  {
    name: "blinding/verify",
    weight: 0.05,
    seeds: () => [concatBytes(signBlinded(keys, utf8Encode("hello")), keys.publicKey, utf8Encode("hello"))],
    run: (input) =>
      verifyBlinded({
        id: parseBlindedId(`15${Buffer.from(input.subarray(64, 96)).toString("hex")}`),
        signature: input.subarray(0, 64),
        message: input.subarray(96),
      }),
  },
];
