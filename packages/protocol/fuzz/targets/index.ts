import type { FuzzTarget } from "../target.ts";
import { ATTACHMENT_TARGETS } from "./attachments.ts";
import { BASIC_TARGETS } from "./basics.ts";
import { COMMUNITY_TARGETS } from "./communities.ts";
import { COMPRESSION_TARGETS } from "./compression.ts";
import { CONFIG_TARGETS } from "./config.ts";
import { GROUP_TARGETS } from "./groups.ts";
import { MESSAGE_TARGETS } from "./messages.ts";
import { NODE_TARGETS } from "./nodes.ts";
import { ONION_TARGETS } from "./onion.ts";
import { PRO_TARGETS } from "./pro.ts";
import { PUSH_TARGETS } from "./push.ts";
import { RPC_TARGETS } from "./rpc.ts";
import { RPC_CLIENT_TARGETS } from "./rpc-client.ts";
import { V2_TARGETS } from "./v2.ts";

/** Everything that reads bytes or text of a peer, a client, a server or a stored dump. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  ...BASIC_TARGETS,
  ...MESSAGE_TARGETS,
  ...ONION_TARGETS,
  ...RPC_TARGETS,
  ...RPC_CLIENT_TARGETS,
  ...NODE_TARGETS,
  ...COMPRESSION_TARGETS,
  ...CONFIG_TARGETS,
  ...GROUP_TARGETS,
  ...ATTACHMENT_TARGETS,
  ...COMMUNITY_TARGETS,
  ...PRO_TARGETS,
  ...PUSH_TARGETS,
  ...V2_TARGETS,
];
