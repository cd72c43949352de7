import type { Metadata } from "next";
import { BlocksView } from "../../features/blocks/BlocksView.tsx";
import {
  type BlockQuery,
  feedInput,
  NEWEST_BLOCKS,
  parseBlockQuery,
} from "../../features/blocks/block-query.ts";
import { Arriving } from "../../features/shell/Arriving.tsx";
import { PageHead } from "../../features/shell/PageHead.tsx";
import { BlocksSkeleton } from "../../features/shell/skeletons.tsx";
import { ask } from "../../server/api.ts";
import { type PageSearch, toUrlParameters } from "../../server/page-search.ts";

export const metadata: Metadata = { title: "Blocks and events" };

export default async function BlocksPage({ searchParams }: { readonly searchParams: Promise<PageSearch> }) {
  const query = parseBlockQuery(toUrlParameters(await searchParams));
  return (
    <>
      <PageHead
        title="Blocks and events"
        text="The chain's newest blocks, and what the staking contracts said in them."
      />
      <Arriving skeleton={<BlocksSkeleton />}>
        <Blocks query={query} />
      </Arriving>
    </>
  );
}

async function Blocks({ query }: { readonly query: BlockQuery }) {
  const [blocks, events] = await Promise.all([
    ask((api) => api.blocks.list.query(NEWEST_BLOCKS)),
    ask((api) => api.events.feed.query(feedInput(query))),
  ]);
  return <BlocksView query={query} blocks={blocks} events={events} />;
}
