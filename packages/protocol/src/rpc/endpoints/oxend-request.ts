import { latin1Encode, utf8Decode } from "../../bytes/index.ts";
import { type JsonValue, jsonDecode } from "../../codec/index.ts";
import { DecodeError } from "../../errors.ts";
import type { Endpoint } from "../endpoint.ts";
import { required } from "../fields.ts";
import { ParameterError } from "../parameter-error.ts";
import { WireJson } from "../wire-value.ts";

/** Asks the chain daemon's questions through a node. Spec: docs/spec/storage-rpc.md section 7.12. */
export interface OxendRequest {
  readonly method: "oxend_request";
  readonly endpoint: "get_service_nodes" | "ons_resolve";
  readonly params?: JsonValue;
}

export const oxendRequest: Endpoint<OxendRequest> = {
  name: "oxend_request",
  aliases: [],
  recursive: false,

  parse(fields) {
    const endpoint = required("endpoint", fields.text("endpoint"));
    if (endpoint !== "get_service_nodes" && endpoint !== "ons_resolve")
      throw new ParameterError(`Invalid oxend endpoint '${endpoint.slice(0, 100)}'`);
    const params = fields.encoding === "bt" ? jsonText(fields.text("params")) : fields.raw("params");
    return {
      method: "oxend_request",
      endpoint,
      // raw() of a JSON request gives what JSON.parse returned
      ...(params === undefined || params === null ? {} : { params: params as JsonValue }),
    };
  },

  params: (request) => ({
    endpoint: request.endpoint,
    params: request.params === undefined ? undefined : new WireJson(request.params),
  }),

  signedPayload: () => undefined,
};

function jsonText(text: string | undefined): JsonValue | undefined {
  if (text === undefined) return undefined;
  try {
    return jsonDecode(utf8Decode(latin1Encode(text)));
  } catch (error) {
    if (error instanceof DecodeError)
      throw new ParameterError("oxend_request params field does not contain valid json");
    throw error;
  }
}
