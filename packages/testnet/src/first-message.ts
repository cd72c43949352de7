import { randomBytes } from "node:crypto";
import { createClient } from "@session/client";
import { memoryStore, nodePorts } from "@session/client/node";

export interface FirstMessageOptions {
  readonly seedUrls: readonly string[];
  readonly fromPhrase: string;
  readonly toPhrase: string;
  readonly subnetDiversity: boolean;
  readonly timeoutMs: number;
}

export interface FirstMessage {
  /** From the call of `send` to the arrival at the other side. */
  readonly ms: number;
  /** Ed25519 keys of the three hops, guard first. */
  readonly hops: readonly string[];
}

/** Sends a text from one account to another over real hops and waits until it arrives. Rejects when it does not in time. */
export async function deliverFirstMessage(options: FirstMessageOptions): Promise<FirstMessage> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  const network = { seedUrls: options.seedUrls, subnetDiversity: options.subnetDiversity };
  const sender = createClient(
    { recoveryPhrase: options.fromPhrase, network, store: memoryStore() },
    nodePorts(),
  );
  const receiver = createClient(
    { recoveryPhrase: options.toPhrase, network, store: memoryStore() },
    nodePorts(),
  );
  const text = `Hello over three hops, ${randomBytes(4).toString("hex")}`;
  try {
    await Promise.all([sender.start(signal), receiver.start(signal)]);
    const arrived = new Promise<void>((resolve, reject) => {
      signal.addEventListener("abort", () =>
        reject(new Error(`the first message did not arrive within ${options.timeoutMs / 1000} s`)),
      );
      receiver.on("message", (message) => {
        if (message.conversation === sender.accountId && message.text === text) resolve();
      });
    });
    const started = performance.now();
    const [sent] = await Promise.all([sender.send(receiver.accountId, { text }, { signal }), arrived]);
    return { ms: Math.round(performance.now() - started), hops: sent.hops };
  } finally {
    await Promise.all([sender.stop(), receiver.stop()]);
  }
}
