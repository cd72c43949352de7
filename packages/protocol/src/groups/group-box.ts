import { asBtDict, btBytes, btDecode, btEncode, btNumber, btOptionalBytes } from "../bt/index.ts";
import { concatBytes } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { type Compress, zstdDecompress } from "../compression/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { attempt, DecodeError, SessionError } from "../errors.ts";
import {
  type Account,
  type AccountId,
  accountIdFromEd25519,
  type GroupId,
  groupIdKey,
} from "../identity/index.ts";

/** Largest data of one message, before compression. */
export const GROUP_DATA_BYTES_MAX = 1_000_000;
/** Larger ciphertexts are not looked at: the data, the dict around it and the padding. */
const SEALED_BYTES_MAX: number = GROUP_DATA_BYTES_MAX + 10_000;

const VERSION = 1;
const NONCE_BYTES = 24;
/** Nonce and authentication tag. */
const OVERHEAD = NONCE_BYTES + 16;
const PADDING_MULTIPLE = 256;

/** What is inside the encryption. */
export interface SignedGroupData {
  /** 32 bytes: Ed25519 key of the sender's account. */
  readonly senderEd25519: Uint8Array;
  /** The data as sent: a zstd frame when `isCompressed`. Never empty. */
  readonly body: Uint8Array;
  readonly isCompressed: boolean;
  /** 64 bytes, over the body and the group's key. */
  readonly signature: Uint8Array;
}

/**
 * The signed dict of a group message, without the zeros that fill it up.
 *
 * Spec: docs/spec/groups.md section 4. Vectors: vectors/group-message.json.
 */
export const signedGroupData: Codec<SignedGroupData> = {
  encode: ({ senderEd25519, body, isCompressed, signature }) => {
    if (senderEd25519.length !== 32 || signature.length !== 64 || body.length === 0)
      throw new RangeError("group data: expected a key of 32 bytes, a signature of 64, and a body");
    return btEncode(
      new Map<string, bigint | Uint8Array>([
        ["", BigInt(VERSION)],
        ["a", senderEd25519],
        [isCompressed ? "z" : "d", body],
        ["s", signature],
      ]),
    );
  },

  decode: (bytes) => {
    const dict = asBtDict(btDecode(bytes));
    const version = btNumber(dict, "");
    if (version !== VERSION)
      throw new DecodeError("unsupported_version", `group data: expected version ${VERSION}, got ${version}`);
    const senderEd25519 = btBytes(dict, "a", 32);
    const plain = btOptionalBytes(dict, "d");
    const compressed = btOptionalBytes(dict, "z");
    if (plain !== undefined && compressed !== undefined)
      throw new DecodeError("unexpected_field", "expected d or z, found both", { path: "z" });
    const body = plain ?? compressed;
    if (body === undefined)
      throw new DecodeError("missing_field", "expected d or z, found none", { path: "d" });
    const isCompressed = plain === undefined;
    if (body.length === 0)
      throw new DecodeError("invalid_length", "expected data, found none", {
        path: isCompressed ? "z" : "d",
      });
    return { senderEd25519, body, isCompressed, signature: btBytes(dict, "s", 64) };
  },
};

/**
 * Signs, pads and encrypts data for a group.
 *
 * @param options.data 1 to 1,000,000 bytes: the serialised envelope
 * @param options.key first of the group's key list
 * @param options.nonce 24 fresh random bytes
 * @param options.compress used when its result is smaller; left out, the data goes as it is, which is always valid
 * @throws SessionError out_of_range when the data is larger
 * @throws RangeError when there is no data
 * Spec: docs/spec/groups.md section 4; accounts-and-messages.md section 4.3. Vectors: vectors/group-message.json.
 */
