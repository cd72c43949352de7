// Starts the server on a free loopback port over a small build folder and asks it with plain HTTP requests.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startWebServer, type WebServer } from "./serve.ts";

const CONFIG = { seedUrls: ["http://127.0.0.1:22100"], explorerUrl: "http://127.0.0.1:3000" };
const SCRIPT = `export const words = "${"ring ".repeat(600)}";`;
let folder: string;
let server: WebServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "web-dist-"));
  await mkdir(join(folder, "dist/assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "outside of the build");
  await writeFile(join(folder, "dist/index.html"), "<!doctype html><title>app</title>");
  await writeFile(join(folder, "dist/assets/app-1a2b3c4d.js"), SCRIPT);
  server = await startWebServer({
    host: "127.0.0.1",
    port: 0,
    distDir: join(folder, "dist"),
    config: CONFIG,
    connectSources: ["http://127.0.1.1:22101"],
  });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A raw request: unlike fetch it sends the path exactly as written. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: server.port, path, ...options }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on("data", (chunk: Uint8Array) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("web server", () => {
  test("default: the page, never cached without asking", async () => {
    const answer = await ask("/");
    expect(answer.status).toBe(200);
    expect(answer.body).toContain("<title>app</title>");
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.headers["cache-control"]).toBe("no-cache");
  });
  test("behaviour: hashed assets are cached for good and travel compressed", async () => {
    const answer = await ask("/assets/app-1a2b3c4d.js", { headers: { "accept-encoding": "gzip, br" } });
    expect(answer.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(Number(answer.headers["content-length"])).toBeLessThan(SCRIPT.length);
    expect((await ask("/assets/app-1a2b3c4d.js")).body).toBe(SCRIPT);
  });
  test("behaviour: a known ETag is answered without a body", async () => {
    const etag = String((await ask("/")).headers.etag);
    const again = await ask("/", { headers: { "if-none-match": etag } });
    expect(again.status).toBe(304);
    expect(again.body).toBe("");
  });
  test("behaviour: every answer carries the policy, errors and scripts too", async () => {
    for (const path of ["/", "/assets/app-1a2b3c4d.js", "/missing.js", "/config.json"]) {
      const { headers } = await ask(path);
      const policy = String(headers["content-security-policy"]);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("style-src 'self';");
      expect(policy).toContain("connect-src 'self' http://127.0.0.1:22100 http://127.0.1.1:22101;");
      expect(policy).not.toContain("unsafe");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBe("no-referrer");
    }
  });
  test("behaviour: /config.json is what was configured, /health answers", async () => {
    const config = await ask("/config.json");
    expect(JSON.parse(config.body)).toEqual(CONFIG);
    expect(config.headers["cache-control"]).toBe("no-store");
    expect(JSON.parse((await ask("/health")).body)).toEqual({ status: "ok" });
  });
  test("behaviour: HEAD has the headers of GET and no body", async () => {
    const answer = await ask("/", { method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-length"]).toBe("33");
    expect(answer.body).toBe("");
  });
  test("behaviour: page paths get the app", async () => {
    expect((await ask("/any/page")).body).toContain("<title>app</title>");
  });
  test("error: nothing outside of the build can be read", async () => {
    for (const path of [
      "/../secret.txt",
      "/..%2fsecret.txt",
      "/%2e%2e/secret.txt",
      "/assets/../../secret.txt",
    ]) {
      const answer = await ask(path);
      expect(answer.status).toBe(404);
      expect(answer.body).not.toContain("outside");
    }
  });
  test("error: missing files 404, other methods 405, malformed paths 400", async () => {
    expect((await ask("/missing.css")).status).toBe(404);
    const post = await ask("/", { method: "POST" });
    expect(post.status).toBe(405);
    expect(post.headers.allow).toBe("GET, HEAD");
    expect((await ask("/%ff%")).status).toBe(400);
  });
  test("error: a missing build, no seeds and a malformed seed are named", async () => {
    const options = { host: "127.0.0.1", port: 0, config: CONFIG, connectSources: [] };
    await expect(startWebServer({ ...options, distDir: join(folder, "nothing") })).rejects.toThrow(
      /no web build at/,
    );
    const distDir = join(folder, "dist");
    await expect(startWebServer({ ...options, distDir, config: { seedUrls: [] } })).rejects.toThrow(
      /seedUrls/,
    );
    await expect(startWebServer({ ...options, distDir, config: { seedUrls: ["seed"] } })).rejects.toThrow(
      /seedUrls/,
    );
  });
  test("error: a taken port is reported, not swallowed", async () => {
    await expect(
      startWebServer({
        host: "127.0.0.1",
        port: server.port,
        distDir: join(folder, "dist"),
        config: CONFIG,
        connectSources: [],
      }),
    ).rejects.toThrow(/EADDRINUSE/);
  });
});
