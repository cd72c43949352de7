export { type AdminStatement, signAdminStatement, statementText, verifyAdminStatement } from "./control.ts";
export { deriveGroup, type Group, type GroupReader, groupX25519PublicKey } from "./group.ts";
export {
  GROUP_DATA_BYTES_MAX,
  type OpenedForGroup,
  openForGroup,
  type SignedGroupData,
  sealForGroup,
  signedGroupData,
} from "./group-box.ts";
export { type GroupDump, groupDump } from "./group-dump.ts";
export { type GroupMessage, openGroupMessage, sealGroupMessage, wrapGroupContent } from "./group-message.ts";
export { type GroupInvite, openInvite, openPromotion } from "./invite.ts";
export { groupKeysDump } from "./keys-dump.ts";
export type { GroupKey } from "./keys-list.ts";
export { type LoadedKeys, loadKeysMessage, type StoredKeysMessage } from "./keys-load.ts";
export {
  type FullKeysMessage,
  type KeysMessage,
  keysMessage,
  MEMBER_ENTRIES_MULTIPLE,
  type SupplementalKeysMessage,
  signedKeysBytes,
} from "./keys-message.ts";
export {
  activeKeyHashes,
  type GenerationHashes,
  type GroupKeys,
  groupKeyList,
  KEY_EXPIRY_MS,
  NO_GROUP_KEYS,
  needsRekey,
  newestGeneration,
  type PendingKey,
} from "./keys-state.ts";
export {
  type KickedNotice,
  type MultiEncrypted,
  multiEncrypted,
  openKickedNotice,
  sealKickedNotice,
} from "./kicked.ts";
export { openAmong, sealForEach, type X25519Pair } from "./multi-encrypt.ts";
export { rekeyGroup, supplementKeys } from "./rekey.ts";
export {
  AUTH_DATA_BYTES,
  type Grant,
  MEMBER_PERMISSIONS,
  makeAuthData,
  memberToken,
  openAuthData,
  type Subaccount,
  signAsMember,
  signMemberRequest,
} from "./subaccount.ts";
