import { hexDecode } from "../../bytes/index.ts";
import type { MailboxId } from "../../identity/index.ts";
import { authFields, type RequestAuth, readAccount, readAuth } from "../auth.ts";
import { type Endpoint, signedText } from "../endpoint.ts";
import { required } from "../fields.ts";
import { type Namespace, namespace, namespaceText } from "../namespaces.ts";
import { hexValue } from "../wire-value.ts";

/** Empties one mailbox or all of them. Spec: docs/spec/storage-rpc.md section 7.4. */
export interface DeleteAllRequest {
  readonly method: "delete_all";
  readonly account: MailboxId;
  readonly auth: RequestAuth;
  readonly namespace: Namespace | "all";
  readonly timestampMs: number;
}

export const deleteAll: Endpoint<DeleteAllRequest> = {
  name: "delete_all",
  aliases: [],
  recursive: true,

  parse(fields, options) {
    const mailbox = fields.namespaceOrAll("namespace") ?? namespace(0);
    const timestampMs = fields.timestamp("timestamp");
    const account = readAccount(fields, options);
    const auth = readAuth(fields, account);
    return {
      method: "delete_all",
      account,
      auth,
      namespace: mailbox,
      timestampMs: required("timestamp", timestampMs),
    };
  },

  params: (request) => ({
    ...authFields(request.auth),
    pubkey: hexValue(hexDecode(request.account)),
    namespace: request.namespace,
    timestamp: request.timestampMs,
  }),

  signedPayload: (request) => signedText("delete_all", namespaceText(request.namespace), request.timestampMs),
};
