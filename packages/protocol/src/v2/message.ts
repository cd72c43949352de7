import { sha3_256 } from "@noble/hashes/sha3.js";
import { concatBytes, equalBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { type Account, type AccountId, accountIdBytes } from "../identity/index.ts";
import type { Random } from "../ports/index.ts";
import { openSealed, stripZeros } from "./aead.ts";
import { type KeyAndNonce, shakeKeyAndNonce } from "./derive.ts";
import { decapsulate, encapsulate, type HybridKeys, type HybridPublicKeys } from "./hybrid-keys.ts";
import { KEY_INDICATOR_BYTES, maskIndicator } from "./key-indicator.ts";
import { signMessageBody, type VerifiedBody, verifyMessageBody } from "./message-body.ts";
import { type MessageFrame, messageFrame, sealFrame } from "./message-frame.ts";
import { fallbackSecret } from "./non-pfs.ts";
import { storable } from "./stored-size.ts";

const INDICATOR_PERSONALIZATION = utf8Encode("Session-Msg-KISS");
/** The label of X-Wing, a drawing in ASCII. */
const COMBINER_LABEL = utf8Encode("\\.//^\\");
const EXPANSION_LABEL = "SessionV2MessageSS";

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
  const withIdentity = crypto.x25519SharedSecret(ephemeralSecret, identity);
  const keyIndicator = maskIndicator(
    {
      indicator: recipientKeys.mlKem,
      shared: withIdentity,
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
    publicKeys: recipientKeys,
  });
  return storable(sealFrame({ keyIndicator, ephemeral, mlKemCiphertext: ciphertext, body, secret }, crypto));
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
  const { ephemeral } = frame;
  const identity = account.x25519PublicKey;
  const shared = crypto.x25519SharedSecret(account.x25519Secret, ephemeral);
  const prefix = maskIndicator(
    {
      indicator: frame.keyIndicator,
      shared,
      ephemeral,
      identity,
      personalization: INDICATOR_PERSONALIZATION,
    },
    crypto,
  );
  const candidates = accountKeys.filter(({ publicKeys: { mlKem } }) =>
    equalBytes(prefix, mlKem.subarray(0, KEY_INDICATOR_BYTES)),
  );
  for (const accountKey of candidates) {
    const body = openSealed(frame.sealed, receivedSecret(frame, accountKey, crypto), crypto);
    if (body !== undefined)
      return {
        ...verifyMessageBody(stripZeros(body), account.accountId, crypto),
        isForwardSecret: true,
        accountKey,
      };
  }
  const body = openSealed(frame.sealed, fallbackSecret({ shared, identity, ephemeral }), crypto);
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
    publicKeys: key.publicKeys,
  });
}

/** Combines both shared secrets as X-Wing does, and expands the result. */
function messageSecret(options: {
  readonly mlKemShared: Uint8Array;
  readonly x25519Shared: Uint8Array;
  readonly ephemeral: Uint8Array;
  readonly publicKeys: HybridPublicKeys;
}): KeyAndNonce {
  const { mlKemShared, x25519Shared, ephemeral, publicKeys } = options;
  const input = concatBytes(mlKemShared, x25519Shared, ephemeral, publicKeys.x25519, COMBINER_LABEL);
  const combined = sha3_256(input);
  const secret = shakeKeyAndNonce(EXPANSION_LABEL, combined);
  for (const used of [input, combined, mlKemShared, x25519Shared]) used.fill(0);
  return secret;
}
