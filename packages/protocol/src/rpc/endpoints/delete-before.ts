import { hexDecode } from "../../bytes/index.ts";
import type { MailboxId } from "../../identity/index.ts";
import { authFields, type RequestAuth, readAccount, readAuth } from "../auth.ts";
import { type Endpoint, signedText } from "../endpoint.ts";
import { required } from "../fields.ts";
import { type Namespace, namespace, namespaceText } from "../namespaces.ts";
import { hexValue } from "../wire-value.ts";

/** Deletes messages whose stored timestamp is at or before a time. Spec: docs/spec/storage-rpc.md section 7.5. */
export interface DeleteBeforeRequest {
  readonly method: "delete_before";
  readonly account: MailboxId;
  readonly auth: RequestAuth;
  readonly namespace: Namespace | "all";
  readonly beforeMs: number;
}

export const deleteBefore: Endpoint<DeleteBeforeRequest> = {
  name: "delete_before",
  aliases: [],
  recursive: true,

  parse(fields, options) {
    const beforeMs = fields.timestamp("before");
    const mailbox = fields.namespaceOrAll("namespace") ?? namespace(0);
    const account = readAccount(fields, options);
    const auth = readAuth(fields, account);
    return {
      method: "delete_before",
      account,
      auth,
      namespace: mailbox,
      beforeMs: required("before", beforeMs),
    };
  },

  params: (request) => ({
    ...authFields(request.auth),
    pubkey: hexValue(hexDecode(request.account)),
    namespace: request.namespace,
    before: request.beforeMs,
  }),

  signedPayload: (request) => signedText("delete_before", namespaceText(request.namespace), request.beforeMs),
};
