import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Decode } from "../bytes/index.ts";
import type { JsonValue } from "../codec/index.ts";
import {
  checkJsonLaws,
  communityUserIds,
  communityUserLists,
  counts,
  jsonRefusal,
  seconds,
  signedPosts,
  whispers,
} from "../testing/communities.ts";
import {
  type CommunityMessage,
  type CommunityReactions,
  communityMessage,
  communityMessages,
  isReaction,
  jsonDocument,
  type PostRequest,
  parseCommunityUserId,
  postRequest,
} from "./index.ts";

const ID = `15${"ab".repeat(32)}`;
const ACCOUNT = `05${"cd".repeat(32)}`;
const SIGNATURE = `${"A".repeat(86)}==`;

const reactions: fc.Arbitrary<CommunityReactions> = fc
  .array(
    fc.tuple(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }).filter((text) => [...text].length <= 12),
      fc.record({ index: counts, count: counts, reactors: communityUserLists, isOurs: fc.boolean() }),
    ),
    { maxLength: 3 },
  )
  .map((entries) => new Map(entries));
const postFields = {
  kind: fc.constant("post" as const),
  id: counts,
  seqno: counts,
  senderId: communityUserIds,
  postedSeconds: seconds,
  reactions,
};
const messages: fc.Arbitrary<CommunityMessage> = fc.oneof(
  fc
    .tuple(
      fc.record(postFields),
      signedPosts,
      fc.record({ editedSeconds: seconds, whisper: whispers }, { requiredKeys: [] }),
    )
    .map(([post, signed, more]) => ({ ...post, ...signed, ...more })),
  fc.record(
    {
      kind: fc.constant("deleted" as const),
      id: counts,
      seqno: counts,
      senderId: communityUserIds,
      postedSeconds: seconds,
    },
    { requiredKeys: ["kind", "id", "seqno"] },
  ),
  fc.record({ kind: fc.constant("reactions" as const), id: counts, seqno: counts, reactions }),
);
const postRequests: fc.Arbitrary<PostRequest> = fc
  .tuple(
    signedPosts,
    fc.record({ files: fc.array(counts, { maxLength: 3 }) }),
    fc.record({ whisper: whispers }, { requiredKeys: [] }),
  )
  .map(([signed, post, more]) => ({ ...signed, ...post, ...more }));

const samplePost = {
  id: 42,
  session_id: ID,
  posted: 1645556525.5,
  seqno: 99,
  data: "AQID",
  signature: SIGNATURE,
  reactions: {},
};

describe("message", () => {
  test("default: codec laws", () => {
    checkJsonLaws(communityMessage, messages);
    checkJsonLaws(communityMessages, fc.array(messages, { maxLength: 3 }));
  });
  test("default: a post", () => {
    const decoded = communityMessage.fromJson({ ...samplePost, extra: 1 });
    expect(decoded).toEqual({
      kind: "post",
      id: 42,
      seqno: 99,
      senderId: ID,
      postedSeconds: 1645556525.5,
      data: Uint8Array.of(1, 2, 3),
      signature: new Uint8Array(64),
      reactions: new Map(),
    });
    expect(communityMessage.toJson(decoded)).toEqual(samplePost);
  });
  test("default: an edited whisper with reactions", () => {
    const sample = {
      ...samplePost,
      edited: 1645556600.25,
      whisper: true,
      whisper_mods: false,
      whisper_to: ACCOUNT,
      reactions: {
        "🍍": { index: 0, count: 2, reactors: [ID, ACCOUNT], you: true },
        "👍🏽": { index: 1, count: 1 },
      },
    };
    const decoded = communityMessage.fromJson(sample);
    expect(decoded).toMatchObject({
      editedSeconds: 1645556600.25,
      whisper: { recipient: ACCOUNT, isForModerators: false },
      reactions: new Map([
        ["🍍", { index: 0, count: 2, reactors: [ID, ACCOUNT], isOurs: true }],
        ["👍🏽", { index: 1, count: 1, reactors: [], isOurs: false }],
      ]),
    });
    expect(communityMessage.toJson(decoded)).toEqual(sample);
  });
  test("default: a deletion", () => {
    const sample = { id: 42, session_id: ID, posted: 5, seqno: 100, data: null, deleted: true };
    const decoded = communityMessage.fromJson(sample);
    expect(decoded).toEqual({ kind: "deleted", id: 42, seqno: 100, senderId: ID, postedSeconds: 5 });
    expect(communityMessage.toJson(decoded)).toEqual(sample);
    expect(communityMessage.fromJson({ id: 1, seqno: 2, data: null }).kind).toBe("deleted");
  });
  test("default: only the reactions changed", () => {
    const sample = { id: 42, seqno: 101, reactions: { "👍": { index: 0, count: 1 } } };
    const decoded = communityMessage.fromJson(sample);
    expect(decoded.kind).toBe("reactions");
    expect(communityMessage.toJson(decoded)).toEqual(sample);
  });
  test("behaviour: a reaction may be named like a property of every object", () => {
    const reacted = communityMessage.fromJson(
      JSON.parse('{"id":1,"seqno":2,"reactions":{"__proto__":{"index":0,"count":1}}}') as JsonValue, // valid JSON
    );
    expect(reacted.kind === "reactions" && [...reacted.reactions.keys()]).toEqual(["__proto__"]);
    expect(utf8Decode(jsonDocument(communityMessage).encode(reacted))).toContain('"__proto__":{');
  });
  test.each<[string, unknown, string]>([
    ["id", undefined, "missing_field"],
    ["id", -1, "out_of_range"],
    ["seqno", 1.5, "invalid_encoding"],
    ["session_id", undefined, "missing_field"],
    ["session_id", "15", "invalid_encoding"],
    ["posted", undefined, "missing_field"],
    ["edited", "x", "invalid_encoding"],
    ["data", "A", "invalid_encoding"],
    ["data", 5, "invalid_encoding"],
    ["data", "A".repeat(1_333_340), "out_of_range"],
    ["signature", undefined, "missing_field"],
    ["signature", "AAAA", "invalid_length"],
    ["signature", "A".repeat(100), "out_of_range"],
    ["whisper_to", "me", "invalid_encoding"],
    ["whisper_mods", 1, "invalid_encoding"],
    ["deleted", "yes", "invalid_encoding"],
    ["reactions", [], "invalid_encoding"],
    ["reactions", { "": { index: 0, count: 1 } }, "out_of_range"],
    ["reactions", { [`${"a".repeat(13)}`]: { index: 0, count: 1 } }, "out_of_range"],
    ["reactions", { a: { count: 1 } }, "missing_field"],
    ["reactions", { a: { index: 0, count: -1 } }, "out_of_range"],
    ["reactions", { a: { index: 0, count: 1, reactors: "x" } }, "invalid_encoding"],
    ["reactions", { a: { index: 0, count: 1, you: 1 } }, "invalid_encoding"],
    [
      "reactions",
      Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`r${n}`, { index: n, count: 1 }])),
      "out_of_range",
    ],
  ])("error: %s", (key, value, code) => {
    expect(jsonRefusal(communityMessage, { ...samplePost, [key]: value })).toBe(code);
  });
  test("error: more messages than one answer holds", () => {
    expect(
      jsonRefusal(
        communityMessages,
        Array.from({ length: 257 }, () => samplePost),
      ),
    ).toBe("out_of_range");
    const many = Array.from({ length: 257 }, () => communityMessage.fromJson(samplePost));
    expect(() => communityMessages.toJson(many)).toThrow(RangeError);
  });
  test("error: a post we must not write", () => {
    const decoded = communityMessage.fromJson(samplePost);
    const post = { ...decoded, kind: "post", signature: new Uint8Array(63) } as CommunityMessage; // a post's fields, one wrong
    expect(() => communityMessage.toJson(post)).toThrow(RangeError);
    const whisper = { ...decoded, whisper: { isForModerators: false } } as CommunityMessage; // a whisper for nobody
    expect(() => communityMessage.toJson(whisper)).toThrow(RangeError);
    const reaction = { index: 0, count: 1, reactors: [], isOurs: false };
    const reacted = { kind: "reactions", id: 1, seqno: 1, reactions: new Map([["", reaction]]) } as const;
    expect(() => communityMessage.toJson(reacted)).toThrow(RangeError);
  });
});

