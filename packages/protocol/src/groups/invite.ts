import { type CryptoProvider, nobleCrypto, type SecretBytes, secretBytes } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { type Account, type GroupId, parseGroupId } from "../identity/index.ts";
import type { GroupUpdateMessage } from "../messages/index.ts";
import { verifyAdminStatement } from "./control.ts";
import { deriveGroup, type Group } from "./group.ts";
import { openAuthData, type Subaccount } from "./subaccount.ts";

type InviteMessage = NonNullable<GroupUpdateMessage["inviteMessage"]>;
type PromoteMessage = NonNullable<GroupUpdateMessage["promoteMessage"]>;

/** An invite whose proofs hold. */
export interface GroupInvite {
  readonly groupId: GroupId;
  readonly name: string;
  /** 100 bytes, to be kept in the list of groups. */
  readonly authData: SecretBytes;
  readonly subaccount: Subaccount;
}

/**
 * Checks an invite: the group signed it for this account and this time, and its auth data gives access.
 *
 * @param options.timestampMs the message's sent time
 * @throws DecodeError signature_invalid, or any code of malformed fields or auth data
 * Spec: docs/spec/accounts-and-messages.md section 10; groups.md sections 3 and 5.
 */
export function openInvite(options: {
  readonly invite: InviteMessage;
  readonly account: Account;
  readonly timestampMs: number;
  readonly crypto?: CryptoProvider;
}): GroupInvite {
  const { invite, account, timestampMs, crypto = nobleCrypto } = options;
  const groupId = parseGroupId(invite.groupSessionId, "inviteMessage.groupSessionId");
  const isSigned = verifyAdminStatement({
    statement: { kind: "invite", invitee: account.accountId },
    timestampMs,
    signature: invite.adminSignature,
    groupId,
    crypto,
  });
  if (!isSigned)
    throw new DecodeError("signature_invalid", "expected the group's signature", {
      path: "inviteMessage.adminSignature",
    });
  const subaccount = openAuthData({ authData: invite.memberAuthData, groupId, account, crypto });
  return { groupId, name: invite.name, authData: secretBytes(invite.memberAuthData), subaccount };
}

/**
 * The group whose seed a promotion brings. The message proves nothing else: take it only when `groupId` is that of a
 * known group.
 *
 * @throws DecodeError invalid_length
 * Spec: docs/spec/accounts-and-messages.md section 10; groups.md section 6.
 */
export function openPromotion(promotion: PromoteMessage, crypto: CryptoProvider = nobleCrypto): Group {
  const seed = promotion.groupIdentitySeed;
  if (seed.length !== 32)
    throw new DecodeError("invalid_length", `expected 32 bytes, got ${seed.length}`, {
      path: "promoteMessage.groupIdentitySeed",
    });
  return deriveGroup(seed, crypto);
}
