import { type Client, createClient, type IncomingMessage } from "@session/client";
import { memoryStore, nodePorts } from "@session/client/node";
import { hasDistinctSubnets } from "../src/launch/ports.ts";
import type { Testnet } from "../src/network.ts";

const START_MS = 30_000;

/** A started client of one of the testnet's accounts, or of the given phrase. */
export async function startClient(testnet: Testnet, phrase: string): Promise<Client> {
  const client = createClient(
    {
      recoveryPhrase: phrase,
      network: { seedUrls: [testnet.info.seed], subnetDiversity: hasDistinctSubnets() },
      store: memoryStore(),
    },
    nodePorts(),
  );
  await client.start(AbortSignal.timeout(START_MS));
  return client;
}

/** Collects what a client receives. */
export function inbox(client: Client): {
  readonly texts: string[];
  waitFor(text: string, ms: number): Promise<IncomingMessage>;
} {
  const received: IncomingMessage[] = [];
  const texts: string[] = [];
  const waiting = new Set<() => void>();
  client.on("message", (message) => {
    received.push(message);
    texts.push(message.text);
    for (const wake of waiting) wake();
  });
  return {
    texts,
    waitFor: (text, ms) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`"${text}" did not arrive within ${ms} ms; arrived: ${JSON.stringify(texts)}`));
        }, ms);
        const check = (): void => {
          const found = received.find((message) => message.text === text);
          if (found === undefined) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
  };
}