export function sealForGroup(options: {
  readonly data: Uint8Array;
  readonly sender: Pick<Account, "ed25519Seed" | "ed25519PublicKey">;
  readonly groupId: GroupId;
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly compress?: Compress;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { data, sender, groupId, key, nonce, compress, crypto = nobleCrypto } = options;
  if (data.length > GROUP_DATA_BYTES_MAX)
    throw new SessionError(
      "out_of_range",
      `message: expected at most ${GROUP_DATA_BYTES_MAX} bytes, got ${data.length}`,
    );
  const compressed = compress?.(data);
  const isCompressed = compressed !== undefined && compressed.length < data.length;
  const body = isCompressed ? compressed : data;
  const signature = crypto.ed25519Sign(signedBytes(body, groupId), sender.ed25519Seed);
  const dict = signedGroupData.encode({
    senderEd25519: sender.ed25519PublicKey,
    body,
    isCompressed,
    signature,
  });
  return concatBytes(nonce, crypto.xchacha20Poly1305Seal(key, nonce, padded(dict)));
}

export interface OpenedForGroup {
  readonly data: Uint8Array;
  /** Proven by the signature, and the only statement about the author that counts. */
  readonly sender: AccountId;
  readonly senderEd25519: Uint8Array;
}

/**
 * Reverse of {@link sealForGroup}. Whether the sender is a member is not checked.
 *
 * @param options.keys the group's key list; all are tried
 * @throws DecodeError decryption_failed when no key opens it, signature_invalid, or any code of malformed data
 * Spec: docs/spec/groups.md section 4; accounts-and-messages.md section 4.3. Vectors: vectors/groups-messages.json.
 */
export function openForGroup(options: {
  readonly sealed: Uint8Array;
  readonly groupId: GroupId;
  readonly keys: readonly Uint8Array[];
  readonly crypto?: CryptoProvider;
}): OpenedForGroup {
  const { sealed, groupId, keys, crypto = nobleCrypto } = options;
  if (sealed.length < OVERHEAD || sealed.length > SEALED_BYTES_MAX)
    throw new DecodeError(
      "invalid_length",
      `group message: expected ${OVERHEAD}..${SEALED_BYTES_MAX} bytes, got ${sealed.length}`,
    );
  const { body, isCompressed, senderEd25519, signature } = signedGroupData.decode(
    unpadded(decrypted(sealed, keys, crypto)),
  );
  if (!crypto.ed25519Verify(signature, signedBytes(body, groupId), senderEd25519))
    throw new DecodeError("signature_invalid", "the sender's signature does not verify", { path: "s" });
  if (!isCompressed && body.length > GROUP_DATA_BYTES_MAX)
    throw new DecodeError("out_of_range", `expected at most ${GROUP_DATA_BYTES_MAX} bytes`, { path: "d" });
  const data = isCompressed ? zstdDecompress(body, { bytesMax: GROUP_DATA_BYTES_MAX }) : body;
  return { data, sender: accountIdFromEd25519(senderEd25519, crypto), senderEd25519 };
}

/** The group's key ties the message to the group: no other group's member can pass it on as written there. */
function signedBytes(body: Uint8Array, groupId: GroupId): Uint8Array {
  return concatBytes(body, groupIdKey(groupId));
}

function padded(dict: Uint8Array): Uint8Array {
  const total = Math.ceil((dict.length + OVERHEAD) / PADDING_MULTIPLE) * PADDING_MULTIPLE;
  const out = new Uint8Array(total - OVERHEAD);
  out.set(dict);
  return out;
}

function unpadded(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1);
}

function decrypted(sealed: Uint8Array, keys: readonly Uint8Array[], crypto: CryptoProvider): Uint8Array {
  const [nonce, ciphertext] = [sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES)];
  for (const key of keys) {
    const plaintext = attempt(() => crypto.xchacha20Poly1305Open(key, nonce, ciphertext));
    if (plaintext !== undefined) return plaintext;
  }
  throw new DecodeError("decryption_failed", `group message: none of ${keys.length} keys opens it`);
}
