/** How a node is asked for: by its ID, or by its key for the newest registration with it. */
export type NodeName = { readonly nodeId: number } | { readonly ed25519: string };

const NODE_ID_MAX = 0xffff_ffff;

/** Reads the last part of a node page's address; undefined when it cannot name a node. */
export function parseNodeName(text: string): NodeName | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return { ed25519: text.toLowerCase() };
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const nodeId = Number(text);
  return nodeId >= 1 && nodeId <= NODE_ID_MAX ? { nodeId } : undefined;
}
