import { hexDecode } from "../../bytes/index.ts";
import type { MailboxId } from "../../identity/index.ts";
import { authFields, type RequestAuth, readAccount, readAuth } from "../auth.ts";
import { type Endpoint, signedText } from "../endpoint.ts";
import { required } from "../fields.ts";
import { readMessages } from "../message-hash.ts";
import { ParameterError } from "../parameter-error.ts";
import { hexValue } from "../wire-value.ts";

/** Changes the expiry of messages by hash. Spec: docs/spec/storage-rpc.md section 7.8. */
export interface ExpireRequest {
  readonly method: "expire";
  readonly account: MailboxId;
  readonly auth: RequestAuth;
  readonly messages: readonly string[];
  /** One for all, or one per message. */
  readonly expiriesMs: readonly [number, ...number[]];
  readonly mode: "set" | "shorten" | "extend";
}

export const expire: Endpoint<ExpireRequest> = {
  name: "expire",
  aliases: [],
  recursive: true,

  parse(fields, options) {
    const expiries = fields.timestamps("expiry");
    const extend = fields.boolean("extend") ?? false;
    const shorten = fields.boolean("shorten") ?? false;
    const account = readAccount(fields, options);
    const auth = readAuth(fields, account);
    const [first, ...others] = required("expiry", expiries);
    if (first === undefined) throw new ParameterError("'expiry' does not contain any expiration timestamps");
    if (shorten && extend) throw new ParameterError("cannot specify both 'shorten' and 'extend'");
    const messages = readMessages(fields, true);
    if (others.length > 0 && others.length + 1 !== messages.length)
      throw new ParameterError("'expiry' must be a single expiry, or the same length as 'messages'");
    return {
      method: "expire",
      account,
      auth,
      messages,
      expiriesMs: [first, ...others],
      mode: shorten ? "shorten" : extend ? "extend" : "set",
    };
  },

  params: (request) => ({
    ...authFields(request.auth),
    pubkey: hexValue(hexDecode(request.account)),
    messages: request.messages,
    expiry: request.expiriesMs.length === 1 ? request.expiriesMs[0] : request.expiriesMs,
    shorten: request.mode === "shorten" ? true : undefined,
    extend: request.mode === "extend" ? true : undefined,
  }),

  signedPayload: (request) =>
    signedText(
      "expire",
      request.mode === "set" ? "" : request.mode,
      ...request.expiriesMs,
      ...request.messages,
    ),
};
