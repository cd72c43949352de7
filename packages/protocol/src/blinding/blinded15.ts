import {
  type CryptoProvider,
  clearSign,
  multiplyBase,
  multiplyPoint,
  multiplyScalars,
  nobleCrypto,
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
  blindedIdKey,
} from "../identity/index.ts";
import type { BlindedKeys } from "./keys.ts";

const SIGN_BIT = 0x80;

/**
 * k, the scalar all accounts are multiplied by on a server: BLAKE2b-64 of its key, mod L.
 *
 * @param serverPublicKey X25519, 32 bytes
 * @throws RangeError for another length
 */
export function blinding15Factor(
  serverPublicKey: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): Uint8Array {
  if (serverPublicKey.length !== 32)
    throw new RangeError(`server public key: expected 32 bytes, got ${serverPublicKey.length}`);
  return reduceScalar(crypto.blake2b(serverPublicKey, { length: 64 }));
}

/**
 * An account's own pseudonym on a server by the older formula, k·A.
 *
 * Its signatures take their nonces from the 32-byte seed, as desktop clients do; libsession hashes seed and public key
 * instead, which verifies alike.
 * @throws RangeError when the server's key is not 32 bytes
 * Spec: docs/spec/communities.md section 1. Vectors: vectors/communities-blinding.json, vectors/blinding.json.
 */
export function deriveBlinded15Keys(
  account: Pick<Account, "ed25519Seed" | "x25519Secret">,
  serverPublicKey: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): BlindedKeys {
  const scalar = multiplyScalars(blinding15Factor(serverPublicKey, crypto), account.x25519Secret);
  const publicKey = multiplyBase(scalar);
  return {
    id: blindedIdFromKey("15", publicKey),
    publicKey,
    scalar: secretBytes(scalar),
    nonceSecret: secretBytes(crypto.sha512(account.ed25519Seed).subarray(32)),
  };
}

/**
 * The two pseudonyms an account may have on a server, as far as its account ID tells: k·|A|, then the same with the
 * other sign. The account itself knows which one is its own.
 *
 * @throws DecodeError invalid_encoding when no curve point of the main subgroup stands behind the account ID
 * @throws RangeError when the server's key is not 32 bytes
 * Spec: docs/spec/communities.md section 1. Vectors: vectors/communities-blinding.json, vectors/blinding.json.
 */
export function blinded15Candidates(
  accountId: AccountId,
  serverPublicKey: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): readonly [BlindedId, BlindedId] {
  const factor = blinding15Factor(serverPublicKey, crypto);
  const point = multiplyPoint(x25519ToEd25519(accountIdBytes(accountId).subarray(1)), factor);
  const other = Uint8Array.from(point);
  other[31] = (other[31] ?? 0) ^ SIGN_BIT;
  return [blindedIdFromKey("15", point), blindedIdFromKey("15", other)];
}

/**
 * The form in which both candidates of an account are the same text: a 15 ID without its sign, any other as it is.
 * For comparing and for tables; it need not be anybody's ID.
 */
export function absoluteBlindedId(id: BlindedId): BlindedId {
  return id.startsWith("15") ? blindedIdFromKey("15", clearSign(blindedIdKey(id))) : id;
}
