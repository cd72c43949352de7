import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NodeView } from "../../../features/nodes/NodeView.tsx";
import { type NodeName, parseNodeName } from "../../../features/nodes/node-name.ts";
import { Arriving } from "../../../features/shell/Arriving.tsx";
import { NodeSkeleton } from "../../../features/shell/skeletons.tsx";
import { ask } from "../../../server/api.ts";

interface NodePageProps {
  readonly params: Promise<{ readonly idOrKey: string }>;
}

export async function generateMetadata({ params }: NodePageProps): Promise<Metadata> {
  const name = parseNodeName((await params).idOrKey);
  if (!name) return { title: "Not found" };
  return { title: "nodeId" in name ? `Node ${name.nodeId}` : `Node ${name.ed25519.slice(0, 8)}` };
}

export default async function NodePage({ params }: NodePageProps) {
  const name = parseNodeName((await params).idOrKey);
  if (!name) notFound();
  return (
    <Arriving skeleton={<NodeSkeleton />}>
      <Node name={name} />
    </Arriving>
  );
}

async function Node({ name }: { readonly name: NodeName }) {
  const [node, swarms] = await Promise.all([
    ask((api) => api.nodes.get.query(name)),
    ask((api) => api.swarms.list.query()),
  ]);
  if (!node.ok && node.failure === "notFound") notFound();
  return <NodeView name={name} node={node} swarms={swarms} />;
}
