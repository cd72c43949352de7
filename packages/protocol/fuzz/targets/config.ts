import { equalBytes, utf8Encode } from "../../src/bytes/index.ts";
import { decryptConfig, encryptConfig, padConfig, unpadConfig } from "../../src/config/encryption.ts";
import {
  CONFIG_KINDS,
  type ConfigContext,
  type ConfigDict,
  type ConfigName,
  type ConfigState,
  configData,
  dumpConfig,
  editConfig,
  effectivePicture,
  emptyConfig,
  formatCommunityUrl,
  groupMemberStatus,
  isConversationAged,
  listBlindedContacts,
  listContacts,
  listConversations,
  listGroupMembers,
  listLegacyGroups,
  listUserCommunities,
  listUserGroups,
  loadConfig,
  mergeConfig,
  parseCommunityBaseUrl,
  parseCommunityUrl,
  parseRoomToken,
  pushConfig,
  readBlindedContact,
  readContact,
  readConversation,
  readGroupInfo,
  readGroupMember,
  readUserCommunity,
  readUserGroup,
  readUserProfile,
  removeAgedConversations,
  setBlindedContact,
  setContact,
  setConversation,
  setGroupMember,
  setUserGroup,
  setUserProfile,
  userConfigContext,
} from "../../src/config/index.ts";
import { mergeConfigMessages } from "../../src/config/merge.ts";
import { parseConfigMessage } from "../../src/config/message.ts";
import { addConfigPart, configPart, NO_PARTS, splitConfig } from "../../src/config/multipart.ts";
import { unwrapConfig, wrapConfig } from "../../src/config/wrapper.ts";
import { blindedIdFromKey, x25519PublicKey } from "../../src/identity/index.ts";
import { alice } from "../../src/testing/index.ts";
import { clearCrypto } from "../clear-crypto.ts";
import { readCanonical } from "../laws.ts";
import { textOf, texts, vectorHex, vectorTexts } from "../seeds.ts";
import { type FuzzTarget, LawBroken } from "../target.ts";

const NOW_MS = 1_760_000_000_000;
const USER_CONFIGS: readonly ConfigName[] = [
  "userProfile",
  "contacts",
  "conversationsVolatile",
  "userGroups",
];

function contextOf(name: ConfigName): ConfigContext {
  const kind = CONFIG_KINDS[name];
  if (USER_CONFIGS.includes(name)) return userConfigContext({ kind, account: alice, crypto: clearCrypto });
  const key = new Uint8Array(32).fill(6);
  return { kind, encryptionKeys: [key], signerSeed: key, verifierEd25519: key, crypto: clearCrypto };
}

/** What another device of ours, or another admin, pushed. Encrypted by nothing, see clearCrypto. */
function pushed(name: ConfigName): Uint8Array[] {
  const context = contextOf(name);
  const messages: Uint8Array[] = [];
  let state = emptyConfig();
  for (const edit of [1, 2, 3]) {
    state = editConfig(state, (draft) =>
      draft.set("n", utf8Encode(`name ${edit}`)).set(`k${edit}`, BigInt(edit)),
    );
    const push = pushConfig(state, context);
    messages.push(...push.messages);
    state = push.state;
  }
  return messages;
}

/** A person known from a community alone; no vector has one. */
function withBlindedContact(): Uint8Array[] {
  const state = editConfig(emptyConfig(), (draft) =>
    setBlindedContact(draft, {
      blindedId: blindedIdFromKey("15", new Uint8Array(32).fill(8)),
      baseUrl: parseCommunityBaseUrl("https://example.org"),
      serverPublicKey: x25519PublicKey("da".repeat(32)),
      name: "somebody",
    }),
  );
  const { state: pushedState } = pushConfig(state, contextOf("contacts"));
  return pushedState.phase === "dirty" ? [] : [pushedState.message.bytes];
}

