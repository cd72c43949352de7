import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorCode, loadVector } from "../testing/index.ts";
import {
  formatCommunityUrl,
  parseCommunityBaseUrl,
  parseCommunityUrl,
  parseRoomToken,
} from "./community-url.ts";

type Case =
  | { readonly url: string; readonly base: string; readonly room: string; readonly pubkey: string | null }
  | { readonly url: string; readonly error: string };

const { cases } = loadVector<{ readonly cases: readonly Case[] }>("config-community-urls");
const KEY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

describe("vectors/config-community-urls.json", () => {
  test.each(cases)("$url", (vector) => {
    if ("error" in vector) {
      expect(errorCode(() => parseCommunityUrl(vector.url))).toBe("invalid_encoding");
      return;
    }
    const { base, room, pubkey } = vector;
    expect(parseCommunityUrl(vector.url)).toEqual({
      baseUrl: base,
      room,
      serverPublicKey: pubkey ?? undefined,
    });
  });
});

describe("parseCommunityUrl", () => {
  test("behaviour: what is formatted is read back", () => {
    const { serverPublicKey, ...place } = parseCommunityUrl(
      `HTTPS://Example.ORG:443/r/Room?public_key=${KEY}`,
    );
    if (serverPublicKey === undefined) throw new Error("expected a key");
    const link = formatCommunityUrl({ ...place, serverPublicKey });
    expect(link).toBe(`https://example.org/Room?public_key=${KEY}`);
    expect(parseCommunityUrl(link)).toEqual({ ...place, serverPublicKey });
  });

  test.each([
    ["base64", "ASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8"],
    ["padded base64", "ASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8="],
    ["z-base-32", "yrtwk3hjixg66yjdeiuauk6p7hy1gtm8tgih55abrpnsxnpm3zzo"],
    ["upper-case z-base-32", "YRTWK3HJIXG66YJDEIUAUK6P7HY1GTM8TGIH55ABRPNSXNPM3ZZO"],
    ["upper-case hex", KEY.toUpperCase()],
  ])("behaviour: the key may be in %s", (_name, key) => {
    expect(parseCommunityUrl(`https://example.com/a?public_key=${key}`).serverPublicKey).toBe(KEY);
  });

  test.each([
    ["no scheme", "example.com/a", "url"],
    ["another scheme", "ftp://example.com/a", "url"],
    ["a path before the room", "https://example.com/x/a", "url"],
    ["no room at all", "https://example.com", "url"],
    ["an empty room", "https://example.com/", "room"],
    ["an empty room after /r/", "https://example.com/r/", "room"],
    ["a room of foreign characters", "https://example.com/a%20b", "room"],
    ["a room of 65 characters", `https://example.com/${"a".repeat(65)}`, "room"],
    ["an empty label", "https://example..com/a", "host"],
    ["a dot at the start", "https://.com/a", "host"],
    ["a dot at the end", "https://example.com./a", "host"],
    ["a host too short to exist", "https://a.b/a", "host"],
    ["a Kelvin sign for a k", "https://example.\u212aom/a", "host"],
    [
      "a Kelvin sign in the key",
      "https://example.com/a?public_key=yrtw\u212a3hjixg66yjdeiuauk6p7hy1gtm8tgih55abrpnsxnpm3zzo",
      "public_key",
    ],
    ["credentials", "https://me@example.com/a", "host"],
    ["port 0", "https://example.com:0/a", "port"],
    ["a port above 65535", "https://example.com:65536/a", "port"],
    ["a port without digits", "https://example.com:/a", "url"],
    ["another parameter", `https://example.com/a?x=1&public_key=${KEY}`, "room"],
    ["a key of another length", "https://example.com/a?public_key=00", "public_key"],
    ["a key of foreign characters", `https://example.com/a?public_key=${"x".repeat(64)}`, "public_key"],
    ["44 characters without padding", `https://example.com/a?public_key=${"A".repeat(44)}`, "public_key"],
  ])("error: %s", (_name, url, path) => {
    expect(() => parseCommunityUrl(url)).toThrow(expect.objectContaining({ name: "DecodeError", path }));
  });

  test("error: any text gives a value or a DecodeError, and a value is canonical", () => {
    const pieces = fc.constantFrom(
      "http",
      "https",
      "://",
      "/",
      "r",
      "ab.c",
      ".",
      ":80",
      ":",
      "?public_key=",
      KEY,
      "A",
      "é",
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 8 }).map((list) => list.join("")),
        (text) => {
          if (errorCode(() => parseCommunityUrl(text)) !== "none") return;
          const { baseUrl } = parseCommunityUrl(text);
          expect(parseCommunityBaseUrl(baseUrl)).toBe(baseUrl);
        },
      ),
    );
  });
});

describe("parseCommunityBaseUrl", () => {
  test("behaviour: one slash at the end is dropped", () => {
    expect(parseCommunityBaseUrl("HTTP://EXAMPLE.ORG:5678/")).toBe("http://example.org:5678");
    expect(errorCode(() => parseCommunityBaseUrl("http://example.org//"))).toBe("invalid_encoding");
  });
  test("behaviour: only the scheme's own port is dropped, also with zeros in front", () => {
    expect(
      ["http://a.com:0080", "https://a.com:443", "https://a.com:80", "http://a.com:08080"].map((url) =>
        parseCommunityBaseUrl(url),
      ),
    ).toEqual(["http://a.com", "https://a.com", "https://a.com:80", "http://a.com:8080"]);
  });
  test("error: more than 267 bytes", () => {
    const longest = `https://${"a".repeat(255)}.com`;
    expect(parseCommunityBaseUrl(longest)).toHaveLength(267);
    expect(errorCode(() => parseCommunityBaseUrl(longest.replace("a", "aa")))).toBe("invalid_length");
  });
});

describe("parseRoomToken", () => {
  test("behaviour: keeps its case", () => {
    expect(parseRoomToken("Some-Room_1")).toBe("Some-Room_1");
  });
});
