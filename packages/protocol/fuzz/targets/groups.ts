import { utf8Encode } from "../../src/bytes/index.ts";
import type { CryptoProvider } from "../../src/crypto/index.ts";
import { nobleCrypto } from "../../src/crypto/index.ts";
import {
  deriveGroup,
  GROUP_DATA_BYTES_MAX,
  type GroupReader,
  groupDump,
  groupKeyList,
  groupKeysDump,
  keysMessage,
  loadKeysMessage,
  makeAuthData,
  multiEncrypted,
  NO_GROUP_KEYS,
  needsRekey,
  openAuthData,
  openForGroup,
  openGroupMessage,
  openInvite,
  openKickedNotice,
  openPromotion,
  rekeyGroup,
  sealForGroup,
  sealGroupMessage,
  sealKickedNotice,
  signAdminStatement,
  signedGroupData,
  signedKeysBytes,
  supplementKeys,
  verifyAdminStatement,
} from "../../src/groups/index.ts";
import { alice, bob, carol, seededRandom } from "../../src/testing/index.ts";
import { clearCrypto } from "../clear-crypto.ts";
import { readAndWrite, readCanonical } from "../laws.ts";
import { vectorHex } from "../seeds.ts";
import type { FuzzTarget } from "../target.ts";

const NOW_MS = 1_760_000_000_000;
const group = deriveGroup(new Uint8Array(32).fill(4));
const { groupId } = group;
const admin: GroupReader = { role: "admin", group };
const member: GroupReader = { role: "member", groupId, account: alice };
const members = [alice.accountId, bob.accountId, carol.accountId];
const key = new Uint8Array(32).fill(7);
const statement = { kind: "infoChange", type: "NAME" } as const;

function keysMessages(crypto: CryptoProvider): Uint8Array[] {
  const first = rekeyGroup({ state: NO_GROUP_KEYS, members, group, crypto });
  const loaded = loadKeysMessage({
    state: first.state,
    message: { hash: "a", data: first.message, timestampMs: NOW_MS },
    reader: admin,
    crypto,
  });
  const second = rekeyGroup({ state: loaded.state, members, group, crypto });
  return [first.message, second.message, supplementKeys({ state: loaded.state, members, group, crypto })];
}

function load(input: Uint8Array, reader: GroupReader, crypto: CryptoProvider): boolean {
  const message = { hash: "h", data: input, timestampMs: NOW_MS };
  const { state, found } = loadKeysMessage({ state: NO_GROUP_KEYS, message, reader, crypto });
  needsRekey(state, reader.role);
  groupKeyList(state);
  groupKeysDump.decode(groupKeysDump.encode(state));
  return found;
}

const groupMessages = (crypto: CryptoProvider): Uint8Array[] =>
  ["hi", "x".repeat(2000)].map((body) =>
    sealGroupMessage({
      content: { dataMessage: { body } },
      sender: bob,
      groupId,
      key,
      timestampMs: NOW_MS,
      random: seededRandom(body),
      crypto,
    }),
  );

const kicked = (crypto: CryptoProvider): Uint8Array[] => [
  sealKickedNotice({ group, members, generation: 3, random: seededRandom("kicked"), crypto }),
];

