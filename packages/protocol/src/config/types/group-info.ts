import type { ConfigDict, ConfigDraft } from "../tree.ts";
import { type Fields, readFields, writeFields } from "./field.ts";
import { flag, type ProfilePicture, picture, positive, seconds, text } from "./fields.ts";

/** What a group says of itself. Texts are empty and numbers 0 where nothing is set. */
export interface GroupInfo {
  /** At most 100 bytes; a longer one is cut. */
  readonly name: string;
  /** At most 600 bytes; a longer one is cut when written, though older ones had up to 2000. */
  readonly description: string;
  readonly picture: ProfilePicture | undefined;
  readonly createdAtSeconds: number;
  /** Messages disappear so long after they were sent; 0 keeps them. */
  readonly expirySeconds: number;
  /** Messages sent before this time are to be deleted. */
  readonly deleteBeforeSeconds: number;
  /** Attachments of messages sent before this time are to be deleted. */
  readonly deleteAttachmentsBeforeSeconds: number;
  readonly isDestroyed: boolean;
}

const DESCRIPTION_BYTES_MAX = 600;

const FIELDS: Fields<GroupInfo> = {
  name: text("n"),
  description: text("o", DESCRIPTION_BYTES_MAX),
  picture: picture("p", "q"),
  createdAtSeconds: seconds("c"),
  expirySeconds: positive("E"),
  deleteBeforeSeconds: seconds("d"),
  deleteAttachmentsBeforeSeconds: seconds("D"),
  isDestroyed: flag("!"),
};

/**
 * The data of a GroupInfo config; any tree reads as some info.
 *
 * Spec: docs/spec/groups.md section 2. Vectors: vectors/groups-configs.json.
 */
export function readGroupInfo(data: ConfigDict): GroupInfo {
  return readFields(FIELDS, data);
}

/**
 * Writes the given properties.
 *
 * @throws RangeError for numbers that are no safe integers
 * Spec: docs/spec/groups.md section 2. Vectors: vectors/groups-configs.json.
 */
export function setGroupInfo(draft: ConfigDraft, patch: Partial<GroupInfo>): void {
  writeFields(FIELDS, draft, patch);
}
