import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StaticFile } from "./files.ts";
import { routeRequest } from "./route.ts";

const file = (name: string): StaticFile => ({
  body: new TextEncoder().encode(name),
  gzipBody: undefined,
  contentType: "text/plain",
  etag: `W/"${name}"`,
  cacheControl: "no-cache",
});
const INDEX = file("index");
const SCRIPT = file("script");
const FILES = new Map([
  ["/index.html", INDEX],
  ["/assets/app-1a2b.js", SCRIPT],
]);

describe("routeRequest", () => {
  test("default: the root and exact file paths", () => {
    expect(routeRequest("GET", "/", FILES)).toEqual({ kind: "file", file: INDEX });
    expect(routeRequest("HEAD", "/assets/app-1a2b.js?x=1", FILES)).toEqual({ kind: "file", file: SCRIPT });
  });
  test("behaviour: page paths get the app", () => {
    expect(routeRequest("GET", "/some/page", FILES)).toEqual({ kind: "file", file: INDEX });
  });
  test("error: paths that look like files, and missing assets, are not found", () => {
    for (const path of ["/missing.js", "/assets/missing", "/.env", "/a/.git/config"])
      expect(routeRequest("GET", path, FILES)).toEqual({ kind: "notFound" });
  });
  test("error: climbing paths are not found, however they are written", () => {
    for (const path of ["/../secret", "/..%2f..%2fetc/passwd", "/%2e%2e/x", "/..%5cx", "/a%00b", "//etc/x.y"])
      expect(routeRequest("GET", path, FILES)).toEqual({ kind: "notFound" });
  });
  test("error: malformed escapes and overlong URLs are bad requests", () => {
    expect(routeRequest("GET", "/%zz", FILES)).toEqual({ kind: "badRequest" });
    expect(routeRequest("GET", `/${"a".repeat(2048)}`, FILES)).toEqual({ kind: "badRequest" });
    expect(routeRequest("GET", "http://other.example/", FILES)).toEqual({ kind: "badRequest" });
  });
  test("error: methods other than GET and HEAD are not allowed", () => {
    expect(routeRequest("POST", "/", FILES)).toEqual({ kind: "methodNotAllowed" });
  });
  test("behaviour: any path gets one of the known files or an error, and nothing throws", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (path) => {
        const route = routeRequest("GET", `/${path}`, FILES);
        if (route.kind === "file") expect([INDEX, SCRIPT]).toContain(route.file);
      }),
    );
  });
});
