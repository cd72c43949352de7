import type { ConfigDict, ConfigDraft } from "../tree.ts";
import { type Fields, readFields, writeFields } from "./field.ts";
import {
  bitset,
  nonZero,
  optionalFlag,
  type ProfilePicture,
  picture,
  positive,
  seconds,
  text,
} from "./fields.ts";

/** What others see of the profile, apart from the picture. */
export interface UserProfileDetails {
  readonly displayName: string;
  /** Whether people met in communities may ask for a conversation; undefined until the user chose. */
  readonly allowsCommunityRequests: boolean | undefined;
  /** Bitset of paid features on show. */
  readonly profileFeatures: bigint;
}

/** The account's own profile and its note-to-self. Texts are empty and numbers 0 where nothing is set. */
export interface UserProfile extends UserProfileDetails {
  readonly picture: ProfilePicture | undefined;
  /** The same picture uploaded anew, since file servers forget. */
  readonly reuploadedPicture: ProfilePicture | undefined;
  readonly updatedSeconds: number;
  readonly reuploadUpdatedSeconds: number;
  /** -1 hidden, 0 normal, above: pinned, the highest first. */
  readonly noteToSelfPriority: number;
  /** Messages to oneself disappear so long after they were sent; 0 keeps them. */
  readonly noteToSelfExpirySeconds: number;
}

const DETAILS: Fields<UserProfileDetails> = {
  displayName: text("n"),
  allowsCommunityRequests: optionalFlag("M"),
  profileFeatures: bitset("f"),
};

const FIELDS: Fields<UserProfile> = {
  ...DETAILS,
  picture: picture("p", "q"),
  reuploadedPicture: picture("P", "Q"),
  updatedSeconds: seconds("t"),
  reuploadUpdatedSeconds: seconds("T"),
  noteToSelfPriority: nonZero("+"),
  noteToSelfExpirySeconds: positive("e"),
};

/**
 * The profile in the data of a UserProfile config; any tree reads as some profile.
 *
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-types.json.
 */
export function readUserProfile(data: ConfigDict): UserProfile {
  return readFields(FIELDS, data);
}

/**
 * Writes the given properties as they are, without a stamp: for the note-to-self and for data that has its times.
 *
 * @throws RangeError for numbers that are no safe integers, or a bitset of more than 64 bits
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-types.json, vectors/config-sync-scenarios.json.
 */
export function setUserProfile(draft: ConfigDraft, patch: Partial<UserProfile>): void {
  writeFields(FIELDS, draft, patch);
}

/** The picture to show and to send: the re-uploaded one when it is the newer. */
export function effectivePicture(profile: UserProfile): ProfilePicture | undefined {
  return profile.reuploadUpdatedSeconds > profile.updatedSeconds
    ? profile.reuploadedPicture
    : profile.picture;
}

/** The time of the last change, as messages carry it with the profile; 0 when unknown. */
export function lastProfileUpdateSeconds(profile: UserProfile): number {
  return Math.max(profile.updatedSeconds, profile.reuploadUpdatedSeconds);
}

/**
 * Changes what others see and stamps the change. A change of nothing leaves no stamp.
 *
 * The stamp goes to the larger of the two times, so that the effective picture stays the same.
 * Spec: docs/spec/config-messages.md section 8.
 */
export function editUserProfile(
  draft: ConfigDraft,
  patch: Partial<UserProfileDetails>,
  nowSeconds: number,
): void {
  const { updatedSeconds, reuploadUpdatedSeconds } = readUserProfile(draft);
  if (!writeFields(DETAILS, draft, patch)) return;
  if (reuploadUpdatedSeconds > updatedSeconds) setUserProfile(draft, { reuploadUpdatedSeconds: nowSeconds });
  else setUserProfile(draft, { updatedSeconds: nowSeconds });
}

/**
 * Sets or removes the picture and stamps the change; a removal takes the re-uploaded picture along, with its stamp.
 *
 * Spec: docs/spec/config-messages.md section 8.
 */
export function setProfilePicture(
  draft: ConfigDraft,
  newPicture: ProfilePicture | undefined,
  nowSeconds: number,
): void {
  if (newPicture === undefined) setReuploadedPicture(draft, undefined, nowSeconds);
  if (writeFields<UserProfile>(FIELDS, draft, { picture: newPicture }))
    setUserProfile(draft, { updatedSeconds: nowSeconds });
}

/**
 * Records where the same picture was uploaded anew, and stamps that.
 *
 * Spec: docs/spec/config-messages.md section 8.
 */
export function setReuploadedPicture(
  draft: ConfigDraft,
  newPicture: ProfilePicture | undefined,
  nowSeconds: number,
): void {
  if (writeFields<UserProfile>(FIELDS, draft, { reuploadedPicture: newPicture }))
    setUserProfile(draft, { reuploadUpdatedSeconds: nowSeconds });
}
