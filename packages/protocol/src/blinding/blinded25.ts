import { concatBytes, utf8Encode } from "../bytes/index.ts";
import {
  type CryptoProvider,
  multiplyBase,
  multiplyPoint,
  multiplyScalars,
  nobleCrypto,
  positiveScalar,
  reduceScalar,
  secretBytes,
  x25519ToEd25519,
} from "../crypto/index.ts";
import {
  type Account,
  type AccountId,
  accountIdBytes,
  type BlindedId,
  blindedIdFromKey,
} from "../identity/index.ts";
import type { BlindedKeys } from "./keys.ts";

const NONCE_SEED_KEY = utf8Encode("SessCommBlind25_seed");

/**
 * k, the scalar this one account is multiplied by on a server: BLAKE2b-64 of 05, its X25519 key and the server's, mod L.
 *
 * @param serverPublicKey X25519, 32 bytes
 * @throws RangeError for another length
 */
export function blinding25Factor(
  accountId: AccountId,
  serverPublicKey: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): Uint8Array {
  if (serverPublicKey.length !== 32)
    throw new RangeError(`server public key: expected 32 bytes, got ${serverPublicKey.length}`);
  return reduceScalar(
    crypto.blake2b(concatBytes(accountIdBytes(accountId), serverPublicKey), { length: 64 }),
  );
}

/**
 * An account's own pseudonym on a server by the newer formula, k·|A|.
 *
 * @throws RangeError when the server's key is not 32 bytes
 * Spec: docs/spec/communities.md section 1. Vectors: vectors/communities-blinding.json, vectors/blinding.json.
 */
export function deriveBlinded25Keys(
  account: Pick<Account, "accountId" | "ed25519Seed" | "ed25519PublicKey" | "x25519Secret">,
  serverPublicKey: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): BlindedKeys {
  const own = positiveScalar({ scalar: account.x25519Secret, publicKey: account.ed25519PublicKey });
  const scalar = multiplyScalars(blinding25Factor(account.accountId, serverPublicKey, crypto), own);
  const publicKey = multiplyBase(scalar);
  return {
    id: blindedIdFromKey("25", publicKey),
    publicKey,
    scalar: secretBytes(scalar),
    nonceSecret: secretBytes(crypto.blake2b(account.ed25519Seed, { length: 32, key: NONCE_SEED_KEY })),
  };
}

/**
 * The pseudonym of any account on a server by the newer formula; the account ID determines it.
 *
 * @throws DecodeError invalid_encoding when no curve point of the main subgroup stands behind the account ID
 * @throws RangeError when the server's key is not 32 bytes
 * Spec: docs/spec/communities.md section 1. Vectors: vectors/communities-blinding.json, vectors/blinding.json.
 */
export function blinded25IdOf(
  accountId: AccountId,
  serverPublicKey: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): BlindedId {
  const point = x25519ToEd25519(accountIdBytes(accountId).subarray(1));
  return blindedIdFromKey("25", multiplyPoint(point, blinding25Factor(accountId, serverPublicKey, crypto)));
}
