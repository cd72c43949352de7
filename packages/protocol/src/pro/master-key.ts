import { concatBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, type SecretBytes, secretBytes } from "../crypto/index.ts";
import type { Random } from "../ports/index.ts";
import { wholeNumber } from "./fields.ts";

const MASTER_SEED_KEY = utf8Encode("SessionProRandom");
const ROTATING_SEED_PERSONALIZATION = utf8Encode("ProRotatingSeed_");

/** How long one rotating key is used before all devices turn to the next. */
export const PRO_ROTATION_PERIOD_SECONDS: number = 7 * 24 * 60 * 60;

/** An Ed25519 key pair of Session Pro. */
export interface ProKey {
  readonly ed25519Seed: SecretBytes;
  readonly ed25519PublicKey: Uint8Array;
}

/**
 * Key that stands for an account towards the Pro backend, and is shown to nobody else.
 *
 * @param accountSeed the account's Ed25519 seed, 32 bytes
 * @throws RangeError for another length
 * Spec: docs/spec/accounts-and-messages.md section 16. Vectors: vectors/pro.json (master_keys).
 */
export function deriveProMasterKey(accountSeed: Uint8Array, crypto: CryptoProvider = nobleCrypto): ProKey {
  checkSeed(accountSeed);
  return keyOf(crypto.blake2b(accountSeed, { length: 32, key: MASTER_SEED_KEY }), crypto);
}

/**
 * Start of the rotation period that a time falls into, in seconds since 1970.
 *
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export function proRotationStartSeconds(nowMs: number): number {
  const periodMs = PRO_ROTATION_PERIOD_SECONDS * 1000;
  return Math.floor(nowMs / periodMs) * PRO_ROTATION_PERIOD_SECONDS;
}

/**
 * Key that peers see in a proof and that signs messages; all devices of an account derive the same one.
 *
 * @param options.masterSeed seed of the master key, 32 bytes
 * @param options.periodStartSeconds what {@link proRotationStartSeconds} gives
 * @throws RangeError for a seed of another length or a time that is no whole number from 0
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export function deriveProRotatingKey(options: {
  readonly masterSeed: Uint8Array;
  readonly periodStartSeconds: number;
  readonly crypto?: CryptoProvider;
}): ProKey {
  const { masterSeed, periodStartSeconds, crypto = nobleCrypto } = options;
  checkSeed(masterSeed);
  const period = String(wholeNumber(periodStartSeconds, "periodStartSeconds"));
  const input = concatBytes(masterSeed, utf8Encode(period));
  const seed = crypto.blake2b(input, { length: 32, personalization: ROTATING_SEED_PERSONALIZATION });
  return keyOf(seed, crypto);
}

/**
 * Rotating key as the April 2026 clients make it: random, then shared in the UserProfile config.
 *
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export function randomProRotatingKey(
  random: Pick<Random, "secure">,
  crypto: CryptoProvider = nobleCrypto,
): ProKey {
  return keyOf(random.secure(32), crypto);
}

function keyOf(seed: Uint8Array, crypto: CryptoProvider): ProKey {
  return { ed25519Seed: secretBytes(seed), ed25519PublicKey: crypto.ed25519PublicKey(seed) };
}

function checkSeed(seed: Uint8Array): void {
  if (seed.length !== 32) throw new RangeError(`Ed25519 seed: expected 32 bytes, got ${seed.length}`);
}
