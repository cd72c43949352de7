import type { Endpoint } from "../endpoint.ts";

/** Version and time of the node. Spec: docs/spec/storage-rpc.md section 7.11. */
export interface InfoRequest {
  readonly method: "info";
}

export const info: Endpoint<InfoRequest> = {
  name: "info",
  aliases: [],
  recursive: false,
  parse: () => ({ method: "info" }),
  params: () => ({}),
  signedPayload: () => undefined,
};
