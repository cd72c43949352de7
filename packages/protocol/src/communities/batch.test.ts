import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Decode, utf8Encode } from "../bytes/index.ts";
import type { JsonValue } from "../codec/index.ts";
import { jsonEncode } from "../codec/index.ts";
import { bytes, checkCodecLaws, errorCode } from "../testing/index.ts";
import {
  type BatchBody,
  type BatchRequestItem,
  type BatchResponseItem,
  batchBodyBytes,
  batchRequest,
  batchResponse,
  communityPaths,
  parseCommunityUserId,
  parseRoomToken,
  pollRequests,
} from "./index.ts";

const jsonValues: fc.Arbitrary<JsonValue> = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue); // JSON has no negative zero
const jsonBodies: fc.Arbitrary<BatchBody> = fc.record({
  kind: fc.constant("json" as const),
  value: jsonValues,
});
const byteBodies: fc.Arbitrary<BatchBody> = fc.record({
  kind: fc.constant("bytes" as const),
  bytes: bytes(),
});
const headers = fc.dictionary(fc.stringMatching(/^x-[a-z]{1,5}$/), fc.string(), {
  maxKeys: 2,
  noNullPrototype: true,
});
const endpoints = fc.string().map((text) => `/${text}`);

const requestItems: fc.Arbitrary<BatchRequestItem> = fc.oneof(
  fc.record({ method: fc.constantFrom("GET" as const, "DELETE" as const), endpoint: endpoints, headers }),
  fc.record({
    method: fc.constantFrom("POST" as const, "PUT" as const),
    endpoint: endpoints,
    headers,
    body: fc.oneof(jsonBodies, byteBodies),
  }),
);
const responseItems: fc.Arbitrary<BatchResponseItem> = fc
  .tuple(fc.integer({ min: 100, max: 599 }), headers, fc.oneof(jsonBodies, byteBodies))
  .map(([status, own, body]) => ({
    status,
    headers: body.kind === "json" ? { ...own, "content-type": "application/json" } : own,
    body,
  }));

const law = { canonical: false, numRuns: 100 };
const GET = { method: "GET", path: "/rooms" };

function refusal(value: unknown): string {
  return errorCode(() => batchRequest.decode(jsonEncode(value)));
}

describe("batchRequest", () => {
  test("default: codec laws", () =>
    checkCodecLaws(batchRequest, fc.array(requestItems, { maxLength: 3 }), law));
  test("default: the three kinds of body", () => {
    const decoded = batchRequest.decode(
      jsonEncode([
        { ...GET, headers: { "X-Extra": "1" }, unknown: 1 },
        { method: "POST", path: "/a", json: { b: [1] } },
        { method: "PUT", path: "/b", b64: "AQI" },
        { method: "PUT", path: "/c", bytes: "é" },
        { method: "POST", path: "/d", json: null },
      ]),
    );
    expect(decoded).toEqual([
      { method: "GET", endpoint: "/rooms", headers: { "X-Extra": "1" } },
      { method: "POST", endpoint: "/a", headers: {}, body: { kind: "json", value: { b: [1] } } },
      { method: "PUT", endpoint: "/b", headers: {}, body: { kind: "bytes", bytes: Uint8Array.of(1, 2) } },
      { method: "PUT", endpoint: "/c", headers: {}, body: { kind: "bytes", bytes: utf8Encode("é") } },
      { method: "POST", endpoint: "/d", headers: {}, body: { kind: "json", value: null } },
    ]);
  });
  test("default: as clients write it", () => {
    const encoded = batchRequest.encode([
      { method: "GET", endpoint: "/capabilities", headers: {} },
      { method: "POST", endpoint: "/x", headers: {}, body: { kind: "bytes", bytes: Uint8Array.of(1) } },
    ]);
    expect(utf8Decode(encoded)).toBe(
      '[{"method":"GET","path":"/capabilities"},{"method":"POST","path":"/x","b64":"AQ=="}]',
    );
  });
  test.each<[string, unknown, string]>([
    ["no list", GET, "invalid_encoding"],
    ["no object", [1], "invalid_encoding"],
    ["no method", [{ path: "/" }], "invalid_encoding"],
    ["another method", [{ method: "PATCH", path: "/" }], "invalid_encoding"],
    ["a method in lower case", [{ method: "get", path: "/" }], "invalid_encoding"],
    ["no path", [{ method: "GET" }], "missing_field"],
    ["a path without slash", [{ method: "GET", path: "rooms" }], "invalid_encoding"],
    ["a body with GET", [{ ...GET, json: {} }], "invalid_encoding"],
    ["no body with POST", [{ method: "POST", path: "/" }], "invalid_encoding"],
    ["two bodies", [{ method: "POST", path: "/", json: 1, b64: "" }], "unexpected_field"],
    ["no base64", [{ method: "POST", path: "/", b64: "*" }], "invalid_encoding"],
    ["bytes that are no text", [{ method: "POST", path: "/", bytes: 1 }], "invalid_encoding"],
    ["headers that are a list", [{ ...GET, headers: [] }], "invalid_encoding"],
    ["a header that is no text", [{ ...GET, headers: { a: 1 } }], "invalid_encoding"],
    ["one bad among good", [GET, GET, { method: "GET" }], "missing_field"],
    ["too many", Array.from({ length: 1001 }, () => GET), "out_of_range"],
  ])("error: %s", (_, value, code) => {
    expect(refusal(value)).toBe(code);
  });
  test("error: requests we must not write", () => {
    const encode = (item: BatchRequestItem) => () => batchRequest.encode([item]);
    const body = { kind: "bytes", bytes: new Uint8Array() } as const;
    expect(encode({ method: "GET", endpoint: "rooms", headers: {} })).toThrow(RangeError);
    expect(encode({ method: "GET", endpoint: "/", headers: {}, body })).toThrow(RangeError);
    expect(encode({ method: "POST", endpoint: "/", headers: {} })).toThrow(RangeError);
  });
});

