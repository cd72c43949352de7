import { describe, expect, test } from "vitest";
import { blockQueryHref, feedInput, parseBlockQuery } from "./block-query.ts";

const parse = (text: string) => parseBlockQuery(new URLSearchParams(text));

describe("parseBlockQuery", () => {
  test("default: an empty address means all events from the newest on", () => {
    expect(parse("")).toEqual({ type: null, cursor: null });
    expect(blockQueryHref({ type: null, cursor: null })).toBe("/blocks");
    expect(feedInput({ type: null, cursor: null })).toEqual({ limit: 50 });
  });
  test("behaviour: kind and place are kept in the address", () => {
    const query = parse("type=NodeExited&after=12-3");
    expect(query).toEqual({ type: "NodeExited", cursor: "12-3" });
    expect(parse(new URL(blockQueryHref(query), "http://x").search)).toEqual(query);
    expect(feedInput(query)).toEqual({ limit: 50, types: ["NodeExited"], cursor: "12-3" });
  });
  test("error: a kind that does not exist, or inherits its name, means all", () => {
    expect(parse("type=Nothing").type).toBeNull();
    expect(parse("type=toString").type).toBeNull();
    expect(parse(`after=${"1".repeat(201)}`).cursor).toBeNull();
  });
});
