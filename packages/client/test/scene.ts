import { afterEach } from "vitest";
import type { Client, ClientEvents, ConnectionStatus, Message } from "../src/index.ts";
import {
  createScriptedNetwork,
  createTestClient,
  type ScriptedNetwork,
  type TestClientOptions,
} from "../src/testing/index.ts";

/** A started client with everything it has said since. */
export interface Actor {
  readonly client: Client;
  readonly received: Message[];
  readonly statuses: ConnectionStatus[];
  readonly unknown: ClientEvents["unknown"][];
  readonly errors: string[];
  texts(): string[];
}

const running: { network: ScriptedNetwork; client: Client }[] = [];

/** Stops what a test started, also when it failed. Call once per test file. */
export function stopActorsAfterEach(): void {
  afterEach(stopActors);
}

export async function startActor(
  network: ScriptedNetwork,
  options: TestClientOptions & {
    /** Called before the client starts, for handlers that must not miss anything. */
    readonly prepare?: (client: Client) => void;
  } = {},
): Promise<Actor> {
  const client = createTestClient(network, options);
  running.push({ network, client });
  const actor: Actor = {
    client,
    received: [],
    statuses: [],
    unknown: [],
    errors: [],
    texts: () => actor.received.map((message) => message.text),
  };
  client.on("message", (message) => void actor.received.push(message));
  client.on("status", ({ status }) => void actor.statuses.push(status));
  client.on("unknown", (payload) => void actor.unknown.push(payload));
  client.on("error", ({ code }) => void actor.errors.push(code));
  options.prepare?.(client);
  await client.start();
  return actor;
}

/** Stops everyone now: for tests that play a scene many times. */
export async function stopActors(): Promise<void> {
  for (const { network, client } of running.splice(0)) await network.during(client.stop());
}

/** Stops one before the test is over. */
export async function stopActor(network: ScriptedNetwork, actor: Actor): Promise<void> {
  await network.during(actor.client.stop());
}

export { createScriptedNetwork, type ScriptedNetwork };
