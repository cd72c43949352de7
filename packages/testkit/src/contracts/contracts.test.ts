import { createMemoryNetwork } from "../fakes/memory-network.ts";
import { createScriptedChain } from "../fakes/scripted-chain.ts";
import { createSeededRandom } from "../fakes/seeded-random.ts";
import { createSimClock } from "../fakes/sim-clock.ts";
import { fixtureNode, registerNode } from "../fixtures/nodes.ts";
import { settle } from "../platform/settle.ts";
import { describeChainReader } from "./chain-reader.ts";
import { describeClock } from "./clock.ts";
import { describeRandom } from "./random.ts";
import { describeTransport } from "./transport.ts";

// The fakes keep the same contracts as the real adapters, so that what passes with one passes with the other.

describeClock("SimClock", () => {
  const clock = createSimClock();
  return { clock, pass: (ms) => clock.advance(ms) };
});

describeRandom("SeededRandom", () => createSeededRandom("contract"));

describeTransport("MemoryTransport", async () => {
  const clock = createSimClock();
  const network = createMemoryNetwork({ clock });
  let number = 0;
  return {
    transport: network.transport({ kind: "client", ip: "127.0.0.1" }),
    async listen(handler) {
      const { address } = fixtureNode(++number);
      await network.listener(address.ed25519).start(handler);
      return address;
    },
    deadAddress: async () => fixtureNode(++number).address,
    pass: (ms) => clock.advance(ms),
    close: async () => undefined,
  };
});

describeChainReader("ScriptedChain", async () => {
  const chain = createScriptedChain();
  let number = 0;
  return {
    reader: chain,
    mine: async (withEvents) => chain.append(withEvents ? registerNode(fixtureNode(++number)) : []),
    async reorg(depth) {
      chain.reorg(depth);
      for (let i = 0; i <= depth; i++) chain.append();
    },
    pass: settle,
    close: async () => undefined,
  };
});
