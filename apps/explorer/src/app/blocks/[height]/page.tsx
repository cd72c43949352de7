import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { BlockView } from "../../../features/blocks/BlockView.tsx";
import { type BlockName, parseBlockName } from "../../../features/blocks/block-name.ts";
import { Arriving } from "../../../features/shell/Arriving.tsx";
import { BlocksSkeleton } from "../../../features/shell/skeletons.tsx";
import { ask } from "../../../server/api.ts";

interface BlockPageProps {
  readonly params: Promise<{ readonly height: string }>;
}

export async function generateMetadata({ params }: BlockPageProps): Promise<Metadata> {
  const name = parseBlockName((await params).height);
  if (!name) return { title: "Not found" };
  return { title: "height" in name ? `Block ${name.height}` : `Block ${name.hash.slice(0, 8)}` };
}

export default async function BlockPage({ params }: BlockPageProps) {
  const name = parseBlockName((await params).height);
  if (!name) notFound();
  return (
    <Arriving skeleton={<BlocksSkeleton />}>
      <Block name={name} />
    </Arriving>
  );
}

async function Block({ name }: { readonly name: BlockName }) {
  const block = await ask((api) => api.blocks.get.query(name));
  if (!block.ok && block.failure === "notFound") notFound();
  return <BlockView name={name} block={block} />;
}
