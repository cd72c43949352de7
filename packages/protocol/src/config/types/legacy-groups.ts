import { latin1Decode } from "../../bytes/index.ts";
import { type SecretBytes, secretBytes } from "../../crypto/index.ts";
import type { AccountId } from "../../identity/index.ts";
import { type ConfigDict, type ConfigDraft, dictAt } from "../tree.ts";
import { readFields } from "./field.ts";
import { bytesAt, positive, setAt, text } from "./fields.ts";
import { accountIdOfKey, draftAt, entriesOf, idKey } from "./keys.ts";
import { MEMBERSHIP, type Membership } from "./membership.ts";

/** A group of the kind before `03` IDs: nobody makes, changes or reaches them any more, but they are kept. */
export interface LegacyGroup extends Membership {
  readonly legacyGroupId: AccountId;
  readonly name: string;
  readonly encryptionKeys:
    | { readonly x25519PublicKey: Uint8Array; readonly x25519Secret: SecretBytes }
    | undefined;
  readonly memberIds: readonly AccountId[];
  readonly adminIds: readonly AccountId[];
  readonly expirySeconds: number;
}

const LEGACY_GROUPS = "C";
const KEY_BYTES = 32;
const NAME = text("n");
const EXPIRY = positive("E");

/**
 * All legacy groups in the data of a UserGroups config; entries that are none are skipped.
 *
 * Spec: docs/spec/config-messages.md section 8.
 */
export function listLegacyGroups(data: ConfigDict): readonly LegacyGroup[] {
  return entriesOf(dictAt(data, LEGACY_GROUPS), accountIdOfKey, (legacyGroupId, entry) => ({
    legacyGroupId,
    ...readFields(MEMBERSHIP, entry),
    name: NAME.read(entry),
    encryptionKeys: keysOf(entry),
    memberIds: idsAt(entry, "m"),
    adminIds: idsAt(entry, "a"),
    expirySeconds: EXPIRY.read(entry),
  }));
}

/** Forgets a legacy group. */
export function eraseLegacyGroup(draft: ConfigDraft, legacyGroupId: AccountId): void {
  draftAt(draft, LEGACY_GROUPS)?.delete(idKey(legacyGroupId));
}

function keysOf(entry: ConfigDict): LegacyGroup["encryptionKeys"] {
  const x25519PublicKey = bytesAt(entry, "k", KEY_BYTES);
  const secret = bytesAt(entry, "K", KEY_BYTES);
  return x25519PublicKey && secret && { x25519PublicKey, x25519Secret: secretBytes(secret) };
}

function idsAt(entry: ConfigDict, key: string): readonly AccountId[] {
  return setAt(entry, key).flatMap((member) => {
    const id = typeof member === "bigint" ? undefined : accountIdOfKey(latin1Decode(member));
    return id === undefined ? [] : [id];
  });
}