describe("batchResponse", () => {
  test("default: codec laws", () =>
    checkCodecLaws(batchResponse, fc.array(responseItems, { maxLength: 3 }), law));
  test("default: JSON inline, other bodies as base64, names in lower case", () => {
    const json = [
      { code: 200, headers: { "Content-Type": "application/json; charset=utf-8" }, body: { a: 1 } },
      { code: 200, headers: { "content-type": "application/json" }, body: "text" },
      { code: 404, headers: { "content-type": "text/plain" }, body: "AQID" },
      { code: 500, body: "" },
      { code: 200, body: [1] },
    ];
    expect(batchResponse.decode(jsonEncode(json)).map(({ status, body }) => [status, body])).toEqual([
      [200, { kind: "json", value: { a: 1 } }],
      [200, { kind: "json", value: "text" }],
      [404, { kind: "bytes", bytes: Uint8Array.of(1, 2, 3) }],
      [500, { kind: "bytes", bytes: new Uint8Array() }],
      [200, { kind: "json", value: [1] }],
    ]);
    expect(batchResponse.decode(jsonEncode(json))[0]?.headers).toEqual({
      "content-type": "application/json; charset=utf-8",
    });
  });
  test.each<[string, unknown, string]>([
    ["no code", { body: "" }, "missing_field"],
    ["a code of another protocol", { code: 20, body: "" }, "out_of_range"],
    ["no body", { code: 200 }, "missing_field"],
    ["a body that is no base64", { code: 200, body: "plain text" }, "invalid_encoding"],
  ])("error: %s", (_, item, code) => {
    expect(errorCode(() => batchResponse.decode(jsonEncode([item])))).toBe(code);
  });
  test("error: answers we must not write", () => {
    const encode = (item: BatchResponseItem) => () => batchResponse.encode([item]);
    const jsonHeaders = { "content-type": "application/json" };
    const empty = { kind: "bytes", bytes: new Uint8Array() } as const;
    expect(encode({ status: 99, headers: {}, body: empty })).toThrow(RangeError);
    expect(encode({ status: 200, headers: jsonHeaders, body: empty })).toThrow(RangeError);
    expect(encode({ status: 200, headers: {}, body: { kind: "json", value: 1 } })).toThrow(RangeError);
  });
});

describe("batchBodyBytes", () => {
  test("default: compact JSON, or the bytes themselves", () => {
    expect(utf8Decode(batchBodyBytes({ kind: "json", value: { a: [1, "é"] } }))).toBe('{"a":[1,"é"]}');
    expect(batchBodyBytes({ kind: "bytes", bytes: Uint8Array.of(9) })).toEqual(Uint8Array.of(9));
  });
});

