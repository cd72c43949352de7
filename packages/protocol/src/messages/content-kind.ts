import type { Content } from "./content.ts";

/** Names of the fields of a {@link Content} that make it a message. */
export type ContentKind =
  | "dataMessage"
  | "receiptMessage"
  | "typingMessage"
  | "dataExtractionNotification"
  | "unsendRequest"
  | "callMessage"
  | "messageRequestResponse";

/** In the order in which readers look for them: the first one present is what the message is. */
export const CONTENT_KINDS: readonly ContentKind[] = [
  "dataMessage",
  "receiptMessage",
  "typingMessage",
  "dataExtractionNotification",
  "unsendRequest",
  "callMessage",
  "messageRequestResponse",
];

/** What a received content is; undefined when it carries nothing that is handled. Spec: accounts-and-messages.md section 7. */
export function contentKind(content: Content): ContentKind | undefined {
  return CONTENT_KINDS.find((kind) => content[kind] !== undefined);
}
