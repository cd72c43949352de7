import { LATEST_BLOCKS, LATEST_EVENTS } from "../features/network/latest.ts";
import { OverviewView } from "../features/network/OverviewView.tsx";
import { Arriving } from "../features/shell/Arriving.tsx";
import { PageHead } from "../features/shell/PageHead.tsx";
import { OverviewSkeleton } from "../features/shell/skeletons.tsx";
import { ask } from "../server/api.ts";

export default function OverviewPage() {
  return (
    <>
      <PageHead title="Overview" text="Who runs the network, how it is, and what just happened." />
      <Arriving skeleton={<OverviewSkeleton />}>
        <Overview />
      </Arriving>
    </>
  );
}

async function Overview() {
  const [summary, swarms, events, blocks] = await Promise.all([
    ask((api) => api.network.summary.query()),
    ask((api) => api.swarms.list.query()),
    ask((api) => api.events.feed.query(LATEST_EVENTS)),
    ask((api) => api.blocks.list.query(LATEST_BLOCKS)),
  ]);
  return <OverviewView summary={summary} swarms={swarms} events={events} blocks={blocks} />;
}
