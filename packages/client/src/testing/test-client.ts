import type { Account } from "@session/protocol/identity";
import { alice } from "@session/testkit/fixtures";
import { createClient } from "../client.ts";
import type { Client } from "../client-types.ts";
import type { NetworkOptions } from "../config.ts";
import type { Network } from "../network/network.ts";
import type { ClientPorts } from "../ports.ts";
import { memoryStore } from "../store/memory.ts";
import type { ClientStore } from "../store/port.ts";
import type { ScriptedNetwork } from "./scripted-network.ts";

export interface TestClientOptions {
  readonly account?: Account;
  readonly store?: ClientStore;
  readonly network?: Partial<NetworkOptions> | Network;
  readonly ports?: Partial<ClientPorts>;
  readonly displayName?: string;
  /** Seeds the randomness; different clients of a test need different names. */
  readonly name?: string;
}

/** The test constructor: a client of a scripted network; a test sets only what matters to it. */
export function createTestClient(network: ScriptedNetwork, options: TestClientOptions = {}): Client {
  const account = options.account ?? alice;
  const given = options.network ?? {};
  return createClient(
    {
      account,
      store: options.store ?? memoryStore(),
      network: "rpc" in given ? given : { seedUrls: ["http://seed.test"], ...given },
      ...(options.displayName !== undefined && { displayName: options.displayName }),
    },
    { ...network.ports(options.name ?? account.accountId), ...options.ports },
  );
}
