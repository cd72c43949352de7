export { type Account, deriveAccount } from "./account.ts";
export {
  type AccountId,
  accountIdBytes,
  accountIdFromBytes,
  accountIdFromEd25519,
  type MailboxId,
  parseAccountId,
  parseMailboxId,
} from "./account-id.ts";
export { type Ed25519PublicKey, ed25519PublicKey, type X25519PublicKey, x25519PublicKey } from "./keys.ts";
export { onsNameHash, openOnsAnswer } from "./ons.ts";
export {
  type BlindedId,
  type BlindedIdKind,
  blindedIdFromKey,
  blindedIdKey,
  blindedIdKind,
  type GroupId,
  groupIdFromKey,
  groupIdKey,
  type IdKind,
  idKind,
  type PseudonymId,
  parseBlindedId,
  parseGroupId,
  parsePseudonymId,
  parseUnblindedId,
  pseudonymIdFromKey,
  type UnblindedId,
  unblindedIdFromKey,
} from "./prefixed-id.ts";
export { decodeRecoveryPhrase, encodeRecoveryPhrase } from "./recovery-phrase.ts";
export { parseSnodeHost, snodeHost } from "./snode-host.ts";
export { ENGLISH } from "./word-lists/english.ts";
export type { WordList } from "./word-lists/word-list.ts";
