import type { Texts } from "../../text/en.ts";

/** Which sentence explains a failure of the client. */
export function failureKey(code: string): keyof Texts["failure"] {
  switch (code) {
    case "clock_out_of_sync":
      return "clock";
    case "message_too_large":
    case "message_too_long":
      return "tooLarge";
    case "request_rejected":
      return "rejected";
    case "swarm_unknown":
    case "wrong_swarm":
      return "swarm";
    case "transport_unreachable":
    case "transport_timeout":
    case "transport_failed":
    case "seeds_unreachable":
    case "pool_too_small":
    case "guard_unavailable":
    case "path_unavailable":
    case "path_failed":
    case "node_not_found":
      return "offline";
    default:
      return "unconfirmed";
  }
}
