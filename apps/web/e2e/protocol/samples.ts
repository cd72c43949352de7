import { sealDeterministicAttachment, sealLegacyAttachment } from "@session/protocol/attachments";
import { deriveBlinded15Keys, deriveBlinded25Keys, signBlinded } from "@session/protocol/blinding";
import { BLS_VOTE_DST, blsPublicKey, blsSign } from "@session/protocol/bls";
import { concatBytes, hexDecode, hexEncode, utf8Encode } from "@session/protocol/bytes";
import { zstdDecompress } from "@session/protocol/compression";
import {
  CONFIG_KINDS,
  configData,
  editConfig,
  emptyConfig,
  listContacts,
  mergeConfig,
  pushConfig,
  setContact,
  userConfigContext,
} from "@session/protocol/config";
import { nobleCrypto } from "@session/protocol/crypto";
import {
  deriveGroup,
  groupKeyList,
  makeAuthData,
  NO_GROUP_KEYS,
  openGroupMessage,
  rekeyGroup,
  sealGroupMessage,
} from "@session/protocol/groups";
import { accountIdBytes, deriveAccount, encodeRecoveryPhrase } from "@session/protocol/identity";
import { openDirectMessage, sealDirectMessage } from "@session/protocol/messages";
import { swarmSpace } from "@session/protocol/swarm";
import { deriveAccountKeys, openMessage, sealMessage, signAccountRecord } from "@session/protocol/v2";

const TIME_MS = 1_760_000_000_000;
const alice = deriveAccount(new Uint8Array(16).fill(0xa1));
const bob = deriveAccount(new Uint8Array(16).fill(0xb2));
const serverKey = new Uint8Array(32).fill(9);
const content = { dataMessage: { body: "hello 😂" } };

/** The same bytes on every call: what is random elsewhere must not differ between two engines here. */
function fixedRandom(): { secure(length: number): Uint8Array } {
  let count = 0;
  return { secure: (length) => Uint8Array.from({ length }, () => (count++ * 37 + 11) & 0xff) };
}

/** What each part of the protocol makes of fixed inputs, as text: one entry a part. */
export function protocolSamples(): Readonly<Record<string, string>> {
  return {
    identity: `${alice.accountId} ${encodeRecoveryPhrase(new Uint8Array(16).fill(0xa1))}`,
    message: directMessage(),
    config: config(),
    group: groupMessage(),
    attachment: attachments(),
    blinding: blinding(),
    v2: v2Message(),
    bls: bls(),
    swarm: swarmSpace(accountIdBytes(alice.accountId)).toString(),
    zstd: hexEncode(
      zstdDecompress(hexDecode(`28b52ffd200b590000${"68656c6c6f20".repeat(2).slice(0, 22)}`), {
        bytesMax: 100,
      }),
    ),
  };
}

function directMessage(): string {
  const data = sealDirectMessage({
    content,
    sender: alice,
    recipient: bob.accountId,
    timestampMs: TIME_MS,
    random: fixedRandom(),
  });
  const opened = openDirectMessage({ data, account: bob });
  return `${digest(data)} ${opened.sender} ${opened.content.dataMessage?.body}`;
}

function config(): string {
  const context = userConfigContext({ kind: CONFIG_KINDS.contacts, account: alice });
  const edited = editConfig(emptyConfig(), (draft) =>
    setContact(draft, { accountId: bob.accountId, name: "Bob" }),
  );
  const { messages } = pushConfig(edited, context);
  const inputs = messages.map((data, index) => ({ hash: `hash ${index}`, data }));
  const merged = mergeConfig(emptyConfig(), inputs, { ...context, nowMs: TIME_MS });
  const names = listContacts(configData(merged.state)).map(({ name }) => name);
  return `${digest(concatBytes(...messages))} ${names.join()}`;
}

function groupMessage(): string {
  const group = deriveGroup(new Uint8Array(32).fill(3));
  const { state, message } = rekeyGroup({
    state: NO_GROUP_KEYS,
    members: [alice.accountId, bob.accountId],
    group,
  });
  const keys = groupKeyList(state);
  const data = sealGroupMessage({
    content,
    sender: alice,
    groupId: group.groupId,
    key: keys[0] ?? new Uint8Array(32),
    timestampMs: TIME_MS,
    random: fixedRandom(),
  });
  const opened = openGroupMessage({ data, groupId: group.groupId, keys });
  const auth = makeAuthData({ group, member: bob.accountId });
  return `${digest(concatBytes(message, data, auth))} ${opened.sender}`;
}

function attachments(): string {
  const file = Uint8Array.from({ length: 100_000 }, (_, index) => index & 0xff);
  const deterministic = sealDeterministicAttachment({
    file,
    ed25519Seed: alice.ed25519Seed,
    purpose: "attachment",
  });
  const legacy = sealLegacyAttachment({ file, random: fixedRandom() });
  return `${digest(deterministic.body)} ${digest(legacy.body)}`;
}

function blinding(): string {
  const [older, newer] = [deriveBlinded15Keys(alice, serverKey), deriveBlinded25Keys(alice, serverKey)];
  return `${older.id} ${newer.id} ${hexEncode(signBlinded(older, utf8Encode("post")))}`;
}

function v2Message(): string {
  const accountKeys = [deriveAccountKeys(new Uint8Array(32).fill(5))] as const;
  const record = signAccountRecord({
    publicKeys: accountKeys[0].publicKeys,
    account: bob,
    random: new Uint8Array(64).fill(6),
  });
  const data = sealMessage({
    content: utf8Encode("content"),
    sender: alice,
    recipient: bob.accountId,
    recipientKeys: accountKeys[0].publicKeys,
    random: fixedRandom(),
  });
  const opened = openMessage({ data, account: bob, accountKeys });
  return `${digest(concatBytes(record, data))} ${opened.sender} ${opened.isForwardSecret}`;
}

function bls(): string {
  const secret = new Uint8Array(32).fill(1);
  return `${hexEncode(blsPublicKey(secret))} ${hexEncode(blsSign(new Uint8Array(32).fill(2), secret, BLS_VOTE_DST))}`;
}

function digest(bytes: Uint8Array): string {
  return `${bytes.length}:${hexEncode(nobleCrypto.sha256(bytes)).slice(0, 32)}`;
}
