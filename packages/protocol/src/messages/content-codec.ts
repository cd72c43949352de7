import type { Codec } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import type * as generated from "../protobuf/gen/session_pb.js";
import { messageCodec } from "../protobuf/message-codec.ts";
import type { Content, DataMessage, Envelope, WebSocketMessage } from "./content.ts";
import { CONTENT_BYTES_MAX, WRAPPER_BYTES_MAX } from "./limits.ts";

/** More attachments than this make a message unreadable. */
export const ATTACHMENTS_MAX = 32;
/** Value of `DataMessage.flags`: the message only announces a new disappearing setting. */
export const EXPIRATION_TIMER_UPDATE = 2;

const contentMessage = messageCodec<Content, generated.Content>("Content", { bytesMax: CONTENT_BYTES_MAX });

/**
 * Open wrapper around an encrypted (1:1) or plain (group) content.
 *
 * Spec: docs/spec/session.proto; accounts-and-messages.md section 4. Vectors: vectors/session-protocol.json.
 */
export const envelope: Codec<Envelope> = messageCodec<Envelope, generated.Envelope>("Envelope", {
  bytesMax: WRAPPER_BYTES_MAX,
});

/**
 * Outermost layer of every message in namespace 0.
 *
 * Spec: docs/spec/session.proto; accounts-and-messages.md section 4. Vectors: vectors/session-protocol.json.
 */
export const webSocketMessage: Codec<WebSocketMessage> = messageCodec<
  WebSocketMessage,
  generated.WebSocketMessage
>("WebSocketMessage", { bytesMax: WRAPPER_BYTES_MAX });

/**
 * Writes a content, not padded, with the unknown fields it was read with.
 *
 * @throws RangeError for a content that readers would refuse
 * Spec: docs/spec/session.proto. Vectors: vectors/session-protocol.json.
 */
export function encodeContent(content: Content): Uint8Array {
  const problem = content.dataMessage && dataMessageProblem(content.dataMessage);
  if (problem) throw new RangeError(`${problem.path}: ${problem.message}`);
  return contentMessage.encode(content);
}

/**
 * Reads an unpadded content: required fields present, flags known, at most 32 attachments.
 *
 * @throws DecodeError invalid_encoding, invalid_length, missing_field, out_of_range
 * Spec: docs/spec/session.proto; accounts-and-messages.md section 7. Vectors: vectors/session-protocol.json.
 */
export function decodeContent(bytes: Uint8Array): Content {
  const content = contentMessage.decode(bytes);
  const problem = content.dataMessage && dataMessageProblem(content.dataMessage);
  if (problem) throw new DecodeError("out_of_range", problem.message, { path: problem.path });
  return content;
}

function dataMessageProblem({
  flags = 0,
  attachments = [],
}: DataMessage): { readonly path: string; readonly message: string } | undefined {
  if (flags !== 0 && flags !== EXPIRATION_TIMER_UPDATE)
    return { path: "Content.dataMessage.flags", message: `expected 0 or 2, got ${flags}` };
  if (attachments.length > ATTACHMENTS_MAX)
    return {
      path: "Content.dataMessage.attachments",
      message: `expected at most ${ATTACHMENTS_MAX}, got ${attachments.length}`,
    };
  return undefined;
}
