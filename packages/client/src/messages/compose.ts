import { base64Encode } from "@session/protocol/bytes";
import type { CryptoProvider } from "@session/protocol/crypto";
import type { Account, AccountId } from "@session/protocol/identity";
import type { Content } from "@session/protocol/messages";
import type { Clock, Random } from "@session/protocol/ports";
import type { NetworkConfig } from "../config.ts";
import { approved, newContact } from "../conversations/contacts.ts";
import type { Contact } from "../conversations/types.ts";
import type { NetworkTime } from "../network/time.ts";
import type { NewJob } from "../outbox/outbox.ts";
import type { ClientStore, StoreChange, StoredMessage } from "../store/port.ts";
import {
  acceptContent,
  checkText,
  type OwnProfile,
  sealContent,
  syncContent,
  textContent,
} from "./outgoing.ts";

/** The answer to a message request carries a time this much before the message it came with. Spec: A&M 5 and 8. */
const RESPONSE_BEFORE_MS = 100;

/** As far as times may run ahead of the clock, one millisecond per message. */
const BURST_MS = 60_000;

/** Everything one new message puts into the store. */
export interface Composed {
  readonly message: StoredMessage;
  readonly jobs: readonly NewJob[];
  readonly changes: readonly StoreChange[];
  /** The recipient, when writing to them changed what we know of them. */
  readonly contact: Contact | undefined;
}

/** The outgoing pipeline up to the store: content, sealed bytes, rows. Touches no network. */
export interface Composer {
  /**
   * Makes a text message. No other message of ours has its time, also none of an earlier process.
   *
   * @throws ClientError message_empty, message_too_long, message_too_large, invalid_account_id
   */
  text(recipient: AccountId, text: string, profile: OwnProfile | undefined): Promise<Composed>;
  /** The copy of a sent message for our own other devices; undefined for the note to self, which is such a copy. */
  syncCopy(message: StoredMessage): NewJob | undefined;
}

export interface ComposerParts {
  readonly account: Account;
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: CryptoProvider;
  readonly store: ClientStore;
  readonly time: NetworkTime;
}

export function createComposer(config: NetworkConfig, parts: ComposerParts): Composer {
  const { account, clock, store, time } = parts;
  const self = account.accountId;
  let lastTimestampMs: number | undefined;

  /**
   * Network time, a little later where a message has it already. It goes back only when the clock was corrected by
   * more than a burst of messages explains.
   */
  async function nextTimestamp(): Promise<number> {
    if (lastTimestampMs === undefined) {
      const stored = await store.value("lastTimestamp");
      lastTimestampMs ??= typeof stored === "number" ? stored : 0;
    }
    const nowMs = Math.floor(time.nowMs());
    const isAhead = lastTimestampMs >= nowMs && lastTimestampMs - nowMs < BURST_MS;
    let timestampMs = isAhead ? lastTimestampMs + 1 : nowMs;
    while (await store.message(`${self}:${timestampMs}`)) timestampMs += 1;
    lastTimestampMs = timestampMs;
    return timestampMs;
  }

  function job(options: {
    readonly purpose: NewJob["purpose"];
    readonly content: Content;
    readonly mailbox: AccountId;
    readonly timestampMs: number;
    readonly messageId: string;
  }): NewJob {
    const { purpose, content, mailbox, timestampMs, messageId } = options;
    const { data, hash } = sealContent({
      content,
      sender: account,
      recipient: mailbox,
      timestampMs,
      random: parts.random,
      crypto: parts.crypto,
    });
    return {
      purpose,
      messageId,
      mailbox,
      dataB64: base64Encode(data),
      hash,
      ttlMs: config.messageTtlMs,
      createdAtMs: clock.now(),
    };
  }

  return {
    async text(recipient, text, profile) {
      checkText(text);
      const timestampMs = await nextTimestamp();
      const messageId = `${self}:${timestampMs}`;
      const isNote = recipient === self;
      const content = isNote ? syncContent(text, self) : textContent(text, profile);
      const jobs = [job({ purpose: "message", content, mailbox: recipient, timestampMs, messageId })];
      const before = isNote ? undefined : await store.contact(recipient);
      // They wrote first: besides the message, say that they are accepted.
      if (before?.hasApprovedMe && !before.isApproved)
        jobs.push(
          job({
            purpose: "response",
            content: acceptContent(profile),
            mailbox: recipient,
            timestampMs: timestampMs - RESPONSE_BEFORE_MS,
            messageId,
          }),
        );
      const after = isNote ? undefined : approved(before ?? newContact(recipient, clock.now()));
      const contact = after === before ? undefined : after;
      return {
        message: {
          id: messageId,
          conversation: recipient,
          sender: self,
          direction: "outgoing",
          text,
          timestampMs,
          status: "queued",
          isHandled: true,
          deliveries: 0,
        },
        jobs,
        changes: [
          { kind: "putValue", key: "lastTimestamp", value: timestampMs },
          ...(contact ? [{ kind: "putContact", contact } as const] : []),
        ],
        contact,
      };
    },
    syncCopy(message) {
      if (message.conversation === self) return undefined;
      return job({
        purpose: "sync",
        content: syncContent(message.text, message.conversation),
        mailbox: self,
        timestampMs: message.timestampMs,
        messageId: message.id,
      });
    },
  };
}
