import { utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { type AccountId, type GroupId, groupIdKey } from "../identity/index.ts";
import type { Group } from "./group.ts";
import { wholeNumber } from "./whole-number.ts";

const INFO_CHANGES = { NAME: 1, AVATAR: 2, DISAPPEARING_MESSAGES: 3 } as const;
const MEMBER_CHANGES = { ADDED: 1, REMOVED: 2, PROMOTED: 3 } as const;

/**
 * What an admin signs in a group control message. Of info and member changes only the type is covered, not the names and
 * IDs they announce: those are hints for display, the configs hold the facts.
 */
export type AdminStatement =
  | { readonly kind: "invite"; readonly invitee: AccountId }
  | { readonly kind: "infoChange"; readonly type: keyof typeof INFO_CHANGES }
  | { readonly kind: "memberChange"; readonly type: keyof typeof MEMBER_CHANGES }
  | {
      readonly kind: "deleteContent";
      readonly memberIds: readonly AccountId[];
      readonly messageHashes: readonly string[];
    };

/**
 * `adminSignature` of a control message: 64 bytes.
 *
 * @param options.timestampMs the message's sent time, the same as in its envelope
 * @throws RangeError for a time that is no whole number from 0
 * Spec: docs/spec/accounts-and-messages.md section 10; groups.md section 5. Vectors: vectors/group-message.json.
 */
export function signAdminStatement(options: {
  readonly statement: AdminStatement;
  readonly timestampMs: number;
  readonly group: Pick<Group, "ed25519Seed">;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { statement, timestampMs, group, crypto = nobleCrypto } = options;
  return crypto.ed25519Sign(utf8Encode(statementText(statement, timestampMs)), group.ed25519Seed);
}

/**
 * Whether the group signed the statement for a message of this time. Drop the message silently when not.
 *
 * Spec: docs/spec/accounts-and-messages.md section 10; groups.md section 5. Vectors: vectors/group-message.json.
 */
export function verifyAdminStatement(options: {
  readonly statement: AdminStatement;
  readonly timestampMs: number;
  readonly signature: Uint8Array;
  readonly groupId: GroupId;
  readonly crypto?: CryptoProvider;
}): boolean {
  const { statement, timestampMs, signature, groupId, crypto = nobleCrypto } = options;
  return crypto.ed25519Verify(
    signature,
    utf8Encode(statementText(statement, timestampMs)),
    groupIdKey(groupId),
  );
}

/**
 * The text under an admin's signature: ASCII without separators.
 *
 * @throws RangeError for a time that is no whole number from 0
 */
export function statementText(statement: AdminStatement, timestampMs: number): string {
  const time = wholeNumber(timestampMs, "timestampMs");
  switch (statement.kind) {
    case "invite":
      return `INVITE${statement.invitee}${time}`;
    case "infoChange":
      return `INFO_CHANGE${INFO_CHANGES[statement.type]}${time}`;
    case "memberChange":
      return `MEMBER_CHANGE${MEMBER_CHANGES[statement.type]}${time}`;
    case "deleteContent":
      return `DELETE_CONTENT${time}${statement.memberIds.join("")}${statement.messageHashes.join("")}`;
  }
}
