import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../bytes/index.ts";
import { bytes, checkCodecLaws, errorCode } from "../testing/index.ts";
import { ONION_BODY_BYTES_MAX, v4Request, v4Response } from "./index.ts";

describe("v4", () => {
  const headers = fc.dictionary(fc.constantFrom("content-type", "x-a"), fc.string(), {
    noNullPrototype: true,
  });

  test("behaviour: requests keep the codec laws", () => {
    const requests = fc.oneof(
      fc.record({ endpoint: fc.string().map((text) => `/${text}`), method: fc.constant("GET"), headers }),
      fc.record({
        endpoint: fc.constant("/file"),
        method: fc.constant("POST"),
        headers,
        body: bytes(),
      }),
    );
    // JSON inside: white space and key order differ between writers.
    checkCodecLaws(v4Request, requests, { canonical: false });
  });
  test("behaviour: answers keep the codec laws", () => {
    const answers = fc.record({ status: fc.integer({ min: 100, max: 999 }), headers, body: bytes() });
    checkCodecLaws(v4Response, answers, { canonical: false });
  });
  test.each([
    ["an endpoint without slash", 'l45:{"endpoint":"file","headers":{},"method":"GET"}e'],
    ["no method", 'l29:{"endpoint":"/a","headers":{}}e'],
    ["headers that are no texts", 'l50:{"endpoint":"/a","headers":{"a":1},"method":"GET"}e'],
    ["three parts", "l2:{}0:0:e"],
    ["no parts", "le"],
    ["a part that is a list", "llee"],
    ["metadata that is not JSON", "l1:{e"],
  ])("error: a request with %s", (_name, text) => {
    expect(errorCode(() => v4Request.decode(utf8Encode(text)))).not.toBe("none");
  });
  test("error: an answer with one part, or a code that is no status", () => {
    expect(errorCode(() => v4Response.decode(utf8Encode('l12:{"code":200}e')))).toBe("invalid_length");
    expect(errorCode(() => v4Response.decode(utf8Encode('l10:{"code":7}0:e')))).toBe("out_of_range");
    expect(() => v4Response.encode({ status: 0, headers: {}, body: new Uint8Array() })).toThrow(RangeError);
    expect(() => v4Request.encode({ endpoint: "file", method: "GET", headers: {} })).toThrow(RangeError);
  });
  test("error: above 10 MiB", () => {
    expect(errorCode(() => v4Response.decode(new Uint8Array(ONION_BODY_BYTES_MAX + 1)))).toBe(
      "invalid_length",
    );
  });
});
