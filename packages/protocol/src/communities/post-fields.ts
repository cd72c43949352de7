import { base64Encode } from "../bytes/index.ts";
import { type JsonObject, type JsonValue, jsonString } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { isPresent, jsonBase64, jsonFlag } from "./json-format.ts";
import { POST_BYTES_MAX } from "./limits.ts";
import type { SignedPost } from "./posts.ts";
import { type CommunityUserId, parseCommunityUserId } from "./user-id.ts";

// What a post has in common in the request that makes it and in the answers that show it.

const SIGNATURE_BYTES = 64;

/** Who may see a post that is not for everyone. */
export interface Whisper {
  readonly recipient?: CommunityUserId;
  readonly isForModerators: boolean;
}

/** @throws DecodeError invalid_encoding */
export function readWhisper(object: JsonObject, path: string): Whisper | undefined {
  const hasRecipient = isPresent(object, "whisper_to");
  const isForModerators = jsonFlag(object, "whisper_mods", `${path}.whisper_mods`);
  if (!hasRecipient && !isForModerators) return undefined;
  const recipientPath = `${path}.whisper_to`;
  return {
    ...(hasRecipient && {
      recipient: parseCommunityUserId(jsonString(object, "whisper_to", recipientPath), recipientPath),
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

/** @throws RangeError for a signature that is not 64 bytes or data that readers would refuse */
export function signedFields({ data, signature }: SignedPost): {
  readonly data: string;
  readonly signature: string;
} {
  if (signature.length !== SIGNATURE_BYTES)
    throw new RangeError(`signature: expected ${SIGNATURE_BYTES} bytes, got ${signature.length}`);
  if (data.length > POST_BYTES_MAX)
    throw new RangeError(`data: expected at most ${POST_BYTES_MAX} bytes, got ${data.length}`);
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
