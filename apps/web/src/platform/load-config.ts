import { parseWebConfig, type WebConfig } from "../client/config.ts";

const CONFIG_CHARS_MAX = 64_000;

/** Reads the settings of this site. @throws Error or TypeError when they cannot be had or are malformed */
export async function loadConfig(): Promise<WebConfig> {
  const response = await fetch("/config.json", { cache: "no-store" });
  if (!response.ok) throw new Error(`config.json: expected status 200, got ${response.status}`);
  const text = await response.text();
  if (text.length > CONFIG_CHARS_MAX)
    throw new Error(`config.json: expected at most ${CONFIG_CHARS_MAX} characters`);
  return parseWebConfig(JSON.parse(text));
}
