import { base64Encode } from "../bytes/index.ts";
import { type JsonObject, type JsonValue, jsonArray, jsonField, jsonObject } from "../codec/index.ts";
import {
  checkedFormat,
  isPresent,
  type JsonFormat,
  jsonBase64,
  jsonFields,
  jsonFlag,
} from "../codec/json-format.ts";
import { DecodeError } from "../errors.ts";
import type { SignedPost } from "./posts.ts";
import { type CommunityUserId, userId } from "./user-id.ts";

/** Padded data of a post, sealed data of a direct message. */
export const POST_BYTES_MAX = 1_000_000;
const FILES_MAX = 100;
const SIGNATURE_BYTES = 64;

/** Who may see a post that is not for everyone. */
export interface Whisper {
  readonly recipient?: CommunityUserId;
  readonly isForModerators: boolean;
}

/** Body of the requests that make a post or edit one. */
export interface PostRequest extends SignedPost {
  /** Numbers of the uploaded files that belong to the post from now on. */
  readonly files: readonly number[];
  /** Moderators only, and not in an edit. */
  readonly whisper?: Whisper;
}

/** Servers do not verify the signature. Spec: docs/spec/communities.md section 5. */
export const postRequest: JsonFormat<PostRequest> = checkedFormat({
  toJson: (request) => {
    // `whisper` itself is only told in answers.
    const { whisper: _, ...whisper } = whisperFields(request.whisper);
    return jsonFields({
      ...signedFields(request),
      ...whisper,
      files: request.files.length === 0 ? undefined : request.files,
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
});

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

/** @throws DecodeError invalid_encoding */
export function readWhisper(object: JsonObject, path: string): Whisper | undefined {
  const hasRecipient = isPresent(object, "whisper_to");
  const isForModerators = jsonFlag(object, "whisper_mods", `${path}.whisper_mods`);
  if (!hasRecipient && !isForModerators) return undefined;
  return {
    ...(hasRecipient && {
      recipient: userId.fromJson(jsonField(object, "whisper_to"), `${path}.whisper_to`),
    }),
    isForModerators,
  };
}

/** @throws RangeError for a whisper that is for nobody */
export function whisperFields(whisper: Whisper | undefined): Readonly<Record<string, JsonValue | undefined>> {
  if (whisper === undefined) return {};
  if (whisper.recipient === undefined && !whisper.isForModerators)
    throw new RangeError("whisper: expected a recipient or the moderators");
  return { whisper: true, whisper_mods: whisper.isForModerators, whisper_to: whisper.recipient };
}

/** Data and signature as text; the format they are part of checks their lengths. */
export function signedFields({ data, signature }: SignedPost): {
  readonly data: string;
  readonly signature: string;
} {
  return { data: base64Encode(data), signature: base64Encode(signature) };
}

/** @throws DecodeError */
export function readSigned(object: JsonObject, path: string): SignedPost {
  const data = jsonBase64(object, "data", { bytesMax: POST_BYTES_MAX, path: `${path}.data` });
  const signaturePath = `${path}.signature`;
  const signature = jsonBase64(object, "signature", { bytesMax: SIGNATURE_BYTES, path: signaturePath });
  if (signature.length !== SIGNATURE_BYTES)
    throw new DecodeError("invalid_length", `expected ${SIGNATURE_BYTES} bytes, got ${signature.length}`, {
      path: signaturePath,
    });
  return { data, signature };
}
