import { hexDecode, hexEncode } from "@session/protocol/bytes";
import type { CryptoProvider } from "@session/protocol/crypto";
import {
  type Account,
  decodeRecoveryPhrase,
  deriveAccount,
  encodeRecoveryPhrase,
} from "@session/protocol/identity";
import type { Random } from "@session/protocol/ports";
import { clientError } from "../errors.ts";
import type { ClientStore } from "../store/port.ts";

const SEED_BYTES = 16;

/** A new account from 16 random bytes. Spec: docs/spec/accounts-and-messages.md section 1. */
export function createAccount(random: Random, options: { readonly crypto?: CryptoProvider } = {}): Account {
  return deriveAccount(random.secure(SEED_BYTES), options);
}

/**
 * The account behind 13 words. White space, capitals and letters after the third are forgiven.
 *
 * @throws SessionError too_few_words, too_many_words, checksum_word_missing, unknown_word (`meta.word`),
 *   phrase_not_decodable, checksum_mismatch
 */
export function restoreAccount(phrase: string, options: { readonly crypto?: CryptoProvider } = {}): Account {
  return deriveAccount(decodeRecoveryPhrase(phrase), options);
}

/** The 13 words that restore an account. @throws ClientError phrase_not_available for a full 32-byte seed */
export function recoveryPhraseOf(account: Account): string {
  const seed = account.ed25519Seed;
  if (seed.subarray(SEED_BYTES).some((byte) => byte !== 0))
    throw clientError("phrase_not_available", "the account has a 32-byte seed, which 13 words cannot hold");
  return encodeRecoveryPhrase(seed.subarray(0, SEED_BYTES));
}

/**
 * Writes the account's seed into its store, so that the next `createClient` needs no phrase. Whoever reads the store
 * then has the account: the file adapter keeps it from other users of the machine.
 */
export async function rememberAccount(store: ClientStore, account: Account): Promise<void> {
  await store.commit([
    { kind: "putValue", key: "account", value: { seedHex: hexEncode(account.ed25519Seed) } },
  ]);
}

/** The remembered account, or undefined. @throws ClientError store_invalid */
export async function rememberedAccount(
  store: ClientStore,
  options: { readonly crypto?: CryptoProvider } = {},
): Promise<Account | undefined> {
  const value = await store.value("account");
  if (value === undefined) return undefined;
  const seedHex =
    typeof value === "object" && value !== null && "seedHex" in value ? value.seedHex : undefined;
  if (typeof seedHex !== "string" || !/^[0-9a-f]{64}$/.test(seedHex))
    throw clientError("store_invalid", "account: expected a seed of 64 hex digits");
  return deriveAccount(hexDecode(seedHex), options);
}

/** Takes the seed out of the store again. */
export async function forgetAccount(store: ClientStore): Promise<void> {
  await store.commit([{ kind: "deleteValue", key: "account" }]);
}
