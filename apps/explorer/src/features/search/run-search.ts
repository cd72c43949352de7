import type { Api } from "../../trpc/api.ts";
import { failureOf } from "../../trpc/failure.ts";
import type { NodeRow } from "../../trpc/types.ts";
import { attemptInWords, planSearch, type SearchAttempt } from "./plan-search.ts";

export interface SearchHit {
  readonly href: string;
  readonly kind: "Node" | "Block" | "Swarm" | "Wallet";
  readonly title: string;
  readonly detail: string;
  /** Key whose picture stands beside it. */
  readonly ed25519: string | null;
}

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  /** What was looked for, in words. */
  readonly tried: readonly string[];
  /** Part of the search got no answer, so something may be missing. */
  readonly isPartial: boolean;
}

const HITS_MAX = 8;
const EVERY_STATE = ["active", "decommissioned", "exited", "deregistered"] as const;

/** Tries everything the text could mean at the same time. */
export async function runSearch(text: string, api: Api, signal?: AbortSignal): Promise<SearchResult> {
  const plan = planSearch(text);
  const outcomes = await Promise.all(plan.map((attempt) => tryOne(attempt, api, signal)));
  const hits = outcomes.flatMap((outcome) => outcome ?? []);
  const unique = [...new Map(hits.map((hit) => [hit.href, hit])).values()];
  return {
    hits: unique.slice(0, HITS_MAX),
    tried: plan.map(attemptInWords),
    isPartial: outcomes.includes(undefined),
  };
}

/** What one meaning finds; undefined when the API could not say. */
async function tryOne(
  attempt: SearchAttempt,
  api: Api,
  signal: AbortSignal | undefined,
): Promise<readonly SearchHit[] | undefined> {
  try {
    return await lookUp(attempt, api, signal ? { signal } : {});
  } catch (error) {
    const failure = failureOf(error);
    return failure === "notFound" || failure === "badRequest" ? [] : undefined;
  }
}

async function lookUp(
  attempt: SearchAttempt,
  api: Api,
  options: { signal?: AbortSignal },
): Promise<readonly SearchHit[]> {
  switch (attempt.kind) {
    case "node":
      return [nodeHit((await api.nodes.get.query({ nodeId: attempt.nodeId }, options)).node)];
    case "nodeKey": {
      const input = { search: attempt.prefix, states: [...EVERY_STATE], limit: 20 };
      const { items } = await api.nodes.list.query(input, options);
      return items.filter((node) => node.ed25519.startsWith(attempt.prefix)).map(nodeHit);
    }
    case "nodeAddress": {
      const input = { search: attempt.ip, states: [...EVERY_STATE], limit: 20 };
      const { items } = await api.nodes.list.query(input, options);
      return items.filter((node) => node.proof?.publicIp.startsWith(attempt.ip)).map(nodeHit);
    }
    case "block":
      return [blockHit((await api.blocks.get.query({ height: attempt.height }, options)).block)];
    case "blockHash":
      return [blockHit((await api.blocks.get.query({ hash: attempt.hash }, options)).block)];
    case "swarm": {
      const { swarm } = await api.swarms.get.query({ swarmId: attempt.swarmId }, options);
      const members = `${swarm.size} ${swarm.size === 1 ? "member" : "members"}`;
      return [
        {
          href: `/swarms#swarm-${swarm.swarmId}`,
          kind: "Swarm",
          title: swarm.swarmId,
          detail: members,
          ed25519: null,
        },
      ];
    }
    case "wallet": {
      const { stakes } = await api.wallet.stakes.query({ address: attempt.address }, options);
      const detail =
        stakes.length === 0
          ? "no stakes so far"
          : `${stakes.length} ${stakes.length === 1 ? "stake" : "stakes"}`;
      return [
        {
          href: `/wallets/${attempt.address}`,
          kind: "Wallet",
          title: attempt.address,
          detail,
          ed25519: null,
        },
      ];
    }
  }
}

function nodeHit(node: Pick<NodeRow, "nodeId" | "ed25519" | "state">): SearchHit {
  return {
    href: `/nodes/${node.nodeId}`,
    kind: "Node",
    title: node.ed25519,
    detail: `ID ${node.nodeId}, ${node.state}`,
    ed25519: node.ed25519,
  };
}

function blockHit(block: { height: number; events: readonly unknown[] }): SearchHit {
  const count = block.events.length;
  return {
    href: `/blocks/${block.height}`,
    kind: "Block",
    title: block.height.toLocaleString("en"),
    detail: count === 0 ? "no events" : `${count} ${count === 1 ? "event" : "events"}`,
    ed25519: null,
  };
}
