import type { CryptoProvider } from "../../src/crypto/index.ts";
import { nobleCrypto, secretBytes } from "../../src/crypto/index.ts";
import { encodeContent } from "../../src/messages/index.ts";
import { alice, bob, seededRandom } from "../../src/testing/index.ts";
import {
  accountRecord,
  type DeviceId,
  type DevicePayload,
  type DeviceRecord,
  deriveAccountKeys,
  deriveDeviceKeys,
  deviceGroupMessage,
  deviceIdFromBytes,
  deviceMessageKind,
  devicePayload,
  isProtocolV2,
  linkMessage,
  linkRequest,
  mergeAccountKeys,
  mergeDevices,
  messageBody,
  messageFrame,
  openAccountRecord,
  openDeviceGroup,
  openLinkRequest,
  openMessage,
  readDeviceGroupNotice,
  sealDeviceGroup,
  sealFallbackMessage,
  sealLinkRequest,
  sealMessage,
  signAccountRecord,
} from "../../src/v2/index.ts";
import { clearCrypto } from "../clear-crypto.ts";
import { readAndWrite } from "../laws.ts";
import { vectorBase64, vectorHex } from "../seeds.ts";
import type { FuzzTarget } from "../target.ts";

const accountKeys = deriveAccountKeys(new Uint8Array(32).fill(1));
const deviceKeys = deriveDeviceKeys(new Uint8Array(32).fill(2));
const deviceId: DeviceId = deviceIdFromBytes(new Uint8Array(32).fill(3));
const groupId = new Uint8Array(8).fill(4);
const content = encodeContent({ dataMessage: { body: "hello" } });

const record: DeviceRecord = {
  kind: "device",
  sequence: 3,
  updatedSeconds: 1_760_000_000,
  publicKeys: deviceKeys.publicKeys,
  description: "laptop",
  platform: "linux",
  version: 1,
  extra: new Map(),
};
const payload: DevicePayload = {
  devices: new Map([[deviceId, record]]),
  accountKeys: [{ seed: secretBytes(new Uint8Array(32).fill(1)), createdSeconds: 1_760_000_000 }],
  extra: new Map(),
};

const records = (crypto: CryptoProvider): Uint8Array[] => [
  signAccountRecord({
    publicKeys: accountKeys.publicKeys,
    account: alice,
    random: new Uint8Array(64).fill(3),
    createdMs: 1_760_000_000_000,
    stopMs: 1_770_000_000_000,
    crypto,
  }),
];

const messages = (crypto: CryptoProvider): Uint8Array[] => {
  const common = { content, sender: bob, recipient: alice.accountId, random: seededRandom("v2"), crypto };
  return [sealMessage({ ...common, recipientKeys: accountKeys.publicKeys }), sealFallbackMessage(common)];
};

const deviceGroups = (crypto: CryptoProvider): Uint8Array[] => [
  sealDeviceGroup({ payload, groupId, account: alice, random: seededRandom("devices"), crypto }),
];

const links = (crypto: CryptoProvider) => [
  sealLinkRequest({
    deviceId,
    record,
    linkX25519: accountKeys.publicKeys.x25519,
    account: alice,
    random: seededRandom("link"),
    crypto,
  }),
];

const open = (data: Uint8Array, crypto: CryptoProvider): unknown =>
  openMessage({ data, account: alice, accountKeys: [accountKeys], crypto });

export const V2_TARGETS: readonly FuzzTarget[] = [
  {
    name: "v2/account record",
    weight: 0.1,
    seeds: () => vectorBase64("protocol-v2", "published_base64").concat(records(nobleCrypto)),
    run: (input) => readAndWrite(accountRecord, input),
  },
  {
    name: "v2/account record, verified",
    weight: 0.02,
    seeds: () => records(nobleCrypto),
    run: (input) => openAccountRecord({ bytes: input, accountId: alice.accountId }),
  },
  {
    name: "v2/message frame",
    weight: 1,
    seeds: () => vectorBase64("protocol-v2", "message_base64"),
    run: (input) => {
      isProtocolV2(input);
      readAndWrite(messageFrame, input);
    },
  },
  {
    name: "v2/message body",
    weight: 1,
    seeds: () => vectorHex("protocol-v2", "inner_dict_hex"),
    run: (input) => readAndWrite(messageBody, input),
  },
  {
    name: "v2/message",
    weight: 0.01,
    seeds: () => messages(nobleCrypto),
    run: (input) => open(input, nobleCrypto),
  },
  {
    name: "v2/message, ciphertext accepted",
    weight: 0.02,
    seeds: () => messages(clearCrypto),
    run: (input) => open(input, clearCrypto),
  },
  {
    name: "v2/device message kind",
    weight: 0.5,
    seeds: () => deviceGroups(clearCrypto).concat(links(clearCrypto).map(({ data }) => data)),
    run: (input) => deviceMessageKind(input) !== "unknown",
  },
  {
    name: "v2/device group message",
    weight: 0.2,
    seeds: () => deviceGroups(nobleCrypto),
    run: (input) => readAndWrite(deviceGroupMessage, input),
  },
  {
    name: "v2/device group notice, signature accepted",
    weight: 0.1,
    seeds: () => deviceGroups(nobleCrypto),
    run: (input) => readDeviceGroupNotice({ bytes: input, account: alice, deviceId, crypto: clearCrypto }),
  },
  {
    name: "v2/device group, ciphertext accepted",
    weight: 0.02,
    seeds: () => deviceGroups(clearCrypto),
    run: (input) =>
      openDeviceGroup({ bytes: input, account: alice, deviceKeys: [deviceKeys], crypto: clearCrypto }),
  },
  {
    name: "v2/device payload",
    weight: 0.1,
    seeds: () => [devicePayload.encode(payload)],
    run: (input) => {
      const theirs = readAndWrite(devicePayload, input);
      mergeDevices(payload.devices, theirs.devices);
      mergeAccountKeys(payload.accountKeys, theirs.accountKeys);
    },
  },
  {
    name: "v2/link message",
    weight: 0.5,
    seeds: () => links(clearCrypto).map(({ data }) => data),
    run: (input) => readAndWrite(linkMessage, input),
  },
  {
    name: "v2/link request",
    weight: 0.1,
    seeds: () => links(clearCrypto).map(({ request }) => request),
    run: (input) => readAndWrite(linkRequest, input),
  },
  {
    name: "v2/link, ciphertext accepted",
    weight: 0.02,
    seeds: () => links(clearCrypto).map(({ data }) => data),
    run: (input) =>
      openLinkRequest({ data: input, account: alice, accountKeys: [accountKeys], crypto: clearCrypto }),
  },
];
