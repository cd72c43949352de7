import { sha3_256 } from "@noble/hashes/sha3.js";
import { concatBytes, equalBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { type Account, type AccountId, accountIdBytes } from "../identity/index.ts";
import { storable } from "../messages/index.ts";
import type { Random } from "../ports/index.ts";
import {
  decapsulate,
  encapsulate,
  type HybridKeys,
  type HybridPublicKeys,
  ML_KEM_CIPHERTEXT_BYTES,
} from "./hybrid-keys.ts";
import { type KeyAndNonce, openSealed, shakeExpand, splitKeyAndNonce, stripZeros } from "./key-and-nonce.ts";
import { KEY_INDICATOR_BYTES, maskIndicator } from "./key-indicator.ts";
import { signMessageBody, type VerifiedBody, verifyMessageBody } from "./message-body.ts";
import { type MessageFrame, messageFrame, sealFrame } from "./message-frame.ts";

const INDICATOR_PERSONALIZATION = utf8Encode("Session-Msg-KISS");
/** The label of X-Wing, a drawing in ASCII. */
const COMBINER_LABEL = utf8Encode("\\.//^\\");
const EXPANSION_LABEL = "SessionV2MessageSS";
const FALLBACK_COMBINER_LABEL = utf8Encode("SessionV2NonPFS");
const FALLBACK_EXPANSION_LABEL = "SessionV2NonPFSSS";

/**
 * Signs a serialized Content and seals it to a contact's account key: the `data` of a store request to namespace 0.
 *
 * @param options.recipientKeys from the contact's verified record
 * @param options.random gives the ephemeral X25519 secret (32), then the ML-KEM coins (32)
 * @param options.proSeed Ed25519 seed of the rotating Pro key, when the content uses Pro features
 * @throws SessionError out_of_range when the result is larger than nodes store (76,800 bytes)
 * @throws DecodeError invalid_length, invalid_encoding for a malformed key of the recipient
 * Spec: docs/spec/protocol-v2.md section 3. Vectors: vectors/protocol-v2.json (messages, sizes).
 */
export function sealMessage(options: {
  readonly content: Uint8Array;
  readonly sender: Pick<Account, "ed25519Seed" | "ed25519PublicKey">;
  readonly recipient: AccountId;
  readonly recipientKeys: HybridPublicKeys;
  readonly random: Pick<Random, "secure">;
  readonly proSeed?: Uint8Array;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { recipient, recipientKeys, random, crypto = nobleCrypto } = options;
  const body = signMessageBody(options);
  const identity = accountIdBytes(recipient).subarray(1);
  const ephemeralSecret = random.secure(32);
  const ephemeral = crypto.x25519PublicKey(ephemeralSecret);
  const keyIndicator = maskIndicator(
    {
      indicator: recipientKeys.mlKem,
      shared: crypto.x25519SharedSecret(ephemeralSecret, identity),
      ephemeral,
      identity,
      personalization: INDICATOR_PERSONALIZATION,
    },
    crypto,
  );
  const { ciphertext, sharedSecret } = encapsulate(recipientKeys.mlKem, random.secure(32));
  const secret = messageSecret({
    mlKemShared: sharedSecret,
    x25519Shared: crypto.x25519SharedSecret(ephemeralSecret, recipientKeys.x25519),
    ephemeral,
    recipientX25519: recipientKeys.x25519,
  });
  return storable(sealFrame({ keyIndicator, ephemeral, mlKemCiphertext: ciphertext, body, secret }, crypto));
}

/**
 * A message for a contact without account keys: it looks like every V2 message but is sealed to the identity key, so
 * whoever learns the recovery phrase reads it. Upstream sends V1 instead as long as old clients are around.
 *
 * @param options.random gives the ephemeral secret (32), then a key indicator (2) and a ciphertext (1088) of noise
 * @param options.proSeed Ed25519 seed of the rotating Pro key, when the content uses Pro features
 * @throws SessionError out_of_range when the result is larger than nodes store (76,800 bytes)
 * @throws DecodeError invalid_encoding when the recipient's key has small order
 * Spec: docs/spec/protocol-v2.md section 3.1. Vectors: vectors/protocol-v2.json (non_pfs).
 */
export function sealFallbackMessage(options: {
  readonly content: Uint8Array;
  readonly sender: Pick<Account, "ed25519Seed" | "ed25519PublicKey">;
  readonly recipient: AccountId;
  readonly random: Pick<Random, "secure">;
  readonly proSeed?: Uint8Array;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { recipient, random, crypto = nobleCrypto } = options;
  const body = signMessageBody(options);
  const identity = accountIdBytes(recipient).subarray(1);
  const ephemeralSecret = random.secure(32);
  const ephemeral = crypto.x25519PublicKey(ephemeralSecret);
  const shared = crypto.x25519SharedSecret(ephemeralSecret, identity);
  const secret = fallbackSecret({ shared, identity, ephemeral });
  const keyIndicator = random.secure(KEY_INDICATOR_BYTES);
  const mlKemCiphertext = random.secure(ML_KEM_CIPHERTEXT_BYTES);
  return storable(sealFrame({ keyIndicator, ephemeral, mlKemCiphertext, body, secret }, crypto));
}

/**
 * An opened message, and by which key: forward secret means by one of the account keys given. Otherwise it was sealed
 * to the identity key, and is to be marked as weaker.
 */
export type OpenedMessage<Key extends HybridKeys = HybridKeys> = VerifiedBody &
  ({ readonly isForwardSecret: true; readonly accountKey: Key } | { readonly isForwardSecret: false });

/**
 * Opens a V2 message with our account keys, current and retained, and failing those with the identity key.
 *
 * A `key_not_found` or `decryption_failed` may end when the list of account keys grows: refresh namespace 21 once, and
 * keep the hash for later. All other codes are final.
 * @throws DecodeError key_not_found, decryption_failed, signature_invalid, unsupported_version, or any code of a
 *   malformed message
 * Spec: docs/spec/protocol-v2.md sections 3 and 3.1. Vectors: vectors/protocol-v2.json (messages, non_pfs).
 */
export function openMessage<Key extends HybridKeys>(options: {
  readonly data: Uint8Array;
  readonly account: Pick<Account, "accountId" | "x25519Secret" | "x25519PublicKey">;
  readonly accountKeys: readonly Key[];
  readonly crypto?: CryptoProvider;
}): OpenedMessage<Key> {
  const { data, account, accountKeys, crypto = nobleCrypto } = options;
  const frame = messageFrame.decode(data);
  const { ephemeral, keyIndicator, sealed } = frame;
  const identity = account.x25519PublicKey;
  const shared = crypto.x25519SharedSecret(account.x25519Secret, ephemeral);
  const prefix = maskIndicator(
    { indicator: keyIndicator, shared, ephemeral, identity, personalization: INDICATOR_PERSONALIZATION },
    crypto,
  );
  const candidates = accountKeys.filter(({ publicKeys: { mlKem } }) =>
    equalBytes(prefix, mlKem.subarray(0, KEY_INDICATOR_BYTES)),
  );
  for (const accountKey of candidates) {
    const body = openSealed(sealed, receivedSecret(frame, accountKey, crypto), crypto);
    if (body !== undefined)
      return {
        ...verifyMessageBody(stripZeros(body), account.accountId, crypto),
        isForwardSecret: true,
        accountKey,
      };
  }
  const body = openSealed(sealed, fallbackSecret({ shared, identity, ephemeral }), crypto);
  if (body !== undefined)
    return { ...verifyMessageBody(stripZeros(body), account.accountId, crypto), isForwardSecret: false };
  throw candidates.length === 0
    ? new DecodeError("key_not_found", "data: sealed to none of the account keys at hand")
    : new DecodeError("decryption_failed", "data: the message opens under no key at hand");
}

function receivedSecret(frame: MessageFrame, key: HybridKeys, crypto: CryptoProvider): KeyAndNonce {
  return messageSecret({
    mlKemShared: decapsulate(frame.mlKemCiphertext, key.mlKemSecret),
    x25519Shared: crypto.x25519SharedSecret(key.x25519Secret, frame.ephemeral),
    ephemeral: frame.ephemeral,
    recipientX25519: key.publicKeys.x25519,
  });
}

/** Combines both shared secrets as X-Wing does, and expands the result; erases both. */
function messageSecret(options: {
  readonly mlKemShared: Uint8Array;
  readonly x25519Shared: Uint8Array;
  readonly ephemeral: Uint8Array;
  readonly recipientX25519: Uint8Array;
}): KeyAndNonce {
  const { mlKemShared, x25519Shared, ephemeral, recipientX25519 } = options;
  const publicParts = [ephemeral, recipientX25519, COMBINER_LABEL];
  return combine({ label: EXPANSION_LABEL, sharedSecrets: [mlKemShared, x25519Shared], publicParts });
}

/** Key and nonce from the X25519 secret that the ephemeral key shares with the recipient's identity key; erases it. */
export function fallbackSecret(options: {
  readonly shared: Uint8Array;
  readonly identity: Uint8Array;
  readonly ephemeral: Uint8Array;
}): KeyAndNonce {
  const { shared, identity, ephemeral } = options;
  const publicParts = [identity, ephemeral, FALLBACK_COMBINER_LABEL];
  return combine({ label: FALLBACK_EXPANSION_LABEL, sharedSecrets: [shared], publicParts });
}

/** The first 56 bytes of SHAKE256(label || SHA3-256(shared secrets || public parts)). */
function combine(options: {
  readonly label: string;
  readonly sharedSecrets: readonly Uint8Array[];
  readonly publicParts: readonly Uint8Array[];
}): KeyAndNonce {
  const { label, sharedSecrets, publicParts } = options;
  const input = concatBytes(...sharedSecrets, ...publicParts);
  const secret = sha3_256(input);
  const out = splitKeyAndNonce(shakeExpand({ label, secret, length: 56 }));
  for (const used of [input, secret, ...sharedSecrets]) used.fill(0);
  return out;
}
