import type { NetworkParams } from "@session/protocol/params";
import type { Clock } from "@session/protocol/ports";
import type { Health } from "../../api/outputs/network.ts";
import type { ApiQueries } from "../../api/queries.ts";
import type { ContractViews, TokenView } from "../../indexer/contract-views.ts";
import { queryBlock, queryBlocks } from "./blocks.ts";
import { inSnapshot, type QueryContext } from "./context.ts";
import { queryEvents } from "./events.ts";
import { querySummary } from "./network.ts";
import { queryNodeById, queryNodeByKey, queryNodes } from "./nodes.ts";
import { querySwarm, querySwarms } from "./swarms.ts";
import { queryWallet } from "./wallet.ts";

export interface ApiQueriesPorts {
  readonly views: ContractViews;
  readonly clock: Clock;
  readonly health: () => Omit<Health, "stamp">;
}

/** Everything the routers answer from: tables, and the chain for block headers and the token's name. */
export function createApiQueries(
  context: QueryContext,
  params: NetworkParams,
  { views, clock, health }: ApiQueriesPorts,
): ApiQueries {
  const { deployment } = context;
  let token: TokenView | undefined;
  return {
    stamp: () => inSnapshot(context, async ({ stamp }) => stamp),
    networkSummary: () => querySummary(context, { nowMs: clock.now(), params }),
    async networkDeployment() {
      token ??= await views.token();
      const { name, symbol, decimals } = token;
      const { chainId, registry, pool, verifier, lens = null, deploymentBlock } = deployment;
      const { stakingRequirementAtomic, ...rest } = deployment.params;
      return inSnapshot(context, async ({ stamp }) => ({
        stamp,
        deployment: { chainId, registry, pool, token: deployment.token, verifier, lens, deploymentBlock },
        token: { name, symbol, decimals },
        params: { ...rest, stakingRequirementAtomic: stakingRequirementAtomic.toString() },
      }));
    },
    nodeList: (request) => queryNodes(context, request),
    nodeById: (nodeId) => queryNodeById(context, nodeId),
    nodeByKey: (ed25519) => queryNodeByKey(context, ed25519),
    blockList: (request) => queryBlocks(context, request),
    block: (at) => queryBlock(context, views, at),
    eventFeed: (request) => queryEvents(context, request),
    swarmList: () => querySwarms(context),
    swarm: (swarmId) => querySwarm(context, swarmId),
    walletStakes: (address) => queryWallet(context, address),
    health: () => inSnapshot(context, async ({ stamp }) => ({ stamp, ...health() })),
  };
}
