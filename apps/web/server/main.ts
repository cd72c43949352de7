// Serves the web messenger. Environment: SEED_URLS (comma list, as browsers reach them; required), WEB_HOST
// (127.0.0.1), WEB_PORT (8080), EXPLORER_URL, CONNECT_SOURCES (comma list of CSP sources of the nodes' listeners),
// NETWORK_OPTIONS (JSON object of client options), WEB_DIST (folder of the build).
import process from "node:process";
import { startWebServer, type WebServerOptions } from "./serve.ts";

function readOptions(env: NodeJS.ProcessEnv): WebServerOptions {
  const seedUrls = list(env.SEED_URLS);
  if (seedUrls.length === 0) throw new Error("SEED_URLS: expected a comma list of URLs, got none");
  const network = networkOptions(env.NETWORK_OPTIONS);
  return {
    host: env.WEB_HOST ?? "127.0.0.1",
    port: portOf(env.WEB_PORT ?? "8080"),
    ...(env.WEB_DIST ? { distDir: env.WEB_DIST } : {}),
    config: {
      seedUrls,
      ...(env.EXPLORER_URL ? { explorerUrl: env.EXPLORER_URL } : {}),
      ...(network ? { network } : {}),
    },
    connectSources: list(env.CONNECT_SOURCES),
  };
}

function list(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(/[\s,]+/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`WEB_PORT: expected 0..65535, got ${JSON.stringify(text)}`);
  return port;
}

function networkOptions(text: string | undefined): Record<string, number | boolean> | undefined {
  if (!text) return undefined;
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("NETWORK_OPTIONS: expected a JSON object");
  return Object.fromEntries(
    Object.entries(value).map(([name, option]) => {
      if (typeof option !== "number" && typeof option !== "boolean")
        throw new Error(`NETWORK_OPTIONS: ${name}: expected a number or true or false`);
      return [name, option];
    }),
  );
}

const server = await startWebServer(readOptions(process.env));
console.log(JSON.stringify({ level: "info", message: "web messenger ready", url: server.url }));
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    void server.stop();
  });
