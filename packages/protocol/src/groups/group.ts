import { utf8Encode } from "../bytes/index.ts";
import {
  type CryptoProvider,
  ed25519SeedToX25519,
  ed25519ToX25519,
  nobleCrypto,
  type SecretBytes,
  secretBytes,
} from "../crypto/index.ts";
import { type Account, type GroupId, groupIdFromKey, groupIdKey } from "../identity/index.ts";

/** One group with all its keys: whoever holds it is an admin. The secrets print as `[secret]`. */
export interface Group {
  readonly groupId: GroupId;
  /** 32 bytes; signs requests, keys messages and configs. */
  readonly ed25519Seed: SecretBytes;
  readonly ed25519PublicKey: Uint8Array;
  /** 32 bytes, clamped; encrypts new keys for members. */
  readonly x25519Secret: SecretBytes;
  readonly x25519PublicKey: Uint8Array;
}

/** What opens keys messages: the whole group for an admin, the account for an ordinary member. */
export type GroupReader =
  | { readonly role: "admin"; readonly group: Group }
  | {
      readonly role: "member";
      readonly groupId: GroupId;
      readonly account: Pick<Account, "x25519Secret" | "x25519PublicKey">;
    };

/**
 * Keys and ID of the group behind a seed.
 *
 * @param seed 32 bytes
 * @throws RangeError for any other length
 * Spec: docs/spec/groups.md introduction. Vectors: vectors/groups-keys.json.
 */
export function deriveGroup(seed: Uint8Array, crypto: CryptoProvider = nobleCrypto): Group {
  const x25519Secret = ed25519SeedToX25519(seed, crypto);
  const ed25519PublicKey = crypto.ed25519PublicKey(seed);
  return {
    groupId: groupIdFromKey(ed25519PublicKey),
    ed25519Seed: secretBytes(seed),
    ed25519PublicKey,
    x25519Secret: secretBytes(x25519Secret),
    x25519PublicKey: crypto.x25519PublicKey(x25519Secret),
  };
}

/**
 * X25519 public key of a group, as members compute it from the ID.
 *
 * @throws DecodeError invalid_encoding when the ID holds no usable key
 * Spec: docs/spec/groups.md introduction. Vectors: vectors/groups-keys.json.
 */
export function groupX25519PublicKey(groupId: GroupId, crypto?: CryptoProvider): Uint8Array {
  return ed25519ToX25519(groupIdKey(groupId), crypto);
}

/** The group whose keys messages the reader opens. */
export function readerGroupId(reader: GroupReader): GroupId {
  return reader.role === "admin" ? reader.group.groupId : reader.groupId;
}

/** `seedhash` of the specification: a 32-byte secret for one purpose that every admin can compute. */
export function seedHash(
  group: Pick<Group, "ed25519Seed">,
  purpose: string,
  crypto: CryptoProvider,
): Uint8Array {
  return crypto.blake2b(group.ed25519Seed, { length: 32, key: utf8Encode(purpose) });
}
