export {
  ACCOUNT_RECORD_TTL_MS,
  type AccountRecord,
  accountRecord,
  openAccountRecord,
  signAccountRecord,
} from "./account-record.ts";
export {
  DEVICE_FORMAT,
  DEVICE_GROUP_TTL_MS,
  type DeviceGroupNotice,
  openDeviceGroup,
  readDeviceGroupNotice,
  sealDeviceGroup,
} from "./device-group.ts";
export { deviceGroupCreatedMs, newDeviceGroupId } from "./device-group-id.ts";
export { type DeviceGroupMessage, deviceGroupMessage } from "./device-group-message.ts";
export { type DeviceId, deviceIdBytes, deviceIdFromBytes } from "./device-id.ts";
export { deviceMessageKind } from "./device-message.ts";
export { type DevicePayload, devicePayload } from "./device-payload.ts";
export {
  DEVICE_DESCRIPTION_BYTES_MAX,
  type DeviceEntry,
  type DeviceRecord,
  type Devices,
  type DeviceTombstone,
  mergeDevices,
} from "./device-record.ts";
export type { DeviceSlot } from "./device-slots.ts";
export {
  deriveAccountKeys,
  deriveDeviceKeys,
  type HybridKeys,
  type HybridPublicKeys,
} from "./hybrid-keys.ts";
export {
  LINK_REQUEST_TTL_MS,
  type LinkMessage,
  type LinkRequest,
  linkMessage,
  linkRequest,
  openLinkRequest,
  sealLinkRequest,
} from "./link.ts";
export {
  LINK_EMOJI,
  LINK_EMOJI_ALL,
  LINK_EMOJI_SHOWN,
  type LinkEmoji,
  linkEmoji,
  linkEmojiIndices,
} from "./link-emoji.ts";
export { type OpenedMessage, openMessage, sealFallbackMessage, sealMessage } from "./message.ts";
export {
  type MessageBody,
  type MessageProSignature,
  messageBody,
  type VerifiedBody,
} from "./message-body.ts";
export { isProtocolV2, MESSAGE_BYTES_MIN, type MessageFrame, messageFrame } from "./message-frame.ts";
export {
  type ContactKeyState,
  chooseProtocol,
  isFetchDue,
  noteNoRecord,
  noteRecord,
  type ProtocolChoice,
  type RecordFreshness,
  recordFreshness,
  type SeenRecord,
} from "./record-cache.ts";
export {
  ACCOUNT_KEY_RETENTION_MS,
  type AccountKeySeed,
  currentAccountKey,
  expireAccountKeys,
  mergeAccountKeys,
  rotateAccountKeys,
  rotationTimeMs,
} from "./rotation.ts";
