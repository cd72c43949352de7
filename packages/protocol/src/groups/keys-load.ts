import { equalBytes } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, secretBytes } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { groupIdKey } from "../identity/index.ts";
import { type GroupReader, groupX25519PublicKey, readerGroupId, seedHash } from "./group.ts";
import { decodeKeyList, type GroupKey } from "./keys-list.ts";
import {
  ADMIN_ENTRY_PURPOSE,
  type FullKeysMessage,
  type KeysMessage,
  keysMessage,
  MEMBER_ENTRY_DOMAIN,
  signedKeysBytes,
} from "./keys-message.ts";
import { type GroupKeys, insertKey, rememberHash } from "./keys-state.ts";
import { openAmong } from "./multi-encrypt.ts";

/** A message of namespace 12 as the swarm gave it. */
export interface StoredKeysMessage {
  readonly hash: string;
  readonly data: Uint8Array;
  /** When the service node stored it: becomes the time of a new key. */
  readonly timestampMs: number;
}

export interface LoadedKeys {
  readonly state: GroupKeys;
  /** Whether the message held keys for the reader. It is no error when it did not. */
  readonly found: boolean;
}

/**
 * Takes the keys out of one stored keys message.
 *
 * Nothing is looked at before the group's signature has verified.
 * @throws DecodeError signature_invalid; decryption_failed when an admin cannot open the admins' entry; any code of a
 *   malformed message. The state stays as it was.
 * Spec: docs/spec/groups.md section 1.3. Vectors: vectors/groups-keys.json.
 */
export function loadKeysMessage(options: {
  readonly state: GroupKeys;
  readonly message: StoredKeysMessage;
  readonly reader: GroupReader;
  readonly crypto?: CryptoProvider;
}): LoadedKeys {
  const { state, message, reader, crypto = nobleCrypto } = options;
  const decoded = keysMessage.decode(message.data);
  const groupKey = groupIdKey(readerGroupId(reader));
  if (!crypto.ed25519Verify(decoded.signature, signedKeysBytes(message.data), groupKey))
    throw new DecodeError("signature_invalid", "expected a signature of the group", { path: "~" });
  const keys = openKeys(decoded, { reader, timestampMs: message.timestampMs, crypto });
  if (keys.length === 0)
    return { state: rememberHash(state, decoded.generation, message.hash), found: false };
  const settled = settlePending(state, keys);
  return { state: keys.reduce((next, key) => insertKey(next, key, message.hash), settled), found: true };
}

interface OpenOptions {
  readonly reader: GroupReader;
  readonly timestampMs: number;
  readonly crypto: CryptoProvider;
}

function openKeys(message: KeysMessage, options: OpenOptions): readonly GroupKey[] {
  if (message.kind === "full") {
    const key = openFull(message, options);
    return key === undefined
      ? []
      : [{ generation: message.generation, timestampMs: options.timestampMs, key: secretBytes(key) }];
  }
  // An admin holds every key already: whoever has the seed can open every full message.
  if (options.reader.role === "admin") return [];
  const plaintext = openMemberEntry(message.entries, message.nonce, options.reader, options.crypto);
  return plaintext === undefined ? [] : decodeKeyList(plaintext);
}

function openFull(message: FullKeysMessage, { reader, crypto }: OpenOptions): Uint8Array | undefined {
  if (reader.role === "member") return openMemberEntry(message.memberEntries, message.nonce, reader, crypto);
  const adminKey = seedHash(reader.group, ADMIN_ENTRY_PURPOSE, crypto);
  return crypto.xchacha20Poly1305Open(adminKey, message.nonce, message.adminEntry);
}

function openMemberEntry(
  entries: readonly Uint8Array[],
  nonce: Uint8Array,
  reader: Extract<GroupReader, { role: "member" }>,
  crypto: CryptoProvider,
): Uint8Array | undefined {
  return openAmong({
    entries,
    senderX25519: groupX25519PublicKey(reader.groupId, crypto),
    recipient: reader.account,
    nonce,
    domain: MEMBER_ENTRY_DOMAIN,
    crypto,
  });
}

/** Our own key has come back, or somebody has gone beyond it: it is not pending any more. */
function settlePending(state: GroupKeys, loaded: readonly GroupKey[]): GroupKeys {
  const { pending, ...rest } = state;
  const isSettled =
    pending !== undefined &&
    loaded.some(({ generation, key }) => generation > pending.generation || equalBytes(key, pending.key));
  return isSettled ? rest : state;
}
