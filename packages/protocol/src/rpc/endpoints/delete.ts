import { hexDecode } from "../../bytes/index.ts";
import type { MailboxId } from "../../identity/index.ts";
import { authFields, type RequestAuth, readAccount, readAuth } from "../auth.ts";
import { type Endpoint, signedText } from "../endpoint.ts";
import { readMessages } from "../message-hash.ts";
import { hexValue } from "../wire-value.ts";

/** Deletes messages by hash, across all namespaces of the account. Spec: docs/spec/storage-rpc.md section 7.3. */
export interface DeleteRequest {
  readonly method: "delete";
  readonly account: MailboxId;
  readonly auth: RequestAuth;
  readonly messages: readonly string[];
  /** Answer 404 when no member deleted anything. Not forwarded. */
  readonly required: boolean;
}

export const deleteMessages: Endpoint<DeleteRequest> = {
  name: "delete",
  aliases: [],
  recursive: true,

  parse(fields, options) {
    const required = fields.boolean("required") ?? false;
    const account = readAccount(fields, options);
    const auth = readAuth(fields, account);
    return { method: "delete", account, auth, messages: readMessages(fields, true), required };
  },

  params: (request, form) => ({
    ...authFields(request.auth),
    pubkey: hexValue(hexDecode(request.account)),
    messages: request.messages,
    required: form === "client" && request.required ? true : undefined,
  }),

  signedPayload: (request) => signedText("delete", ...request.messages),
};
