import type { Metadata } from "next";
import { Arriving } from "../../features/shell/Arriving.tsx";
import { PageHead } from "../../features/shell/PageHead.tsx";
import { SwarmsSkeleton } from "../../features/shell/skeletons.tsx";
import { SwarmsView } from "../../features/swarms/SwarmsView.tsx";
import { ask } from "../../server/api.ts";

export const metadata: Metadata = { title: "Swarms" };

export default function SwarmsPage() {
  return (
    <>
      <PageHead title="Swarms" text="Groups of nodes that store the same accounts' messages." />
      <Arriving skeleton={<SwarmsSkeleton />}>
        <Swarms />
      </Arriving>
    </>
  );
}

async function Swarms() {
  return <SwarmsView swarms={await ask((api) => api.swarms.list.query())} />;
}
