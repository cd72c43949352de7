import { chacha20 } from "@noble/ciphers/chacha.js";
import { concatBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, secretBytes } from "../crypto/index.ts";
import { SessionError } from "../errors.ts";
import { type AccountId, accountIdBytes } from "../identity/index.ts";
import { type Group, seedHash } from "./group.ts";
import { encodeKeyList } from "./keys-list.ts";
import {
  ADMIN_ENTRY_PURPOSE,
  KEY_ENTRY_BYTES,
  type KeysMessage,
  keysMessage,
  MEMBER_ENTRIES_MULTIPLE,
  MEMBER_ENTRY_DOMAIN,
  signedKeysBytes,
} from "./keys-message.ts";
import { type GroupKeys, newestGeneration } from "./keys-state.ts";
import { sealForEach } from "./multi-encrypt.ts";

/** libsodium's `randombytes_buf_deterministic` is ChaCha20-IETF under this nonce. */
const DETERMINISTIC_NONCE = utf8Encode("LibsodiumDRG");

/**
 * Makes the key of the next generation, for use at once.
 *
 * Nothing is random: every admin who rekeys for the same members and generation makes the same bytes.
 * @param options.members all entries of the members config, admins too, in any order
 * @returns the message to store, and the state in which its key is pending
 * @throws SessionError out_of_range when there is no next generation
 * @throws RangeError when the members do not fit one message (1,485 entries)
 * Spec: docs/spec/groups.md section 1.1. Vectors: vectors/groups-keys.json.
 */
export function rekeyGroup(options: {
  readonly state: GroupKeys;
  readonly members: readonly AccountId[];
  readonly group: Group;
  readonly crypto?: CryptoProvider;
}): { readonly state: GroupKeys; readonly message: Uint8Array } {
  const { state, group, crypto = nobleCrypto } = options;
  const members = sortedIds(options.members);
  const generation = (newestGeneration(state) ?? -1) + 1;
  if (!Number.isSafeInteger(generation))
    throw new SessionError("out_of_range", `generation: expected less than 2^53, got ${generation}`);
  const h1 = generationHash([...members, String(generation)], { group, length: 56, crypto });
  const [key, nonce] = [h1.slice(0, 32), h1.slice(32)];
  const recipients = members.map((member) => ({ x25519PublicKey: accountKey(member), plaintext: key }));
  const entries = sealForEach({ recipients, sender: group, nonce, domain: MEMBER_ENTRY_DOMAIN, crypto });
  const message = signedMessage(
    {
      kind: "full",
      nonce,
      generation,
      adminEntry: crypto.xchacha20Poly1305Seal(seedHash(group, ADMIN_ENTRY_PURPOSE, crypto), nonce, key),
      memberEntries: [...entries, ...junkEntries(entries.length, { h1, group, crypto })],
    },
    group,
    crypto,
  );
  return { state: { ...state, pending: { generation, key: secretBytes(key), message } }, message };
}

/**
 * A keys message that gives added members every key held so far ("share history"). A pending key is not among them: its
 * own message brings it.
 *
 * @param options.members whom to give the keys. Their order shows in the bytes: sort them, so that all admins make the same
 * @throws RangeError when no key is held, no member has a usable key, or the members and keys do not fit one message
 * Spec: docs/spec/groups.md section 1.2. Vectors: vectors/groups-keys.json.
 */
export function supplementKeys(options: {
  readonly state: GroupKeys;
  readonly members: readonly AccountId[];
  readonly group: Group;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { state, members, group, crypto = nobleCrypto } = options;
  const generation = newestGeneration(state);
  if (generation === undefined) throw new RangeError("supplement: expected at least one key");
  const plaintext = encodeKeyList(state.keys);
  const nonce = generationHash([...members, plaintext], { group, length: 24, crypto });
  const recipients = members.map((member) => ({ x25519PublicKey: accountKey(member), plaintext }));
  const entries = sealForEach({ recipients, sender: group, nonce, domain: MEMBER_ENTRY_DOMAIN, crypto });
  if (entries.length === 0) throw new RangeError("supplement: expected a member with a usable key");
  return signedMessage({ kind: "supplement", nonce, generation, entries }, group, crypto);
}

function sortedIds(members: readonly AccountId[]): readonly AccountId[] {
  return [...new Set(members)].sort();
}

function accountKey(id: AccountId): Uint8Array {
  return accountIdBytes(id).subarray(1);
}

function generationHash(
  inputs: readonly (string | Uint8Array)[],
  options: { readonly group: Group; readonly length: number; readonly crypto: CryptoProvider },
): Uint8Array {
  const { group, length, crypto } = options;
  const parts = inputs.map((input) => (typeof input === "string" ? utf8Encode(input) : input));
  return crypto.blake2b(concatBytes(...parts, seedHash(group, "SessionGroupKeySeed", crypto)), {
    length,
    key: utf8Encode("SessionGroupKeyGen"),
  });
}

/** Fills a list of entries up to the next multiple; nobody but an admin can tell the filling from entries. */
function junkEntries(
  count: number,
  options: { readonly h1: Uint8Array; readonly group: Group; readonly crypto: CryptoProvider },
): readonly Uint8Array[] {
  const { h1, group, crypto } = options;
  const missing = (MEMBER_ENTRIES_MULTIPLE - (count % MEMBER_ENTRIES_MULTIPLE)) % MEMBER_ENTRIES_MULTIPLE;
  const seed = crypto.blake2b(concatBytes(h1, group.ed25519Seed, group.ed25519PublicKey), {
    length: 32,
    key: utf8Encode("SessionGroupJunkMembers"),
  });
  const stream = chacha20(seed, DETERMINISTIC_NONCE, new Uint8Array(missing * KEY_ENTRY_BYTES));
  return Array.from({ length: missing }, (_, index) =>
    stream.subarray(index * KEY_ENTRY_BYTES, (index + 1) * KEY_ENTRY_BYTES),
  );
}

type Unsigned<M> = M extends unknown ? Omit<M, "signature"> : never;

function signedMessage(message: Unsigned<KeysMessage>, group: Group, crypto: CryptoProvider): Uint8Array {
  const draft = keysMessage.encode({ ...message, signature: new Uint8Array(64) });
  const signature = crypto.ed25519Sign(signedKeysBytes(draft), group.ed25519Seed);
  return keysMessage.encode({ ...message, signature });
}