describe("pollRequests", () => {
  const token = parseRoomToken("sudoku");
  const paths = (state: Parameters<typeof pollRequests>[0]) =>
    pollRequests(state).map(({ endpoint }) => endpoint);

  test("default: the first poll of a server that blinds", () => {
    const state = { rooms: [{ token, infoUpdates: 0 }], isBlinded: true, wantsInbox: true };
    expect(paths(state)).toEqual([
      "/capabilities",
      "/room/sudoku/pollInfo/0",
      "/room/sudoku/messages/recent?reactors=5",
      "/inbox",
      "/outbox",
    ]);
    expect(pollRequests(state).every(({ method, body }) => method === "GET" && body === undefined)).toBe(
      true,
    );
  });
  test("default: a later poll asks for what is new", () => {
    const state = {
      rooms: [{ token, infoUpdates: 7, seqno: 99 }],
      isBlinded: true,
      wantsInbox: true,
      inboxId: 3,
      outboxId: 0,
    };
    expect(paths(state)).toEqual([
      "/capabilities",
      "/room/sudoku/pollInfo/7",
      "/room/sudoku/messages/since/99?t=r&reactors=5",
      "/inbox/since/3",
      "/outbox/since/0",
    ]);
  });
  test("behaviour: no inbox when the user does not want it, neither box without blinding", () => {
    expect(paths({ rooms: [], isBlinded: true, wantsInbox: false })).toEqual(["/capabilities", "/outbox"]);
    expect(paths({ rooms: [], isBlinded: false, wantsInbox: true })).toEqual(["/capabilities"]);
  });
});

describe("communityPaths", () => {
  const token = parseRoomToken("R");
  const user = parseCommunityUserId(`15${"00".repeat(32)}`);

  test("behaviour: an emoji is percent-encoded", () => {
    const target = { token, id: 5, emoji: "🍍 /" };
    expect(communityPaths.reaction(target)).toBe("/room/R/reaction/5/%F0%9F%8D%8D%20%2F");
    expect(communityPaths.reactors(target)).toBe("/room/R/reactors/5/%F0%9F%8D%8D%20%2F");
    expect(communityPaths.reactionsOfEmoji(target)).toBe("/room/R/reactions/5/%F0%9F%8D%8D%20%2F");
  });
  test("error: an emoji that no server takes", () => {
    for (const emoji of ["", "a".repeat(13), "\ud83c"])
      expect(() => communityPaths.reaction({ token, id: 5, emoji })).toThrow(RangeError);
  });
  test("behaviour: lists of messages are limited in the query", () => {
    expect([
      communityPaths.messagesRecent(token),
      communityPaths.messagesRecent(token, { limit: 256, reactors: 0 }),
      communityPaths.messagesBefore(token, 4, { limit: 1 }),
      communityPaths.messagesSince(token, 9, { limit: 100, reactors: 20, withReactions: true }),
      communityPaths.messagesSince(token, 9, { withReactions: false }),
    ]).toEqual([
      "/room/R/messages/recent",
      "/room/R/messages/recent?limit=256&reactors=0",
      "/room/R/messages/before/4?limit=1",
      "/room/R/messages/since/9?t=r&limit=100&reactors=20",
      "/room/R/messages/since/9",
    ]);
    expect(communityPaths.capabilitiesRequired(["sogs", "a&b"])).toBe("/capabilities?required=sogs,a%26b");
  });
  test.each([{ limit: 0 }, { limit: 257 }, { limit: 1.5 }, { reactors: -1 }, { reactors: 21 }])(
    "error: a list limited to %j",
    (query) => {
      expect(() => communityPaths.messagesRecent(token, query)).toThrow(RangeError);
    },
  );
  test("behaviour: every path is as the server names it", () => {
    expect([
      communityPaths.room(token),
      communityPaths.messagesBefore(token, 4),
      communityPaths.newMessage(token),
      communityPaths.message(token, 4),
      communityPaths.messagesOf(token, user),
      communityPaths.messagesOfEverywhere(user),
      communityPaths.pin(token, 4),
      communityPaths.unpin(token, 4),
      communityPaths.unpinAll(token),
      communityPaths.reactions(token, 4),
      communityPaths.newFile(token),
      communityPaths.file(token, 4),
      communityPaths.moderator(user),
      communityPaths.ban(user),
      communityPaths.unban(user),
    ]).toEqual([
      "/room/R",
      "/room/R/messages/before/4",
      "/room/R/message",
      "/room/R/message/4",
      `/room/R/all/${user}`,
      `/rooms/all/${user}`,
      "/room/R/pin/4",
      "/room/R/unpin/4",
      "/room/R/unpin/all",
      "/room/R/reactions/4",
      "/room/R/file",
      "/room/R/file/4",
      `/user/${user}/moderator`,
      `/user/${user}/ban`,
      `/user/${user}/unban`,
    ]);
  });
});
