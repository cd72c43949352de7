import { base64Encode } from "../bytes/index.ts";
import { type JsonObject, jsonInteger, jsonObject, jsonString } from "../codec/index.ts";
import {
  checkedFormat,
  isPresent,
  type JsonFormat,
  jsonBase64,
  jsonFields,
  jsonListOf,
  jsonSeconds,
} from "../codec/json-format.ts";
import { type BlindedId, parseBlindedId } from "../identity/index.ts";
import { MESSAGES_MAX } from "./message.ts";
import { POST_BYTES_MAX } from "./post-request.ts";

/** A direct message as inbox and outbox list it. */
export interface InboxItem {
  readonly id: number;
  readonly postedSeconds: number;
  readonly expiresSeconds: number;
  readonly sender: BlindedId;
  readonly recipient: BlindedId;
  /** What `openInboxMessage` and `openOutboxMessage` take; absent in the answer to the request that sent it. */
  readonly data?: Uint8Array;
}

/** Spec: docs/spec/communities.md sections 4 and 6. */
export const inboxItem: JsonFormat<InboxItem> = checkedFormat({
  toJson: (item) =>
    jsonFields({
      id: item.id,
      posted_at: item.postedSeconds,
      expires_at: item.expiresSeconds,
      sender: item.sender,
      recipient: item.recipient,
      message: item.data && base64Encode(item.data),
    }),
  fromJson: (value, path = "inbox") => {
    const object = jsonObject(value, path);
    return {
      id: jsonInteger(object, "id", { min: 0, path: `${path}.id` }),
      postedSeconds: jsonSeconds(object, "posted_at", `${path}.posted_at`),
      expiresSeconds: jsonSeconds(object, "expires_at", `${path}.expires_at`),
      sender: parseBlindedId(jsonString(object, "sender", `${path}.sender`), `${path}.sender`),
      recipient: parseBlindedId(jsonString(object, "recipient", `${path}.recipient`), `${path}.recipient`),
      ...(isPresent(object, "message") && { data: readData(object, path) }),
    };
  },
});

/** Answer of the inbox and outbox endpoints. Spec: docs/spec/communities.md section 4. */
export const inboxItems: JsonFormat<readonly InboxItem[]> = jsonListOf(inboxItem, MESSAGES_MAX);

/** Body of the request that sends a direct message: the sealed bytes. Other keys of it are ignored. Spec: docs/spec/communities.md section 6. */
export const inboxRequest: JsonFormat<Uint8Array> = checkedFormat({
  toJson: (data) => ({ message: base64Encode(data) }),
  fromJson: (value, path = "inbox") => readData(jsonObject(value, path), path),
});

function readData(object: JsonObject, path: string): Uint8Array {
  return jsonBase64(object, "message", { bytesMax: POST_BYTES_MAX, path: `${path}.message` });
}