/** Every reader of every type: none of them may fail on what another version or device wrote. */
function readEverything(data: ConfigDict): void {
  effectivePicture(readUserProfile(data));
  readGroupInfo(data);
  listLegacyGroups(data);
  const contacts = listContacts(data);
  const conversations = listConversations(data);
  const groups = listUserGroups(data);
  const members = listGroupMembers(data);
  members.forEach(groupMemberStatus);
  for (const conversation of conversations) isConversationAged(conversation, NOW_MS);
  const communities = listUserCommunities(data);
  for (const community of communities) formatCommunityUrl(community);
  const found = [
    ...contacts.map(({ accountId }) => readContact(data, accountId)),
    ...listBlindedContacts(data).map((contact) => readBlindedContact(data, contact)),
    ...conversations.map((conversation) => readConversation(data, conversation)),
    ...communities.map((community) => readUserCommunity(data, community)),
    ...groups.map(({ groupId }) => readUserGroup(data, groupId, clearCrypto)),
    ...members.map(({ accountId }) => readGroupMember(data, accountId)),
  ];
  if (found.includes(undefined)) throw new LawBroken("what a list holds is not found under its key");
  // What a client read it may write again, unchanged.
  editConfig(emptyConfig(), (draft) => {
    for (const [key, value] of data) draft.set(key, value);
    setUserProfile(draft, readUserProfile(data));
    for (const contact of contacts.slice(0, 3)) setContact(draft, contact);
    for (const conversation of conversations.slice(0, 3)) setConversation(draft, conversation, NOW_MS);
    for (const group of groups.slice(0, 1)) setUserGroup(draft, group, clearCrypto);
    for (const member of members.slice(0, 3)) setGroupMember(draft, member);
    removeAgedConversations(draft, NOW_MS);
  });
}

/** What a client does after a poll. */
function merge(name: ConfigName, start: ConfigState, inputs: readonly Uint8Array[]): boolean {
  const context = contextOf(name);
  const items = inputs.map((data, index) => ({ hash: `hash${index}`, data }));
  const { state, acceptedHashes } = mergeConfig(start, items, { ...context, nowMs: NOW_MS });
  if (acceptedHashes.length === 0) return false;
  const dump = dumpConfig(state);
  const loaded = loadConfig(dump, context);
  // An edited config comes back with a higher number, on purpose.
  if (state.phase !== "dirty" && !equalBytes(dumpConfig(loaded), dump))
    throw new LawBroken("a dump that was loaded gives another dump");
  pushConfig(
    editConfig(loaded, (draft) => draft.set("+", 1n)),
    context,
  );
  return true;
}

const mergeTargets = (Object.keys(CONFIG_KINDS) as ConfigName[]).map((name): FuzzTarget => {
  const start = editConfig(emptyConfig(), (draft) => draft.set("n", utf8Encode("mine")).set("o", 5n));
  return {
    name: `config/merge ${name}, ciphertext accepted`,
    weight: 0.15,
    seeds: () => pushed(name),
    run: (input) => {
      merge(name, emptyConfig(), [input]);
      return merge(name, start, [input]);
    },
  };
});

const [ownBytes = new Uint8Array()] = vectorHex("config-messages", "serialized");
const ownMessage = parseConfigMessage(ownBytes, { crypto: clearCrypto });

const keyBase = new Uint8Array(32).fill(6);

