/** How a block is asked for. */
export type BlockName = { readonly height: number } | { readonly hash: string };

/** Reads the last part of a block page's address; undefined when it cannot name a block. */
export function parseBlockName(text: string): BlockName | undefined {
  if (/^(0x)?[0-9a-f]{64}$/i.test(text)) return { hash: text.toLowerCase().replace(/^0x/, "") };
  return /^\d{1,15}$/.test(text) ? { height: Number(text) } : undefined;
}
