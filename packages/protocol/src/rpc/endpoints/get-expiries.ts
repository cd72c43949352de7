import { hexDecode } from "../../bytes/index.ts";
import type { MailboxId } from "../../identity/index.ts";
import { authFields, type RequestAuth, readAccount, readAuth } from "../auth.ts";
import { type Endpoint, signedText } from "../endpoint.ts";
import { required } from "../fields.ts";
import { readMessages } from "../message-hash.ts";
import { hexValue } from "../wire-value.ts";

/** Expiries of messages on the contacted node. Spec: docs/spec/storage-rpc.md section 7.7. */
export interface GetExpiriesRequest {
  readonly method: "get_expiries";
  readonly account: MailboxId;
  readonly auth: RequestAuth;
  /** compat: not checked to be hashes, unlike everywhere else. */
  readonly messages: readonly string[];
  readonly timestampMs: number;
}

export const getExpiries: Endpoint<GetExpiriesRequest> = {
  name: "get_expiries",
  aliases: [],
  recursive: false,

  parse(fields, options) {
    const timestampMs = fields.timestamp("timestamp");
    const account = readAccount(fields, options);
    const auth = readAuth(fields, account);
    return {
      method: "get_expiries",
      account,
      auth,
      timestampMs: required("timestamp", timestampMs),
      messages: readMessages(fields, false),
    };
  },

  params: (request) => ({
    ...authFields(request.auth),
    pubkey: hexValue(hexDecode(request.account)),
    messages: request.messages,
    timestamp: request.timestampMs,
  }),

  signedPayload: (request) => signedText("get_expiries", request.timestampMs, ...request.messages),
};
