/** One thing a search text may mean. */
export type SearchAttempt =
  | { readonly kind: "node"; readonly nodeId: number }
  | { readonly kind: "nodeKey"; readonly prefix: string }
  | { readonly kind: "nodeAddress"; readonly ip: string }
  | { readonly kind: "block"; readonly height: number }
  | { readonly kind: "blockHash"; readonly hash: string }
  | { readonly kind: "swarm"; readonly swarmId: string }
  | { readonly kind: "wallet"; readonly address: string };

/** Longer texts cannot be anything we know. */
export const SEARCH_TEXT_MAX = 200;
const KEY_PREFIX_MIN = 6;
const NODE_ID_MAX = 0xffff_ffff;

/** Everything the text could mean, most exact first; empty when it has no form we know. */
export function planSearch(text: string): readonly SearchAttempt[] {
  const words = normalizeSearch(text);
  if (words.length === 0 || words.length > SEARCH_TEXT_MAX) return [];
  const attempts: SearchAttempt[] = [];
  if (/^0x[0-9a-f]{40}$/.test(words)) return [{ kind: "wallet", address: words }];
  if (/^\d{1,15}$/.test(words)) {
    const number = Number(words);
    if (number >= 1 && number <= NODE_ID_MAX) attempts.push({ kind: "node", nodeId: number });
    attempts.push({ kind: "block", height: number });
  }
  if (/^\d{1,3}(\.\d{0,3}){1,3}$/.test(words)) attempts.push({ kind: "nodeAddress", ip: words });
  const hex = words.replace(/^0x/, "");
  if (/^[0-9a-f]+$/.test(hex) && hex.length <= 64) {
    if (hex.length >= KEY_PREFIX_MIN) attempts.push({ kind: "nodeKey", prefix: hex });
    if (hex.length === 16) attempts.push({ kind: "swarm", swarmId: hex });
    if (hex.length === 64) attempts.push({ kind: "blockHash", hash: hex });
  }
  return attempts;
}

/** Keys are shown in groups and numbers with commas; both may be pasted back. */
export function normalizeSearch(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/(?<=[0-9a-fx])\s+(?=[0-9a-f])/g, "")
    .replace(/(?<=\d),(?=\d{3})/g, "");
}

/** What was looked for, to finish "Looked for …". */
export function attemptInWords(attempt: SearchAttempt): string {
  switch (attempt.kind) {
    case "node":
      return `a node with the ID ${attempt.nodeId}`;
    case "nodeKey":
      return attempt.prefix.length === 64
        ? "a node with exactly this key"
        : `nodes whose key begins with ${attempt.prefix}`;
    case "nodeAddress":
      return `nodes whose IP address begins with ${attempt.ip}`;
    case "block":
      return `block number ${attempt.height}`;
    case "blockHash":
      return "a block with this hash";
    case "swarm":
      return `the swarm with the ID ${attempt.swarmId}`;
    case "wallet":
      return `the wallet ${attempt.address}`;
  }
}

/** The forms a search text may have, for a page that found none. */
export const SEARCHABLE = [
  "a node's key, or at least its first 6 characters",
  "a node's ID, for example 12",
  "a block number or block hash",
  "a wallet address: 0x and 40 hex digits",
  "a swarm ID: 16 hex digits",
  "the beginning of a node's IP address, for example 127.0.",
] as const;
