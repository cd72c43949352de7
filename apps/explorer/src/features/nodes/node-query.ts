/** What the node list shows, as it stands in the address: sharing the link gives the same rows and order. */

export const NODE_VIEWS = ["present", "active", "decommissioned", "unlocking", "left"] as const;
export type NodeView = (typeof NODE_VIEWS)[number];

export const NODE_COLUMNS = [
  "id",
  "state",
  "key",
  "operator",
  "contributors",
  "stake",
  "fee",
  "swarm",
  "version",
  "proof",
  "rewards",
  "unlock",
] as const;
export type NodeColumn = (typeof NODE_COLUMNS)[number];

export interface NodeQuery {
  readonly view: NodeView;
  /** Part of a key, operator, contributor, IP prefix, swarm ID, or a node ID; empty for all. */
  readonly search: string;
  /** Exact storage server version. */
  readonly version: string | null;
  /** 16 hex digits. */
  readonly swarm: string | null;
  /** Only nodes whose proof is late or missing. */
  readonly isLateOnly: boolean;
  readonly sort: NodeColumn;
  readonly direction: "asc" | "desc";
  readonly cursor: string | null;
}

export const DEFAULT_NODE_QUERY: NodeQuery = {
  view: "present",
  search: "",
  version: null,
  swarm: null,
  isLateOnly: false,
  sort: "id",
  direction: "asc",
  cursor: null,
};

const SEARCH_MAX = 200;
const CURSOR_MAX = 200;

/** Reads the address; a value that means nothing falls back to the default instead of failing the page. */
export function parseNodeQuery(parameters: URLSearchParams): NodeQuery {
  const view = parameters.get("state");
  const sortText = parameters.get("sort") ?? "";
  const column = sortText.replace(/^-/, "");
  const swarm = parameters.get("swarm")?.toLowerCase() ?? "";
  const version = parameters.get("version") ?? "";
  const cursor = parameters.get("after") ?? "";
  return {
    view: isOneOf(NODE_VIEWS, view) ? view : DEFAULT_NODE_QUERY.view,
    search: (parameters.get("q") ?? "").trim().slice(0, SEARCH_MAX),
    version: /^\d{1,5}(\.\d{1,5}){2}$/.test(version) ? version : null,
    swarm: /^[0-9a-f]{1,16}$/.test(swarm) ? swarm.padStart(16, "0") : null,
    isLateOnly: parameters.get("late") === "1",
    sort: isOneOf(NODE_COLUMNS, column) ? column : DEFAULT_NODE_QUERY.sort,
    direction: sortText.startsWith("-") ? "desc" : "asc",
    cursor: cursor !== "" && cursor.length <= CURSOR_MAX ? cursor : null,
  };
}

/** The address of a query; defaults are left out, so that equal lists have equal addresses. */
export function nodeQueryHref(query: NodeQuery): string {
  const parameters = new URLSearchParams();
  if (query.view !== DEFAULT_NODE_QUERY.view) parameters.set("state", query.view);
  if (query.search !== "") parameters.set("q", query.search);
  if (query.version !== null) parameters.set("version", query.version);
  if (query.swarm !== null) parameters.set("swarm", query.swarm);
  if (query.isLateOnly) parameters.set("late", "1");
  if (query.sort !== DEFAULT_NODE_QUERY.sort || query.direction !== DEFAULT_NODE_QUERY.direction)
    parameters.set("sort", `${query.direction === "desc" ? "-" : ""}${query.sort}`);
  if (query.cursor !== null) parameters.set("after", query.cursor);
  const text = parameters.toString();
  return text === "" ? "/nodes" : `/nodes?${text}`;
}

/** A changed filter or order starts from the first page. */
export function changeNodeQuery(query: NodeQuery, change: Partial<NodeQuery>): NodeQuery {
  return { ...query, cursor: null, ...change };
}

/** Columns that are most telling from the top down. */
const FALLING_FIRST: ReadonlySet<NodeColumn> = new Set(["stake", "fee", "rewards", "contributors", "proof"]);

/** What a click on a column's head leads to: its natural order first, then the other. */
export function sortBy(query: NodeQuery, column: NodeColumn): NodeQuery {
  if (query.sort === column)
    return changeNodeQuery(query, { direction: query.direction === "asc" ? "desc" : "asc" });
  return changeNodeQuery(query, {
    sort: column,
    direction: FALLING_FIRST.has(column) ? "desc" : "asc",
  });
}

/** How many filters are set beside the view. */
export function filterCount(query: NodeQuery): number {
  return [query.search !== "", query.version !== null, query.swarm !== null, query.isLateOnly].filter(Boolean)
    .length;
}

function isOneOf<const T extends string>(values: readonly T[], text: string | null): text is T {
  return text !== null && (values as readonly string[]).includes(text); // widening only
}
