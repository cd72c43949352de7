export {
  type AttachmentPurpose,
  DETERMINISTIC_KEY_BYTES,
  deterministicBodyBytes,
  deterministicPaddingBytes,
  openDeterministicAttachment,
  type SealedDeterministicAttachment,
  sealDeterministicAttachment,
} from "./deterministic.ts";
export {
  deprecatedFileId,
  type FileId,
  fileIdOf,
  fileMailbox,
  type HashFileId,
  isHashFileId,
  type NumericFileId,
  parseFileId,
} from "./file-id.ts";
export {
  FILE_STATUS,
  FILE_TTL_DEFAULT_MS,
  FILE_TTL_MAX_MS,
  type FileCall,
  type FileOutcome,
  fileCallRequest,
  fileExpiryMs,
  fileOutcome,
  parseFileCall,
} from "./file-server.ts";
export { type FileInfo, fileInfo, type UploadedFile, uploadedFile } from "./file-server-answers.ts";
export {
  deriveFileServerKey,
  type FileServerKey,
  releaseVersionRequest,
  signedFileServerRequest,
} from "./file-server-auth.ts";
export {
  LEGACY_KEY_BYTES,
  legacyPaddedBytes,
  openLegacyAttachment,
  type SealedLegacyAttachment,
  sealLegacyAttachment,
} from "./legacy.ts";
export { DETERMINISTIC_FILE_BYTES_MAX, FILE_BODY_BYTES_MAX, LEGACY_FILE_BYTES_MAX } from "./limits.ts";
export { openAttachment } from "./open-attachment.ts";
export {
  buildPointerUrl,
  hasDeterministicFlag,
  POINTER_URL_LENGTH_MAX,
  type PointerUrl,
  parsePointerUrl,
} from "./pointer-url.ts";
export { openProfilePicture, sealLegacyProfilePicture } from "./profile-picture.ts";
