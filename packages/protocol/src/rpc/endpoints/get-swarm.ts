import { hexDecode } from "../../bytes/index.ts";
import type { MailboxId } from "../../identity/index.ts";
import { readAccount } from "../auth.ts";
import type { Endpoint } from "../endpoint.ts";
import { hexValue } from "../wire-value.ts";

/** Members of the swarm that stores an account; any node answers for any account. Spec: docs/spec/storage-rpc.md section 7.10. */
export interface GetSwarmRequest {
  readonly method: "get_swarm";
  readonly account: MailboxId;
}

export const getSwarm: Endpoint<GetSwarmRequest> = {
  name: "get_swarm",
  aliases: ["get_snodes_for_pubkey"],
  recursive: false,
  parse: (fields, options) => ({
    method: "get_swarm",
    account: readAccount(fields, { ...options, alias: true }),
  }),
  params: (request) => ({ pubkey: hexValue(hexDecode(request.account)) }),
  signedPayload: () => undefined,
};
