/** What the page gets from `/config.json`. */
export interface WebConfig {
  readonly seedUrls: readonly string[];
  readonly explorerUrl?: string;
  /** Options of the client's network besides the seeds; the client checks their names and limits. */
  readonly network: Readonly<Record<string, number | boolean>>;
}

const SEEDS_MAX = 32;
const OPTIONS_MAX = 64;

/** Checks a parsed `/config.json`. @throws TypeError that names the field */
export function parseWebConfig(value: unknown): WebConfig {
  const object = asObject(value, "config");
  const { seedUrls, explorerUrl, network } = object;
  if (!Array.isArray(seedUrls) || seedUrls.length === 0 || seedUrls.length > SEEDS_MAX)
    throw new TypeError(`seedUrls: expected 1..${SEEDS_MAX} URLs`);
  return {
    seedUrls: seedUrls.map((url) => httpUrl(url, "seedUrls")),
    ...(explorerUrl === undefined ? {} : { explorerUrl: httpUrl(explorerUrl, "explorerUrl") }),
    network: network === undefined ? {} : networkOptions(network),
  };
}

function networkOptions(value: unknown): Record<string, number | boolean> {
  const entries = Object.entries(asObject(value, "network"));
  if (entries.length > OPTIONS_MAX) throw new TypeError(`network: expected at most ${OPTIONS_MAX} options`);
  return Object.fromEntries(
    entries.map(([name, option]) => {
      if (typeof option !== "number" && typeof option !== "boolean")
        throw new TypeError(`network.${name}: expected a number or true or false`);
      return [name, option];
    }),
  );
}

function httpUrl(value: unknown, path: string): string {
  if (typeof value !== "string" || !URL.canParse(value) || !/^https?:/i.test(value))
    throw new TypeError(`${path}: expected an absolute http or https URL`);
  return value.replace(/\/+$/, "");
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`${path}: expected an object`);
  return value as Record<string, unknown>; // an object with string keys is just that
}