describe("isReaction", () => {
  test("behaviour: 1 to 12 code points of any kind", () => {
    for (const text of ["a", "👍🏽", "👨‍👩‍👧‍👦", "🍍".repeat(12), " "])
      expect(isReaction(text), text).toBe(true);
  });
  test("behaviour: not none, not more than 12, no half character", () => {
    for (const text of ["", "🍍".repeat(13), "a".repeat(13), "a".repeat(100), "\ud83c"])
      expect(isReaction(text), text).toBe(false);
  });
});

describe("post request", () => {
  test("default: codec laws", () => checkJsonLaws(postRequest, postRequests));
  test("default: files are named, a whisper by its two fields", () => {
    const request: PostRequest = {
      data: Uint8Array.of(1, 2, 3),
      signature: new Uint8Array(64),
      files: [7, 8],
      whisper: { recipient: parseCommunityUserId(ACCOUNT), isForModerators: true },
    };
    const json = {
      data: "AQID",
      signature: SIGNATURE,
      files: [7, 8],
      whisper_to: ACCOUNT,
      whisper_mods: true,
    };
    expect(postRequest.toJson(request)).toEqual(json);
    expect(postRequest.fromJson(json)).toEqual(request);
  });
  test("behaviour: file numbers as text are taken, absent files are none", () => {
    const json = { data: "AQID", signature: SIGNATURE };
    expect(postRequest.fromJson({ ...json, files: ["12"] }).files).toEqual([12]);
    expect(postRequest.fromJson({ ...json, whisper_mods: false })).toEqual({
      data: Uint8Array.of(1, 2, 3),
      signature: new Uint8Array(64),
      files: [],
    });
  });
  test.each<[string, unknown, string]>([
    ["signature", "AAAA", "invalid_length"],
    ["signature", undefined, "missing_field"],
    ["data", undefined, "missing_field"],
    ["files", ["x"], "invalid_encoding"],
    ["files", [-1], "invalid_encoding"],
    ["files", [1.5], "invalid_encoding"],
    ["files", Array.from({ length: 101 }, () => 1), "out_of_range"],
    ["whisper_to", 5, "invalid_encoding"],
  ])("error: %s", (key, value, code) => {
    expect(jsonRefusal(postRequest, { data: "AQID", signature: SIGNATURE, [key]: value })).toBe(code);
  });
  test("error: a file number we must not write", () => {
    const request = { data: new Uint8Array(), signature: new Uint8Array(64), files: [-1] };
    expect(() => postRequest.toJson(request)).toThrow(RangeError);
  });
});
