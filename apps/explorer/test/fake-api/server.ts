import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { initTRPC, TRPCError } from "@trpc/server";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import type { Inputs, LiveUpdate, NodeRow, Outputs } from "../../src/trpc/types.ts";
import {
  advance,
  blockOf,
  createWorld,
  detailOf,
  parentHashOf,
  stampOf,
  summaryOf,
  type World,
} from "./world.ts";

/** An HTTP server that answers like the indexer's API. For tests and for looking at pages without a chain. */
export interface FakeApi {
  readonly url: string;
  /** Procedures whose path starts with one of these answer with an internal error. */
  fail(prefixes: readonly string[]): void;
  /** Every answer takes this long. */
  slow(ms: number): void;
  /** Ends every open connection, streams too; clients may come back. */
  cut(): void;
  /** How many blocks the index lags behind the chain. */
  lag(blocks: number): void;
  stop(): Promise<void>;
}

export async function startFakeApi(options: {
  readonly port?: number;
  readonly nodes?: number;
  readonly nowSeconds: number;
  readonly blockMs?: number;
  /** No block follows the first look. */
  readonly frozen?: boolean;
}): Promise<FakeApi> {
  const nodeCount = options.nodes ?? 14;
  const blockSeconds = Math.max(1, Math.round((options.blockMs ?? 1_000) / 1_000));
  let world: World = createWorld({
    nodes: nodeCount,
    blockSeconds,
    startSeconds: options.nowSeconds - (60 + nodeCount * 4) * blockSeconds,
  });
  let behind = 0;
  let failing: readonly string[] = [];
  let delayMs = 0;
  const stopping = new AbortController();
  const ticking = options.frozen ? Promise.resolve() : tick();

  async function tick() {
    while (!stopping.signal.aborted) {
      await sleep(blockSeconds * 1_000, undefined, { signal: stopping.signal }).catch(() => undefined);
      world = advance(world, 1);
    }
  }

  const t = initTRPC.create({ sse: { ping: { enabled: true, intervalMs: 5_000 } } });
  const procedure = t.procedure.use(async ({ path, next }) => {
    if (delayMs > 0) await sleep(delayMs);
    if (failing.some((prefix) => path.startsWith(prefix)))
      throw new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "the database does not answer" });
    return next();
  });
  const input =
    <T>() =>
    (raw: unknown) =>
      raw as T; // callers are our own typed clients
  const stamp = () => stampOf(world, behind);

  const router = t.router({
    network: t.router({
      summary: procedure.query((): Outputs["network"]["summary"] => summaryOf(world, stamp())),
      deployment: procedure.query((): Outputs["network"]["deployment"] => ({
        stamp: stamp(),
        deployment: {
          chainId: 31_337,
          registry: stamp().registry,
          pool: stamp().registry,
          token: stamp().registry,
          verifier: stamp().registry,
          lens: null,
          deploymentBlock: 10,
        },
        token: { name: "Test SENT", symbol: "tSENT", decimals: 9 },
        params: {},
      })),
    }),
    nodes: t.router({
      list: procedure.input(input<Inputs["nodes"]["list"]>()).query(({ input }): Outputs["nodes"]["list"] => {
        const states = input.states ?? ["active", "decommissioned"];
        const needle = input.search?.toLowerCase();
        const matching = world.nodes.filter(
          (node) =>
            (states.includes(node.state) ||
              (states.includes("unlocking") && node.unlockAtSeconds !== null)) &&
            (!needle ||
              node.ed25519.includes(needle) ||
              node.operator.includes(needle) ||
              node.swarmId?.includes(needle) ||
              node.proof?.publicIp.startsWith(needle) ||
              String(node.nodeId) === needle),
        );
        const direction = input.direction === "desc" ? -1 : 1;
        const key = SORT_KEYS[input.sort ?? "id"];
        const sorted = matching.toSorted(
          (a, b) => compare(key(a), key(b)) * direction || a.nodeId - b.nodeId,
        );
        return { stamp: stamp(), ...pageOf(sorted, input) };
      }),
      get: procedure.input(input<Inputs["nodes"]["get"]>()).query(({ input }): Outputs["nodes"]["get"] => {
        const row = world.nodes.find((node) =>
          "nodeId" in input ? node.nodeId === input.nodeId : node.ed25519 === input.ed25519,
        );
        if (!row) throw new TRPCError({ code: "NOT_FOUND", message: "not known at the indexed block" });
        return detailOf(world, stamp(), row);
      }),
    }),
    blocks: t.router({
      list: procedure
        .input(input<Inputs["blocks"]["list"]>())
        .query(({ input }): Outputs["blocks"]["list"] => {
          const all = Array.from({ length: stamp().indexedBlock + 1 }, (_, index) =>
            blockOf(world, stamp().indexedBlock - index),
          );
          const rows = input.eventsOnly === false ? all : all.filter((block) => block.events > 0);
          return { stamp: stamp(), ...pageOf(rows, input) };
        }),
      get: procedure.input(input<Inputs["blocks"]["get"]>()).query(({ input }): Outputs["blocks"]["get"] => {
        if (!("height" in input) || input.height > stamp().headBlock)
          throw new TRPCError({ code: "NOT_FOUND", message: "not known at the indexed block" });
        const { events: _count, ...block } = blockOf(world, input.height);
        return {
          stamp: stamp(),
          block: {
            ...block,
            parentHash: parentHashOf(input.height),
            gasUsed: "192129",
            gasLimit: "30000000",
            transactions: 1,
            events: world.events.filter((event) => event.blockHeight === input.height).toReversed(),
            indexed: input.height <= stamp().indexedBlock,
          },
        };
      }),
    }),
    events: t.router({
      feed: procedure
        .input(input<Inputs["events"]["feed"]>())
        .query(({ input }): Outputs["events"]["feed"] => {
          const rows = world.events.filter((event) => !input.types || input.types.includes(event.type));
          return { stamp: stamp(), ...pageOf(rows, input) };
        }),
      live: procedure.subscription(async function* ({ signal }): AsyncGenerator<LiveUpdate> {
        let sent = -1;
        while (!signal?.aborted && !stopping.signal.aborted) {
          if (stamp().indexedBlock !== sent) {
            sent = stamp().indexedBlock;
            yield { kind: "head", stamp: stamp() };
          }
          await sleep(100);
        }
      }),
    }),
    swarms: t.router({
      list: procedure.query((): Outputs["swarms"]["list"] => ({ stamp: stamp(), items: [...world.swarms] })),
      get: procedure.input(input<Inputs["swarms"]["get"]>()).query(({ input }): Outputs["swarms"]["get"] => {
        const swarm = world.swarms.find((row) => row.swarmId === input.swarmId);
        if (!swarm) throw new TRPCError({ code: "NOT_FOUND", message: "not known at the indexed block" });
        return { stamp: stamp(), swarm };
      }),
    }),
    wallet: t.router({
      stakes: procedure
        .input(input<Inputs["wallet"]["stakes"]>())
        .query(({ input }): Outputs["wallet"]["stakes"] => {
          const stakes = world.nodes.flatMap((row) => {
            const { node } = detailOf(world, stamp(), row);
            return node.slots
              .filter((slot) => slot.staker === input.address)
              .map((slot) => ({ node: row, slot }));
          });
          const sum = (pick: (slot: (typeof stakes)[number]["slot"]) => string) =>
            String(stakes.reduce((total, { slot }) => total + BigInt(pick(slot)), 0n));
          return {
            stamp: stamp(),
            address: input.address as `0x${string}`,
            totals: {
              stakedAtomic: sum((slot) => slot.amountAtomic),
              earnedAtomic: sum((slot) => slot.earnedAtomic),
              claimedAtomic: sum((slot) => slot.claimedAtomic),
              unclaimedAtomic: sum((slot) => slot.unclaimedAtomic),
              perDayAtomic: sum((slot) => slot.perDayAtomic),
              perSecondNanoAtomic: sum((slot) => slot.perSecondNanoAtomic),
            },
            stakes,
            beneficiaryOf: [],
            claims: [],
            withdrawals: [],
          };
        }),
    }),
    health: procedure.query((): Outputs["health"] => ({
      stamp: stamp(),
      status: behind > 3 ? "behind" : "ok",
      detail: behind > 3 ? `${behind} blocks behind the chain` : "following the chain",
      lagBlocks: behind,
      idleSeconds: 1,
      reorgs: 0,
      proofs: world.nodes.length,
      startedSeconds: options.nowSeconds,
    })),
  });

  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "*");
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    const path = new URL(request.url ?? "/", "http://fake").pathname.replace(/^\/trpc\//, "");
    void nodeHTTPRequestHandler({ req: request, res: response, path, router, createContext: () => ({}) });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP, so it is never a pipe name
  return {
    url: `http://127.0.0.1:${port}`,
    fail(prefixes) {
      failing = prefixes;
    },
    slow(ms) {
      delayMs = ms;
    },
    cut() {
      server.closeAllConnections();
    },
    lag(blocks) {
      behind = blocks;
    },
    async stop() {
      stopping.abort();
      await ticking;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const SORT_KEYS = {
  id: (node: NodeRow) => BigInt(node.nodeId),
  proofAge: (node: NodeRow) => -BigInt(node.proof?.receivedSeconds ?? 0),
  stake: (node: NodeRow) => BigInt(node.stakeAtomic),
  registered: (node: NodeRow) => BigInt(node.registeredBlock),
  operator: (node: NodeRow) => node.operator,
  swarm: (node: NodeRow) => node.swarmId ?? "g",
  unlock: (node: NodeRow) => BigInt(node.unlockAtSeconds ?? 0),
};

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function pageOf<T>(
  rows: readonly T[],
  { cursor, limit = 50 }: { cursor?: string | undefined; limit?: number | undefined },
) {
  const start = cursor ? Number(cursor) : 0;
  const end = start + limit;
  return {
    items: rows.slice(start, end),
    nextCursor: end < rows.length ? String(end) : null,
    total: rows.length,
  };
}
