import { concatBytes, hexEncode } from "../bytes/index.ts";
import {
  type CryptoProvider,
  ed25519SeedToX25519,
  nobleCrypto,
  type SecretBytes,
  secretBytes,
} from "../crypto/index.ts";
import { type AccountId, parseAccountId } from "./account-id.ts";

/** One account with all its keys. The secrets print as `[secret]`. */
export interface Account {
  readonly accountId: AccountId;
  /** 32 bytes; signs requests and messages. */
  readonly ed25519Seed: SecretBytes;
  readonly ed25519PublicKey: Uint8Array;
  /** 32 bytes, clamped; opens messages. */
  readonly x25519Secret: SecretBytes;
  readonly x25519PublicKey: Uint8Array;
}

/**
 * Keys and ID of the account behind a seed.
 *
 * @param seed 16 bytes as every ordinary account has, or the full 32 of an account from elsewhere
 * @throws RangeError for any other length
 * Spec: docs/spec/accounts-and-messages.md section 1. Vectors: vectors/account.json.
 */
export function deriveAccount(seed: Uint8Array, options: { readonly crypto?: CryptoProvider } = {}): Account {
  if (seed.length !== 16 && seed.length !== 32)
    throw new RangeError(`account seed: expected 16 or 32 bytes, got ${seed.length}`);
  const crypto = options.crypto ?? nobleCrypto;
  const ed25519Seed = concatBytes(seed, new Uint8Array(32 - seed.length));
  const x25519Secret = ed25519SeedToX25519(ed25519Seed, crypto);
  const x25519PublicKey = crypto.x25519PublicKey(x25519Secret);
  return {
    accountId: parseAccountId(`05${hexEncode(x25519PublicKey)}`),
    ed25519Seed: secretBytes(ed25519Seed),
    ed25519PublicKey: crypto.ed25519PublicKey(ed25519Seed),
    x25519Secret: secretBytes(x25519Secret),
    x25519PublicKey,
  };
}
