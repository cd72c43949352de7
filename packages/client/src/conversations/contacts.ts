import type { AccountId } from "@session/protocol/identity";
import type { ReceivedProfile } from "../messages/incoming.ts";
import type { Contact } from "./types.ts";

// Each function gives the contact as it is afterwards, the same object when nothing changed.
// Spec: docs/spec/accounts-and-messages.md sections 5.3 and 8.

/** Somebody we know nothing about yet. */
export function newContact(accountId: AccountId, nowMs: number): Contact {
  return {
    accountId,
    profileUpdatedSeconds: 0,
    isApproved: false,
    hasApprovedMe: false,
    isBlocked: false,
    createdAtMs: nowMs,
  };
}

/** We added them, or wrote to them from this or another device. */
export function approved(contact: Contact): Contact {
  return contact.isApproved ? contact : { ...contact, isApproved: true };
}

/** A visible message of theirs arrived. A profile counts only when it is newer than the one we have. */
export function heardFrom(contact: Contact, profile: ReceivedProfile | undefined): Contact {
  const isNewer =
    profile !== undefined &&
    (profile.updatedSeconds > contact.profileUpdatedSeconds ||
      (profile.updatedSeconds === 0 && contact.profileUpdatedSeconds === 0));
  const isChanged = isNewer && profile.name !== contact.profileName;
  if (contact.hasApprovedMe && !isChanged) return contact;
  return {
    ...contact,
    hasApprovedMe: true,
    ...(isNewer && { profileName: profile.name, profileUpdatedSeconds: profile.updatedSeconds }),
  };
}

/** An empty name takes the nickname away. */
export function nicknamed(contact: Contact, nickname: string): Contact {
  const { nickname: _, ...rest } = contact;
  return nickname === "" ? rest : { ...rest, nickname };
}

/** The name to show, or undefined: then show the account ID. */
export function contactName(contact: Contact | undefined): string | undefined {
  return contact?.nickname ?? contact?.profileName;
}
