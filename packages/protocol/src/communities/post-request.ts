import { type JsonValue, jsonArray, jsonField, jsonObject } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { isPresent, type JsonFormat, jsonFields } from "./json-format.ts";
import { FILES_MAX } from "./limits.ts";
import { readSigned, readWhisper, signedFields, type Whisper, whisperFields } from "./post-fields.ts";
import type { SignedPost } from "./posts.ts";

/** Body of the requests that make a post or edit one. */
export interface PostRequest extends SignedPost {
  /** Numbers of the uploaded files that belong to the post from now on. */
  readonly files: readonly number[];
  /** Moderators only, and not in an edit. */
  readonly whisper?: Whisper;
}

/** Servers do not verify the signature. Spec: docs/spec/communities.md section 5. */
export const postRequest: JsonFormat<PostRequest> = {
  toJson: (request) => {
    // `whisper` itself is only told in answers.
    const { whisper: _, ...whisper } = whisperFields(request.whisper);
    return jsonFields({
      ...signedFields(request),
      ...whisper,
      files: request.files.length === 0 ? undefined : request.files.map(checkedFile),
    });
  },
  fromJson: (value, path = "post") => {
    const object = jsonObject(value, path);
    const whisper = readWhisper(object, path);
    return {
      ...readSigned(object, path),
      files: isPresent(object, "files") ? readFiles(jsonField(object, "files"), `${path}.files`) : [],
      ...(whisper && { whisper }),
    };
  },
};

function checkedFile(id: number): number {
  if (!Number.isSafeInteger(id) || id < 0) throw new RangeError(`files: expected file numbers, got ${id}`);
  return id;
}

function readFiles(value: JsonValue | undefined, path: string): readonly number[] {
  const list = jsonArray(value, path);
  if (list.length > FILES_MAX)
    throw new DecodeError("out_of_range", `expected at most ${FILES_MAX} files, got ${list.length}`, {
      path,
    });
  return list.map((entry, index) => {
    // compat: the reference server takes numbers as text, too
    const id = typeof entry === "string" && /^[0-9]{1,15}$/.test(entry) ? Number(entry) : entry;
    if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 0)
      throw new DecodeError("invalid_encoding", "expected a file number", { path: `${path}[${index}]` });
    return id;
  });
}
