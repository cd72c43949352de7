import type { Metadata } from "next";
import { loadNodePage } from "../../features/nodes/load-nodes.ts";
import { NodesView } from "../../features/nodes/NodesView.tsx";
import { type NodeQuery, parseNodeQuery } from "../../features/nodes/node-query.ts";
import { Arriving } from "../../features/shell/Arriving.tsx";
import { PageHead } from "../../features/shell/PageHead.tsx";
import { TableSkeleton } from "../../features/shell/skeletons.tsx";
import { ask, serverNowMs } from "../../server/api.ts";
import { type PageSearch, toUrlParameters } from "../../server/page-search.ts";

export const metadata: Metadata = { title: "Nodes" };

export default async function NodesPage({ searchParams }: { readonly searchParams: Promise<PageSearch> }) {
  const query = parseNodeQuery(toUrlParameters(await searchParams));
  return (
    <>
      <PageHead title="Nodes" text="Every service node with its stake, swarm, state and last sign of life." />
      <Arriving skeleton={<TableSkeleton />}>
        <Nodes query={query} />
      </Arriving>
    </>
  );
}

async function Nodes({ query }: { readonly query: NodeQuery }) {
  const [page, summary] = await Promise.all([
    ask((api) => loadNodePage(query, { api, nowMs: serverNowMs })),
    ask((api) => api.network.summary.query()),
  ]);
  return <NodesView query={query} page={page} summary={summary} />;
}
