declare const brand: unique symbol;

/** Mailbox number of an account, -32768 to 32767. Spec: docs/spec/storage-rpc.md section 4. */
export type Namespace = number & { readonly [brand]: "Namespace" };

/** @throws RangeError outside -32768..32767 */
export function namespace(value: number): Namespace {
  if (!isNamespace(value)) throw new RangeError(`namespace: expected -32768..32767, got ${value}`);
  return value;
}

/** Whether the number is a signed 16-bit integer. */
export function isNamespace(value: number): value is Namespace {
  return Number.isInteger(value) && value >= -32768 && value <= 32767;
}

/** The namespaces Session uses. */
export const NAMESPACES: Readonly<Record<NamespaceName, Namespace>> = {
  directMessages: namespace(0),
  userProfile: namespace(2),
  contacts: namespace(3),
  conversationsVolatile: namespace(4),
  userGroups: namespace(5),
  groupMessages: namespace(11),
  groupKeys: namespace(12),
  groupInfo: namespace(13),
  groupMembers: namespace(14),
  revokedMessages: namespace(-11),
  legacyGroup: namespace(-10),
  devices: namespace(21),
  accountKeys: namespace(-21),
};

export type NamespaceName =
  | "directMessages"
  | "userProfile"
  | "contacts"
  | "conversationsVolatile"
  | "userGroups"
  | "groupMessages"
  | "groupKeys"
  | "groupInfo"
  | "groupMembers"
  | "revokedMessages"
  | "legacyGroup"
  | "devices"
  | "accountKeys";

/** Anyone may store here without authentication. */
export function isPublicInbox(value: Namespace): boolean {
  return value % 10 === 0;
}

/** Anyone may read; holds one message: storing another one deletes the rest first. */
export function isPublicOutbox(value: Namespace): boolean {
  return value < 0 && -value % 20 === 1;
}

/** A revoked subaccount may still read here. */
export function isUnrevocable(value: Namespace): boolean {
  return value < 0 && -value % 100 === 11;
}

/** True for everything but public outboxes and the legacy closed groups' namespace. */
export function retrieveNeedsAuth(value: Namespace): boolean {
  return !(value === NAMESPACES.legacyGroup || isPublicOutbox(value));
}

/** How a namespace enters signatures and message hashes: decimal, but 0 is empty, and "all" stays. */
export function namespaceText(value: Namespace | "all"): string {
  return value === 0 ? "" : String(value);
}