export const CONFIG_TARGETS: readonly FuzzTarget[] = [
  {
    name: "config/message",
    weight: 1,
    seeds: () => vectorHex("config-messages", "serialized").concat(vectorHex("config-types", "serialized")),
    run: (input) => parseConfigMessage(input, { crypto: clearCrypto }),
  },
  {
    name: "config/message, signed",
    weight: 0.5,
    seeds: () => vectorHex("groups-configs", "serialized"),
    run: (input) => parseConfigMessage(input, { verifierEd25519: keyBase, crypto: clearCrypto }),
  },
  {
    name: "config/types",
    weight: 1,
    seeds: () =>
      vectorHex("config-types", "serialized").concat(
        vectorHex("groups-configs", "serialized"),
        withBlindedContact(),
      ),
    run: (input) => readEverything(parseConfigMessage(input, { crypto: clearCrypto }).data),
  },
  {
    name: "config/merge of two messages",
    weight: 0.5,
    seeds: () => vectorHex("config-merge", "configs"),
    run: (input) => {
      const theirs = parseConfigMessage(input, { crypto: clearCrypto });
      const result = mergeConfigMessages([theirs, ownMessage]);
      const other = mergeConfigMessages([ownMessage, theirs]);
      if (result.kind === "merged" && other.kind === "merged" && result.seqno !== other.seqno)
        throw new LawBroken("the order of the messages matters");
    },
  },
  ...mergeTargets,
  {
    name: "config/decrypt",
    weight: 0.3,
    seeds: () =>
      [0, 10, 300].map((length) =>
        encryptConfig({ padded: padConfig(new Uint8Array(length)), keyBase, domain: "UserProfile" }),
      ),
    run: (input) =>
      unpadConfig(
        decryptConfig({ sealed: input, keyBases: [new Uint8Array(32), keyBase], domain: "UserProfile" }),
      ),
  },
  {
    name: "config/unwrap",
    weight: 0.02,
    prefixes: "what is not wrapped is taken as it is",
    seeds: () => [wrapConfig({ payload: new Uint8Array(300), seqno: 1, kind: "CONTACTS", account: alice })],
    run: (input) => unwrapConfig({ data: input, kind: "CONTACTS", account: alice }),
  },
  {
    name: "config/unwrap, ciphertext accepted",
    weight: 0.2,
    prefixes: "what is not wrapped is taken as it is",
    seeds: () => [
      wrapConfig({
        payload: new Uint8Array(300),
        seqno: 1,
        kind: "CONTACTS",
        account: alice,
        crypto: clearCrypto,
      }),
    ],
    run: (input) => unwrapConfig({ data: input, kind: "CONTACTS", account: alice, crypto: clearCrypto }),
  },
  {
    name: "config/part",
    weight: 1,
    seeds: () =>
      splitConfig(new Uint8Array(100_000)).map((part) =>
        configPart.encode({ ...part, chunk: part.chunk.subarray(0, 200) }),
      ),
    run: (input) => {
      const part = readCanonical(configPart, input);
      let sets = NO_PARTS;
      for (const storageHash of ["a", "b"])
        sets = addConfigPart(sets, { part, storageHash, nowMs: NOW_MS, crypto: clearCrypto }).sets;
    },
  },
  {
    name: "config/dump",
    weight: 0.5,
    seeds: () =>
      vectorHex("config-types", "dumpAfterConfirm").concat(
        vectorHex("groups-configs", "adminDump", "memberDump"),
      ),
    run: (input) => {
      const state = loadConfig(input, contextOf("contacts"));
      readEverything(configData(state));
      dumpConfig(loadConfig(dumpConfig(state), contextOf("contacts")));
    },
  },
  {
    name: "config/community-url",
    weight: 1,
    prefixes: "rooms and hosts have no fixed length",
    seeds: () => texts(...vectorTexts("config-community-urls", "url")),
    run: (input) => {
      const { baseUrl, room, serverPublicKey } = parseCommunityUrl(textOf(input));
      if (serverPublicKey === undefined) return;
      const again = parseCommunityUrl(formatCommunityUrl({ baseUrl, room, serverPublicKey }));
      if (again.baseUrl !== baseUrl || again.room !== room)
        throw new LawBroken("written again, the URL names another room");
    },
  },
  {
    name: "config/community base url",
    weight: 0.5,
    prefixes: "hosts have no fixed length",
    seeds: () => texts("https://example.org", "http://Example.org:80", "https://example.org:8080/"),
    run: (input) => {
      const url = parseCommunityBaseUrl(textOf(input));
      if (parseCommunityBaseUrl(url) !== url)
        throw new LawBroken("a canonical URL has another canonical form");
    },
  },
  {
    name: "config/room token",
    weight: 0.5,
    prefixes: "tokens have no fixed length",
    seeds: () => texts("room-1", "ROOM", "r".repeat(64)),
    run: (input) => parseRoomToken(textOf(input)),
  },
];
