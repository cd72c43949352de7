import type { BlindedKeys } from "../blinding/index.ts";
import { asText, type JsonFormat, jsonListOf } from "../codec/json-format.ts";
import { DecodeError } from "../errors.ts";
import {
  type Account,
  type AccountId,
  type BlindedId,
  idKind,
  parseAccountId,
  parseBlindedId,
} from "../identity/index.ts";

/** How an account shows itself to one server: blinded wherever the server has the `blind` capability. */
export type CommunityIdentity =
  | { readonly kind: "blinded"; readonly keys: BlindedKeys }
  | { readonly kind: "unblinded"; readonly account: Account };

declare const other: unique symbol;

/** An ID of a kind that has no meaning here, such as the server's own user. 66 lower-case hex digits. */
export type OtherUserId = string & { readonly [other]: true };

/** How a server names a user: a blinded ID, or the account ID of one who shows it. */
export type CommunityUserId = AccountId | BlindedId | OtherUserId;

const USER_ID = /^[0-9a-f]{66}$/;
/** Far more moderators or reactors than any room has. */
const LIST_MAX = 10_000;

/**
 * 66 hex digits in any case. Of which kind the ID is, `idKind` tells.
 *
 * @throws DecodeError invalid_encoding
 * Spec: docs/spec/accounts-and-messages.md sections 1 and 11.1.
 */
export function parseCommunityUserId(text: string, path = ""): CommunityUserId {
  const kind = idKind(text);
  if (kind === "account") return parseAccountId(text, path);
  if (kind === "blinded15" || kind === "blinded25") return parseBlindedId(text, path);
  const id = text.toLowerCase();
  if (!USER_ID.test(id))
    throw new DecodeError("invalid_encoding", "user ID: expected 66 hex digits", { path });
  return id as OtherUserId; // the check is what the brand stands for
}

/** A user's ID inside JSON. */
export const userId: JsonFormat<CommunityUserId> = {
  toJson: (id) => id,
  fromJson: (value, path = "") => parseCommunityUserId(asText(value, path), path),
};

/** Moderators, admins or reactors. */
export const userIds: JsonFormat<readonly CommunityUserId[]> = jsonListOf(userId, LIST_MAX);
