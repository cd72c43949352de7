import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRoute, parentOf, parseRoute, type Route } from "./route.ts";

const ID = `05${"ab".repeat(32)}`;
const ROUTES: readonly Route[] = [
  { page: "home" },
  { page: "create" },
  { page: "restore" },
  { page: "newConversation" },
  { page: "conversation", accountId: ID },
  { page: "messageInfo", accountId: ID, messageId: `${ID}:1700000000000` },
  { page: "settings" },
  { page: "recovery" },
  { page: "connection" },
];

describe("routes", () => {
  test.each(ROUTES)("behaviour: $page survives the address bar", (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });
  test("behaviour: account IDs stay behind the #, which no server sees", () => {
    for (const route of ROUTES) expect(formatRoute(route)).toMatch(/^#\//);
  });
  test("error: what is no route is home", () => {
    for (const fragment of [
      "",
      "#",
      "#/c/",
      "#/c/05ab",
      `#/c/${ID}/m`,
      `#/c/${ID}/m/%zz`,
      `#/c/${ID}/x/1`,
      "#/toString",
    ])
      expect(parseRoute(fragment)).toEqual({ page: "home" });
  });
  test("behaviour: any fragment parses, and parents lead home", () => {
    fc.assert(
      fc.property(fc.string(), (fragment) => {
        let route = parseRoute(fragment);
        for (let steps = 0; route.page !== "home"; steps += 1) {
          expect(steps).toBeLessThan(3);
          route = parentOf(route);
        }
      }),
    );
  });
});
