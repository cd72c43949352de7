import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const FILES_MAX = 2_000;
const TOTAL_BYTES_MAX = 128 * 1024 * 1024;
const GZIP_BYTES_MIN = 1_024;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
  ".map": "application/json; charset=utf-8",
};
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|manifest)|image\/svg)/;

/** One file of the build, ready to be sent. */
export interface StaticFile {
  readonly body: Uint8Array;
  readonly gzipBody: Uint8Array | undefined;
  readonly contentType: string;
  readonly etag: string;
  readonly cacheControl: string;
}

/** URL path (with its leading slash) to file. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

/**
 * Reads a whole build into memory. Only what is found here can ever be served, so no request path touches the disk.
 *
 * @throws Error when the folder or its index.html is missing, or the folder is implausibly large
 */
export async function readStaticFiles(distDir: string): Promise<StaticFiles> {
  const info = await stat(join(distDir, "index.html")).catch((cause: unknown) => {
    throw new Error(`no web build at ${distDir}: run the build of @session/web first`, { cause });
  });
  if (!info.isFile()) throw new Error(`no web build at ${distDir}: index.html is not a file`);
  const entries = await readdir(distDir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (paths.length > FILES_MAX) throw new Error(`${distDir}: expected at most ${FILES_MAX} files`);
  const files = new Map<string, StaticFile>();
  let total = 0;
  for (const path of paths) {
    const body = await readFile(path);
    total += body.length;
    if (total > TOTAL_BYTES_MAX) throw new Error(`${distDir}: expected at most ${TOTAL_BYTES_MAX} bytes`);
    const urlPath = `/${relative(distDir, path).split(sep).join("/")}`;
    files.set(urlPath, await toStaticFile(urlPath, body));
  }
  return files;
}

const gzipAsync = promisify(gzip);

async function toStaticFile(urlPath: string, body: Uint8Array): Promise<StaticFile> {
  const contentType = TYPES[extname(urlPath)] ?? "application/octet-stream";
  const worthGzip = COMPRESSIBLE.test(contentType) && body.length >= GZIP_BYTES_MIN;
  return {
    body,
    gzipBody: worthGzip ? await gzipAsync(body, { level: 9 }) : undefined,
    contentType,
    // Weak, since the compressed and the plain form share it.
    etag: `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`,
    // Files in assets/ carry a hash of their content in their name.
    cacheControl: urlPath.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
  };
}
