/** What the process is told at start; nothing of it is known at build time. */
export interface ExplorerConfig {
  /** Base URL of the indexer's HTTP server as this process reaches it, without a trailing slash. */
  readonly apiUrl: string;
  /** The same server as the visitor's browser reaches it. */
  readonly publicApiUrl: string;
}

/** @throws Error that names the variable when a URL is missing or not http(s) */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): ExplorerConfig {
  const apiUrl = baseUrl("API_URL", environment.API_URL);
  const publicApiUrl = environment.PUBLIC_API_URL
    ? baseUrl("PUBLIC_API_URL", environment.PUBLIC_API_URL)
    : apiUrl;
  return { apiUrl, publicApiUrl };
}

export function readConfig(): ExplorerConfig {
  return parseConfig(process.env);
}

function baseUrl(name: string, value: string | undefined): string {
  if (!value) throw new Error(`${name}: expected the URL of the indexer's HTTP server, got nothing`);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol))
    throw new Error(`${name}: expected an http or https URL, got ${JSON.stringify(value)}`);
  return url.href.replace(/\/+$/, "");
}

export function isDevelopment(): boolean {
  return process.env.NODE_ENV === "development";
}
