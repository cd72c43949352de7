import { initTRPC, TRPCError } from "@trpc/server";
import { toTrpcError } from "./errors.ts";
import {
  blocksGetInput,
  blocksListInput,
  eventsFeedInput,
  nodesGetInput,
  nodesListInput,
  swarmsGetInput,
  walletInput,
} from "./inputs.ts";
import { eventFeed, type LiveUpdate } from "./outputs/events.ts";
import { blockDetail, blockList, health, networkDeployment, networkSummary } from "./outputs/network.ts";
import { nodeDetail, nodeList, swarmDetail, swarmList } from "./outputs/nodes.ts";
import { walletStakes } from "./outputs/wallet.ts";
import type { ApiContext } from "./queries.ts";

const t = initTRPC.context<ApiContext>().create({
  isDev: false,
  errorFormatter: ({ shape }) =>
    // Texts of failures we did not foresee are for the log, not for strangers.
    shape.data.code === "INTERNAL_SERVER_ERROR" ? { ...shape, message: "internal error" } : shape,
  sse: {
    /** Keeps proxies from closing a quiet stream, and tells a client early that the server is gone. */
    ping: { enabled: true, intervalMs: 10_000 },
    client: { reconnectAfterInactivityMs: 25_000 },
  },
});

const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  const known = result.ok ? undefined : toTrpcError(result.error.cause);
  if (known !== undefined) throw known;
  return result;
});

/** Everything the explorer and scripts ask, under `/trpc`. Read-only; answers never require a login. */
export const appRouter = t.router({
  network: t.router({
    summary: procedure.output(networkSummary).query(({ ctx }) => ctx.queries.networkSummary()),
    deployment: procedure.output(networkDeployment).query(({ ctx }) => ctx.queries.networkDeployment()),
  }),
  nodes: t.router({
    list: procedure
      .input(nodesListInput)
      .output(nodeList)
      .query(({ ctx, input }) => ctx.queries.nodeList(input)),
    get: procedure
      .input(nodesGetInput)
      .output(nodeDetail)
      .query(async ({ ctx, input }) =>
        "nodeId" in input
          ? found(await ctx.queries.nodeById(input.nodeId), `node ${input.nodeId}`)
          : found(await ctx.queries.nodeByKey(input.ed25519), `node with key ${input.ed25519}`),
      ),
  }),
  blocks: t.router({
    list: procedure
      .input(blocksListInput)
      .output(blockList)
      .query(({ ctx, input }) => ctx.queries.blockList(input)),
    get: procedure
      .input(blocksGetInput)
      .output(blockDetail)
      .query(async ({ ctx, input }) =>
        found(await ctx.queries.block(input), `block ${"height" in input ? input.height : input.hash}`),
      ),
  }),
  events: t.router({
    feed: procedure
      .input(eventsFeedInput)
      .output(eventFeed)
      .query(({ ctx, input }) => ctx.queries.eventFeed(input)),
    live: procedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<LiveUpdate> {
      // Subscribed before the head is read, so that nothing falls between the two.
      const updates = ctx.live(signal ?? new AbortController().signal);
      yield { kind: "head", stamp: await ctx.queries.stamp() };
      yield* updates;
    }),
  }),
  swarms: t.router({
    list: procedure.output(swarmList).query(({ ctx }) => ctx.queries.swarmList()),
    get: procedure
      .input(swarmsGetInput)
      .output(swarmDetail)
      .query(async ({ ctx, input }) =>
        found(await ctx.queries.swarm(input.swarmId), `swarm ${input.swarmId}`),
      ),
  }),
  wallet: t.router({
    stakes: procedure
      .input(walletInput)
      .output(walletStakes)
      .query(({ ctx, input }) => ctx.queries.walletStakes(input.address)),
  }),
  health: procedure.output(health).query(({ ctx }) => ctx.queries.health()),
});

/** The explorer takes this type, and nothing else of this app. */
export type AppRouter = typeof appRouter;

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined)
    throw new TRPCError({ code: "NOT_FOUND", message: `${what}: not known at the indexed block` });
  return value;
}
