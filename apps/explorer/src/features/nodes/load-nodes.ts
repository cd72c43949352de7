import type { Api } from "../../trpc/api.ts";
import type { Inputs, NodeRow, Stamp } from "../../trpc/types.ts";
import { arrangeNodes } from "./arrange-nodes.ts";
import type { NodeColumn, NodeQuery, NodeView } from "./node-query.ts";
import { paramsOfChain } from "./proof-standing.ts";

export const NODES_PER_PAGE = 50;
const READ_AT_ONCE = 200;
/** More nodes than any network of this kind has had. */
const READ_MAX = 5_000;

type ApiSort = NonNullable<Inputs["nodes"]["list"]["sort"]>;

/** Orders the API knows itself. */
const API_SORTS: Partial<Record<NodeColumn, ApiSort>> = {
  id: "id",
  operator: "operator",
  stake: "stake",
  swarm: "swarm",
  proof: "proofAge",
  unlock: "unlock",
};

const STATES_OF_VIEW: Readonly<Record<NodeView, NonNullable<Inputs["nodes"]["list"]["states"]>>> = {
  present: ["active", "decommissioned"],
  active: ["active"],
  decommissioned: ["decommissioned"],
  unlocking: ["unlocking"],
  left: ["exited", "deregistered"],
};

export interface NodePage {
  readonly stamp: Stamp;
  readonly items: readonly NodeRow[];
  readonly nextCursor: string | null;
  readonly total: number;
  /** True when there were more nodes than are read for an order of our own. */
  readonly isCut: boolean;
}

/**
 * One page of the list. Orders and filters the API knows are left to it; for the others all rows of the view
 * are read, up to a limit, and arranged here.
 */
export async function loadNodePage(
  query: NodeQuery,
  ports: { readonly api: Api; readonly nowMs: () => number },
  signal?: AbortSignal,
): Promise<NodePage> {
  const options = signal ? { signal } : {};
  const common = {
    states: STATES_OF_VIEW[query.view],
    ...(query.search === "" ? {} : { search: query.search }),
  };
  const sort = API_SORTS[query.sort];
  if (sort && query.version === null && query.swarm === null && !query.isLateOnly) {
    const page = await ports.api.nodes.list.query(
      {
        ...common,
        sort,
        direction: query.direction,
        limit: NODES_PER_PAGE,
        ...(query.cursor === null ? {} : { cursor: query.cursor }),
      },
      options,
    );
    return { ...page, isCut: false };
  }

  const rows: NodeRow[] = [];
  let cursor: string | null = null;
  let stamp: Stamp;
  do {
    const page = await ports.api.nodes.list.query(
      { ...common, limit: READ_AT_ONCE, ...(cursor === null ? {} : { cursor }) },
      options,
    );
    rows.push(...page.items);
    cursor = page.nextCursor;
    stamp = page.stamp;
  } while (cursor !== null && rows.length < READ_MAX);
  const arranged = arrangeNodes(rows, query, NODES_PER_PAGE, {
    seenAtMs: ports.nowMs(),
    proofValidityMs: paramsOfChain(stamp.chainId).proofs.validityMs,
  });
  return { stamp, ...arranged, isCut: cursor !== null };
}
