export {
  type CommunityBaseUrl,
  type CommunityRoom,
  type CommunityUrl,
  formatCommunityUrl,
  parseCommunityBaseUrl,
  parseCommunityUrl,
  parseRoomToken,
  type RoomToken,
} from "./community-url.ts";
export { type ConfigContext, isReadOnly, userConfigContext } from "./context.ts";
export type { ConfigDiff, DiffEntry, SetDiff } from "./diff.ts";
export { dumpConfig, loadConfig } from "./dump.ts";
export { CONFIG_KINDS, type ConfigKind, type ConfigName } from "./kinds.ts";
export type { ConfigMessage, LaggedDiff, PendingMessage } from "./message.ts";
export type { PartialSet, PartialSets, ReceivedPart } from "./multipart.ts";
export type { StoredConfigItem } from "./receive.ts";
export {
  activeHashes,
  type ConfigBookkeeping,
  type ConfigMerge,
  type ConfigPush,
  type ConfigState,
  configData,
  configSeqno,
  confirmPushed,
  type EditedConfig,
  editConfig,
  emptyConfig,
  markConfigDirty,
  mergeConfig,
  needsPush,
  pushConfig,
  type SettledConfig,
  withConfigExtra,
} from "./state.ts";
export type { ConfigDict, ConfigDraft, ConfigScalar, ConfigSet, ConfigValue } from "./tree.ts";
export {
  type BlindedContact,
  type BlindedContactKey,
  type Contact,
  type ContactProfile,
  type ContactProperties,
  eraseBlindedContact,
  eraseContact,
  listBlindedContacts,
  listContacts,
  readBlindedContact,
  readContact,
  setBlindedContact,
  setContact,
} from "./types/contacts.ts";
export {
  type AccountKey as AccountConversationKey,
  type BlindedKey as BlindedConversationKey,
  CONVERSATION_AGE_MAX_MS,
  type CommunityKey as CommunityConversationKey,
  type Conversation,
  type ConversationKey,
  type ConversationPatch,
  eraseConversation,
  type GroupKey as GroupConversationKey,
  isConversationAged,
  type LegacyGroupKey as LegacyGroupConversationKey,
  listConversations,
  type ProMark,
  type ProState as ConversationPro,
  type ReadState,
  readConversation,
  removeAgedConversations,
  type Server as ConversationServer,
  setConversation,
} from "./types/convo-info-volatile.ts";
export {
  type ExpirySetting,
  NAME_BYTES_MAX,
  type NotificationMode,
  type ProfilePicture,
} from "./types/fields.ts";
export { type GroupInfo, readGroupInfo, setGroupInfo } from "./types/group-info.ts";
export {
  eraseGroupMember,
  type GroupMember,
  type GroupMemberProperties,
  type GroupMemberStatus,
  type GroupOfferStatus,
  groupMemberStatus,
  listGroupMembers,
  readGroupMember,
  setGroupMember,
} from "./types/group-members.ts";
export { eraseLegacyGroup, type LegacyGroup, listLegacyGroups } from "./types/legacy-groups.ts";
export type { Membership } from "./types/membership.ts";
export {
  type CommunityRoomKey,
  eraseUserCommunity,
  listUserCommunities,
  readUserCommunity,
  setUserCommunity,
  type UserCommunity,
} from "./types/user-communities.ts";
export {
  eraseUserGroup,
  type GroupCredentials,
  listUserGroups,
  readUserGroup,
  setUserGroup,
  type UserGroup,
  type UserGroupDetails,
  type UserGroupProperties,
} from "./types/user-groups.ts";
export {
  editUserProfile,
  effectivePicture,
  lastProfileUpdateSeconds,
  readUserProfile,
  setProfilePicture,
  setReuploadedPicture,
  setUserProfile,
  type UserProfile,
  type UserProfileDetails,
} from "./types/user-profile.ts";
