import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadNodePage } from "../src/features/nodes/load-nodes.ts";
import { DEFAULT_NODE_QUERY, NODE_COLUMNS } from "../src/features/nodes/node-query.ts";
import { runSearch } from "../src/features/search/run-search.ts";
import { type Api, createApi } from "../src/trpc/api.ts";
import { load } from "../src/trpc/load.ts";
import { type FakeApi, startFakeApi } from "./fake-api/server.ts";

/* What the explorer asks, over HTTP through its own typed client. */

const NOW = 1_800_000_000;
const nowMs = () => NOW * 1_000;

let server: FakeApi;
let api: Api;

beforeAll(async () => {
  server = await startFakeApi({ nodes: 230, nowSeconds: NOW, frozen: true });
  api = createApi(server.url);
});
afterAll(() => server.stop());

describe("loadNodePage", () => {
  test("default: pages by ID follow each other until all are read", async () => {
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const page = await loadNodePage({ ...DEFAULT_NODE_QUERY, cursor }, { api, nowMs });
      seen.push(...page.items.map((node) => node.nodeId));
      expect(page.total).toBe(230);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(Array.from({ length: 230 }, (_, index) => index + 1));
  });

  test("behaviour: every column can be sorted both ways, over all pages, with no node lost or doubled", async () => {
    for (const sort of NODE_COLUMNS)
      for (const direction of ["asc", "desc"] as const) {
        const ids = new Set<number>();
        let cursor: string | null = null;
        do {
          const page = await loadNodePage({ ...DEFAULT_NODE_QUERY, sort, direction, cursor }, { api, nowMs });
          for (const node of page.items) ids.add(node.nodeId);
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect([sort, direction, ids.size]).toEqual([sort, direction, 230]);
      }
  });

  test("behaviour: an order of our own holds across pages", async () => {
    const first = await loadNodePage(
      { ...DEFAULT_NODE_QUERY, sort: "rewards", direction: "desc" },
      { api, nowMs },
    );
    const second = await loadNodePage(
      { ...DEFAULT_NODE_QUERY, sort: "rewards", direction: "desc", cursor: first.nextCursor },
      { api, nowMs },
    );
    const earned = [...first.items, ...second.items].map((node) => BigInt(node.rewards.earnedAtomic));
    expect(earned).toHaveLength(100);
    expect(earned).toEqual(earned.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
  });
});

describe("runSearch", () => {
  test("default: a number finds the node and the block", async () => {
    const { hits, isPartial } = await runSearch("12", api);
    expect(hits.map((hit) => hit.href)).toEqual(["/nodes/12", "/blocks/12"]);
    expect(isPartial).toBe(false);
  });
  test("behaviour: the beginning of a key finds its node, in any case", async () => {
    const { node } = await api.nodes.get.query({ nodeId: 40 });
    const { hits } = await runSearch(node.ed25519.slice(0, 10).toUpperCase(), api);
    expect(hits).toMatchObject([{ kind: "Node", href: "/nodes/40", ed25519: node.ed25519 }]);
  });
  test("behaviour: a wallet is found even when it has no stake", async () => {
    const address = `0x${"00".repeat(20)}`;
    const { hits } = await runSearch(address, api);
    expect(hits).toMatchObject([{ kind: "Wallet", href: `/wallets/${address}`, detail: "no stakes so far" }]);
  });
  test("behaviour: nothing found says what was tried", async () => {
    expect(await runSearch("99999999", api)).toEqual({
      hits: [],
      tried: ["a node with the ID 99999999", "block number 99999999", "nodes whose key begins with 99999999"],
      isPartial: false,
    });
  });
  test("error: a part without an answer is told, the rest is still found", async () => {
    server.fail(["blocks"]);
    const { hits, isPartial } = await runSearch("12", api);
    server.fail([]);
    expect(hits.map((hit) => hit.href)).toEqual(["/nodes/12"]);
    expect(isPartial).toBe(true);
  });
});

describe("load", () => {
  test("default: an answer and when it came", async () => {
    const loaded = await load(() => api.health.query(), nowMs);
    expect(loaded).toMatchObject({ ok: true, atMs: NOW * 1_000, value: { status: "ok" } });
  });
  test("error: a missing thing, a failing API and a silent one are told apart", async () => {
    expect(await load(() => api.nodes.get.query({ nodeId: 9_999 }), nowMs)).toMatchObject({
      failure: "notFound",
    });
    server.fail([""]);
    expect(await load(() => api.health.query(), nowMs)).toMatchObject({ failure: "failed" });
    server.fail([]);
    const nobody = createApi("http://127.0.0.1:9");
    expect(await load(() => nobody.health.query(), nowMs)).toMatchObject({ failure: "unreachable" });
  });
});
