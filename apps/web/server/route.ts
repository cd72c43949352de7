import type { StaticFile, StaticFiles } from "./files.ts";

export type Route =
  | { readonly kind: "health" }
  | { readonly kind: "config" }
  | { readonly kind: "file"; readonly file: StaticFile }
  | { readonly kind: "badRequest" }
  | { readonly kind: "notFound" }
  | { readonly kind: "methodNotAllowed" };

const URL_MAX = 2_048;

/**
 * Decides what a request gets. A path that is no file and looks like a page gets the app, which shows its own "not
 * found"; a path that looks like a file, or that tries to climb, gets 404.
 */
export function routeRequest(method: string, url: string, files: StaticFiles): Route {
  if (method !== "GET" && method !== "HEAD") return { kind: "methodNotAllowed" };
  const path = decodedPath(url);
  if (path === undefined) return { kind: "badRequest" };
  if (path === "/health") return { kind: "health" };
  if (path === "/config.json") return { kind: "config" };
  const file = files.get(path === "/" ? "/index.html" : path);
  if (file) return { kind: "file", file };
  const index = files.get("/index.html");
  return isPagePath(path) && index ? { kind: "file", file: index } : { kind: "notFound" };
}

function decodedPath(url: string): string | undefined {
  if (url.length > URL_MAX || !url.startsWith("/")) return undefined;
  try {
    return decodeURIComponent(url.replace(/[?#].*$/s, ""));
  } catch {
    // The one error of decodeURIComponent is a malformed escape, and that is the answer.
    return undefined;
  }
}

function isPagePath(path: string): boolean {
  const segments = path.split("/");
  return !path.startsWith("/assets/") && segments.every((segment) => /^[\w-]*$/.test(segment));
}