export const GROUP_TARGETS: readonly FuzzTarget[] = [
  {
    name: "groups/keys message",
    weight: 1,
    seeds: () => keysMessages(clearCrypto),
    run: (input) => {
      readCanonical(keysMessage, input);
      signedKeysBytes(input);
    },
  },
  {
    name: "groups/load keys",
    weight: 0.02,
    seeds: () => keysMessages(nobleCrypto),
    run: (input) => load(input, member, nobleCrypto),
  },
  {
    name: "groups/load keys as member, ciphertext accepted",
    weight: 0.1,
    seeds: () => keysMessages(clearCrypto),
    run: (input) => load(input, member, clearCrypto),
  },
  {
    name: "groups/load keys as admin, ciphertext accepted",
    weight: 0.1,
    seeds: () => keysMessages(clearCrypto),
    run: (input) => load(input, admin, clearCrypto),
  },
  {
    name: "groups/keys dump",
    weight: 0.5,
    seeds: () => {
      const { state } = rekeyGroup({ state: NO_GROUP_KEYS, members, group });
      const [message = new Uint8Array()] = keysMessages(nobleCrypto);
      const loaded = loadKeysMessage({
        state,
        message: { hash: "a", data: message, timestampMs: NOW_MS },
        reader: admin,
      });
      return [state, loaded.state, NO_GROUP_KEYS].map((known) => groupKeysDump.encode(known));
    },
    run: (input) => readAndWrite(groupKeysDump, input),
  },
  {
    name: "groups/dump of all",
    weight: 1,
    seeds: () => [
      groupDump.encode({ info: utf8Encode("info"), keys: utf8Encode("keys"), members: new Uint8Array() }),
    ],
    run: (input) => readAndWrite(groupDump, input),
  },
  {
    name: "groups/signed data",
    weight: 1,
    seeds: () =>
      vectorHex("groups-messages", "innerPlaintext").concat(vectorHex("group-message", "dict_hex")),
    run: (input) => readAndWrite(signedGroupData, input),
  },
  {
    name: "groups/message",
    weight: 0.05,
    seeds: () => groupMessages(nobleCrypto),
    run: (input) => openGroupMessage({ data: input, groupId, keys: [new Uint8Array(32), key] }),
  },
  {
    name: "groups/message, ciphertext accepted",
    weight: 0.1,
    prefixes: "nothing authenticates the padding here",
    seeds: () => groupMessages(clearCrypto),
    run: (input) => openGroupMessage({ data: input, groupId, keys: [key], crypto: clearCrypto }),
  },
  {
    name: "groups/box, ciphertext accepted",
    weight: 0.1,
    prefixes: "nothing authenticates the padding here",
    seeds: () =>
      [new Uint8Array(10), utf8Encode("x".repeat(GROUP_DATA_BYTES_MAX / 1000))].map((data) =>
        sealForGroup({ data, sender: bob, groupId, key, nonce: new Uint8Array(24), crypto: clearCrypto }),
      ),
    run: (input) => openForGroup({ sealed: input, groupId, keys: [key], crypto: clearCrypto }),
  },
  {
    name: "groups/multi-encrypted",
    weight: 1,
    seeds: () => vectorHex("groups-kicked", "encoded"),
    run: (input) => readAndWrite(multiEncrypted, input),
  },
  {
    name: "groups/kicked",
    weight: 0.02,
    seeds: () => kicked(nobleCrypto),
    run: (input) => openKickedNotice({ data: input, groupId, account: alice }) !== undefined,
  },
  {
    name: "groups/kicked, ciphertext accepted",
    weight: 0.2,
    seeds: () => kicked(clearCrypto),
    run: (input) =>
      openKickedNotice({ data: input, groupId, account: alice, crypto: clearCrypto }) !== undefined,
  },
  {
    name: "groups/auth data",
    weight: 0.02,
    seeds: () => [makeAuthData({ group, member: alice.accountId })],
    run: (input) => openAuthData({ authData: input, groupId, account: alice }),
  },
  {
    name: "groups/invite",
    weight: 0.02,
    seeds: () => [makeAuthData({ group, member: alice.accountId })],
    run: (input) =>
      openInvite({
        invite: {
          groupSessionId: groupId,
          name: "g",
          memberAuthData: input,
          adminSignature: new Uint8Array(64),
        },
        account: alice,
        timestampMs: NOW_MS,
        crypto: clearCrypto,
      }),
  },
  {
    name: "groups/promotion",
    weight: 0.05,
    seeds: () => [group.ed25519Seed.slice()],
    run: (input) => openPromotion({ groupIdentitySeed: input, name: "g" }),
  },
  {
    name: "groups/admin statement",
    weight: 0.02,
    seeds: () => [signAdminStatement({ statement, timestampMs: NOW_MS, group })],
    run: (input) => verifyAdminStatement({ statement, timestampMs: NOW_MS, signature: input, groupId }),
  },
];
