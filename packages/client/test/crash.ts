import type { Transport } from "@session/protocol/ports";
import type { ClientStore } from "../src/index.ts";

/** A process that can be killed: from then on its store and its carrier do nothing any more. */
export interface Mortal {
  readonly store: ClientStore;
  transport(transport: Transport): Transport;
  kill(): void;
}

export function mortal(disk: ClientStore): Mortal {
  let isDead = false;
  const guard =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (isDead) throw new Error("killed");
      const result = await call(...args);
      if (isDead) throw new Error("killed");
      return result;
    };
  return {
    store: {
      commit: guard(disk.commit),
      value: guard(disk.value),
      contact: guard(disk.contact),
      contacts: guard(disk.contacts),
      message: guard(disk.message),
      messages: guard(disk.messages),
      conversations: guard(disk.conversations),
      unhandledMessages: guard(disk.unhandledMessages),
      jobs: guard(disk.jobs),
      cursor: guard(disk.cursor),
      seen: guard(disk.seen),
      close: async () => {}, // the disk outlives the process
    },
    transport: (transport) => ({ request: guard(transport.request) }),
    kill() {
      isDead = true;
    },
  };
}
