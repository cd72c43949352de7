import { SessionError } from "@session/protocol/errors";
import { type AccountId, parseAccountId } from "@session/protocol/identity";
import { type Content, contentKind, type DirectMessage } from "@session/protocol/messages";
import { TEXT_CODE_POINTS_MAX } from "./outgoing.ts";

/** A profile as it came with a message. */
export interface ReceivedProfile {
  readonly name: string;
  readonly updatedSeconds: number;
}

/** What a received message is to us. */
export type Verdict =
  | { readonly kind: "drop"; readonly reason: string }
  | {
      readonly kind: "text";
      readonly conversation: AccountId;
      readonly text: string;
      readonly profile: ReceivedProfile | undefined;
    }
  /** Handled by nobody yet: handed on as it is. */
  | { readonly kind: "unknown"; readonly name: string };

const NAME_BYTES_MAX = 100;

/**
 * The gate every received message passes, as far as one-to-one text messages go. Decoding, decryption and the two
 * times have been checked before.
 *
 * Spec: docs/spec/accounts-and-messages.md sections 5.2 and 7.
 */
export function judgeMessage(
  opened: Pick<DirectMessage, "sender" | "content" | "timestampMs">,
  context: { readonly self: AccountId; readonly isBlocked: boolean },
): Verdict {
  const { sender, content, timestampMs } = opened;
  if (timestampMs === 0) return { kind: "drop", reason: "no timestamp" };
  if (context.isBlocked) return { kind: "drop", reason: "the sender is blocked" };
  const kind = contentKind(content);
  if (kind === undefined)
    return content.sharedConfigMessage
      ? { kind: "drop", reason: "a config outside its namespace" }
      : { kind: "unknown", name: "empty" };
  if (kind !== "dataMessage" || !content.dataMessage) return { kind: "unknown", name: kind };
  return judgeData(content.dataMessage, sender, context.self);
}

function judgeData(data: NonNullable<Content["dataMessage"]>, sender: AccountId, self: AccountId): Verdict {
  const isOwn = sender === self;
  if (data.syncTarget !== undefined && !isOwn)
    return { kind: "drop", reason: "a sync copy from somebody else" };
  if (data.groupUpdateMessage) return { kind: "unknown", name: "groupUpdateMessage" };
  if (data.reaction) return { kind: "unknown", name: "reaction" };
  if (!data.body) return hasOtherParts(data) ? { kind: "unknown", name: "dataMessage" } : EMPTY;
  const conversation = isOwn ? conversationOf(data.syncTarget ?? self) : sender;
  if (conversation === undefined) return { kind: "unknown", name: "syncTarget" };
  return {
    kind: "text",
    conversation,
    text: firstCodePoints(data.body, TEXT_CODE_POINTS_MAX),
    profile: isOwn ? undefined : receivedProfile(data.profile),
  };
}

const EMPTY: Verdict = { kind: "drop", reason: "an empty message" };

function hasOtherParts(data: NonNullable<Content["dataMessage"]>): boolean {
  return Boolean(
    data.attachments?.length || data.communityInvitation || data.flags || data.preview?.length || data.quote,
  );
}

/** The one-to-one conversation a sync copy names; undefined for groups and anything else. */
function conversationOf(target: string): AccountId | undefined {
  try {
    return parseAccountId(target, "syncTarget");
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    return undefined;
  }
}

function receivedProfile(
  profile: NonNullable<Content["dataMessage"]>["profile"],
): ReceivedProfile | undefined {
  if (!profile?.displayName) return undefined;
  return {
    name: truncateUtf8(profile.displayName, NAME_BYTES_MAX),
    updatedSeconds: profile.lastProfileUpdateSeconds ?? 0,
  };
}

function firstCodePoints(text: string, count: number): string {
  return text.length <= count ? text : [...text].slice(0, count).join("");
}

/** Cuts at a code point boundary so that the UTF-8 form has at most `bytesMax` bytes. */
export function truncateUtf8(text: string, bytesMax: number): string {
  let bytes = 0;
  let out = "";
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
    if (bytes > bytesMax) break;
    out += character;
  }
  return out;
}
