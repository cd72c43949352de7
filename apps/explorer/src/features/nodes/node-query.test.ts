import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  changeNodeQuery,
  DEFAULT_NODE_QUERY,
  filterCount,
  NODE_COLUMNS,
  NODE_VIEWS,
  type NodeQuery,
  nodeQueryHref,
  parseNodeQuery,
  sortBy,
} from "./node-query.ts";

const parse = (text: string) => parseNodeQuery(new URLSearchParams(text));

const anyQuery: fc.Arbitrary<NodeQuery> = fc.record({
  view: fc.constantFrom(...NODE_VIEWS),
  search: fc.string({ maxLength: 200 }).map((text) => text.trim()),
  version: fc.constantFrom(null, "2.8.0", "10.0.12"),
  swarm: fc.constantFrom(null, "0000000000000000", "7fffffffffffffff"),
  isLateOnly: fc.boolean(),
  sort: fc.constantFrom(...NODE_COLUMNS),
  direction: fc.constantFrom("asc" as const, "desc" as const),
  cursor: fc.constantFrom(null, "50", "o:100"),
});

describe("parseNodeQuery", () => {
  test("default: an empty address means everything present, by ID", () => {
    expect(parse("")).toEqual(DEFAULT_NODE_QUERY);
  });
  test("default: every filter is read", () => {
    expect(parse("state=left&q=+ab12+&version=2.8.0&swarm=7F&late=1&sort=-stake&after=c")).toEqual({
      view: "left",
      search: "ab12",
      version: "2.8.0",
      swarm: "000000000000007f",
      isLateOnly: true,
      sort: "stake",
      direction: "desc",
      cursor: "c",
    });
  });
  test("error: values without meaning fall back to the defaults", () => {
    expect(parse("state=no&version=new&swarm=xyz&sort=-colour&late=yes")).toEqual({
      ...DEFAULT_NODE_QUERY,
      direction: "desc",
    });
  });
  test("error: long texts are cut or left out", () => {
    expect(parse(`q=${"a".repeat(500)}`).search).toHaveLength(200);
    expect(parse(`after=${"a".repeat(201)}`).cursor).toBeNull();
  });
  test("behaviour: any address gives a query whose own address means the same", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const href = nodeQueryHref(query);
        expect(parseNodeQuery(new URL(href, "http://x").searchParams)).toEqual(query);
      }),
    );
  });
});

describe("nodeQueryHref", () => {
  test("default: defaults do not appear", () => {
    expect(nodeQueryHref(DEFAULT_NODE_QUERY)).toBe("/nodes");
    expect(nodeQueryHref({ ...DEFAULT_NODE_QUERY, sort: "proof", direction: "desc" })).toBe(
      "/nodes?sort=-proof",
    );
  });
});

describe("changing a query", () => {
  test("behaviour: a change starts from the first page", () => {
    const later = { ...DEFAULT_NODE_QUERY, cursor: "50" };
    expect(changeNodeQuery(later, { search: "a" }).cursor).toBeNull();
    expect(changeNodeQuery(later, { cursor: "100" }).cursor).toBe("100");
  });
  test("behaviour: a second click turns the order round", () => {
    const once = sortBy({ ...DEFAULT_NODE_QUERY, cursor: "50" }, "stake");
    expect([once.sort, once.direction, once.cursor]).toEqual(["stake", "desc", null]);
    expect(sortBy(once, "stake").direction).toBe("asc");
    expect(sortBy(once, "operator").direction).toBe("asc");
  });
  test("behaviour: filters are counted without the view", () => {
    expect(filterCount({ ...DEFAULT_NODE_QUERY, view: "left" })).toBe(0);
    expect(filterCount({ ...DEFAULT_NODE_QUERY, search: "a", version: "2.8.0", isLateOnly: true })).toBe(3);
  });
});
