import { sha3_256 } from "@noble/hashes/sha3.js";
import { concatBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { type Account, type AccountId, accountIdBytes } from "../identity/index.ts";
import type { Random } from "../ports/index.ts";
import { type KeyAndNonce, shakeKeyAndNonce } from "./derive.ts";
import { ML_KEM_CIPHERTEXT_BYTES } from "./hybrid-keys.ts";
import { KEY_INDICATOR_BYTES } from "./key-indicator.ts";
import { signMessageBody } from "./message-body.ts";
import { sealFrame } from "./message-frame.ts";
import { storable } from "./stored-size.ts";

const COMBINER_LABEL = utf8Encode("SessionV2NonPFS");
const EXPANSION_LABEL = "SessionV2NonPFSSS";

/**
 * A message for a contact without account keys: it looks like every V2 message but is sealed to the identity key, so
 * whoever learns the recovery phrase reads it. Upstream sends V1 instead as long as old clients are around.
 *
 * @param options.random gives the ephemeral secret (32), then a key indicator (2) and a ciphertext (1088) of noise
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

/** Key and nonce from the X25519 secret that the ephemeral key shares with the recipient's identity key. */
export function fallbackSecret(options: {
  readonly shared: Uint8Array;
  readonly identity: Uint8Array;
  readonly ephemeral: Uint8Array;
}): KeyAndNonce {
  const { shared, identity, ephemeral } = options;
  return shakeKeyAndNonce(
    EXPANSION_LABEL,
    sha3_256(concatBytes(shared, identity, ephemeral, COMBINER_LABEL)),
  );
}
