import { hexDecode } from "../../bytes/index.ts";
import type { MailboxId } from "../../identity/index.ts";
import { authFields, type RequestAuth, readAccount, readAuth } from "../auth.ts";
import { type Endpoint, signedText } from "../endpoint.ts";
import { required } from "../fields.ts";
import { type Namespace, namespace, namespaceText } from "../namespaces.ts";
import { hexValue } from "../wire-value.ts";

/** Shortens the expiry of everything that would live longer. Spec: docs/spec/storage-rpc.md section 7.6. */
export interface ExpireAllRequest {
  readonly method: "expire_all";
  readonly account: MailboxId;
  readonly auth: RequestAuth;
  readonly namespace: Namespace | "all";
  readonly expiryMs: number;
}

export const expireAll: Endpoint<ExpireAllRequest> = {
  name: "expire_all",
  aliases: [],
  recursive: true,

  parse(fields, options) {
    const expiryMs = fields.timestamp("expiry");
    const mailbox = fields.namespaceOrAll("namespace") ?? namespace(0);
    const account = readAccount(fields, options);
    const auth = readAuth(fields, account);
    return {
      method: "expire_all",
      account,
      auth,
      namespace: mailbox,
      expiryMs: required("expiry", expiryMs),
    };
  },

  params: (request) => ({
    ...authFields(request.auth),
    pubkey: hexValue(hexDecode(request.account)),
    namespace: request.namespace,
    expiry: request.expiryMs,
  }),

  signedPayload: (request) => signedText("expire_all", namespaceText(request.namespace), request.expiryMs),
};
