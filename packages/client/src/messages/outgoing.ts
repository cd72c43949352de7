import { utf8Encode } from "@session/protocol/bytes";
import type { CryptoProvider } from "@session/protocol/crypto";
import { SessionError } from "@session/protocol/errors";
import type { Account, AccountId } from "@session/protocol/identity";
import { type Content, type LokiProfile, messageHash, sealDirectMessage } from "@session/protocol/messages";
import type { Random } from "@session/protocol/ports";
import { clientError } from "../errors.ts";

/** Longest text of a message, in code points. Spec: accounts-and-messages.md 9.1. */
export const TEXT_CODE_POINTS_MAX = 2_000;

export interface OwnProfile {
  readonly displayName: string;
  /** Unix seconds of its last change. */
  readonly updatedSeconds: number;
}

/** @throws ClientError message_empty, message_too_long (`meta.length`, `meta.limit` in code points) */
export function checkText(text: string): void {
  if (text.trim() === "") throw clientError("message_empty", "text: expected at least one visible character");
  // UTF-16 units are never fewer than code points, so ordinary texts need no counting.
  const length = text.length <= TEXT_CODE_POINTS_MAX ? text.length : [...text].length;
  if (length > TEXT_CODE_POINTS_MAX)
    throw clientError(
      "message_too_long",
      `text: expected at most ${TEXT_CODE_POINTS_MAX} code points, got ${length}`,
      { meta: { length, limit: TEXT_CODE_POINTS_MAX } },
    );
}

/** Longest display name, in bytes of UTF-8. */
const NAME_BYTES_MAX = 100;

/** @throws ClientError invalid_name (`meta.bytes`, `meta.limit`) */
export function checkName(name: string): void {
  const bytes = utf8Encode(name).length;
  if (name.trim() === "" || bytes > NAME_BYTES_MAX)
    throw clientError("invalid_name", `name: expected 1..${NAME_BYTES_MAX} bytes of text, got ${bytes}`, {
      meta: { bytes, limit: NAME_BYTES_MAX },
    });
}

/** A visible text message. Spec: accounts-and-messages.md 5.3. */
export function textContent(text: string, profile: OwnProfile | undefined): Content {
  return { dataMessage: { body: text, profile: outgoingProfile(profile) } };
}

/** Tells someone who wrote to us first that we accept them. Spec: accounts-and-messages.md 8. */
export function acceptContent(profile: OwnProfile | undefined): Content {
  return { messageRequestResponse: { isApproved: true, profile: outgoingProfile(profile) } };
}

function outgoingProfile(profile: OwnProfile | undefined): LokiProfile {
  return {
    displayName: profile?.displayName ?? "Anonymous",
    lastProfileUpdateSeconds: profile?.updatedSeconds ?? 0,
  };
}

/** The copy of a text message for our own other devices: names the conversation and carries no profile. Spec: 5.2. */
export function syncContent(text: string, conversation: AccountId): Content {
  return { dataMessage: { body: text, syncTarget: conversation } };
}

export interface SealedMessage {
  readonly data: Uint8Array;
  readonly hash: string;
}

/** Seals a content for one mailbox's namespace 0. @throws ClientError message_too_large, invalid_account_id */
export function sealContent(options: {
  readonly content: Content;
  readonly sender: Account;
  readonly recipient: AccountId;
  readonly timestampMs: number;
  readonly random: Random;
  readonly crypto: CryptoProvider;
}): SealedMessage {
  const { recipient, crypto } = options;
  try {
    const data = sealDirectMessage(options);
    return { data, hash: messageHash({ accountId: recipient, namespace: 0, data, crypto }) };
  } catch (cause) {
    if (!(cause instanceof SessionError)) throw cause;
    if (cause.code === "out_of_range") throw clientError("message_too_large", cause.message, { cause });
    throw clientError("invalid_account_id", "account ID: its key cannot be sealed to", { cause });
  }
}
