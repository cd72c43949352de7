import { isNetworkName, type NetworkParams, PRESETS } from "@session/protocol/params";
import type { DatabasePlace } from "./db/client.ts";
import { chainError } from "./errors.ts";

export interface ChainConfig {
  readonly chainRpcUrl: string;
  readonly deploymentFile: string;
  readonly host: string;
  readonly port: number;
  readonly database: DatabasePlace;
  readonly seedUrls: readonly string[];
  readonly params: NetworkParams;
  readonly confirmations: number;
  readonly pollMs: number;
}

const SEEDS_MAX = 200;
const CONFIRMATIONS_MAX = 10_000;
const POLL_MS_MIN = 50;
const POLL_MS_MAX = 5_000;

/**
 * Reads the environment of the process.
 *
 * CHAIN_RPC_URL, DEPLOYMENT_FILE; API_HOST (127.0.0.1), API_PORT; DATABASE_URL, or DATA_DIR for an embedded database,
 * or neither for one in memory; SEED_URLS (comma list); NETWORK (local, testnet, mainnet); CHAIN_CONFIRMATIONS (0);
 * CHAIN_POLL_MS (half a block).
 *
 * @throws SessionError config_invalid; the message names the variable, what was expected and what was found
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ChainConfig {
  const required = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === "")
      throw chainError("config_invalid", `${name}: expected a value, got none`);
    return value;
  };
  const network = env.NETWORK ?? "local";
  if (!isNetworkName(network))
    throw chainError("config_invalid", `NETWORK: expected local, testnet or mainnet, got ${network}`);
  const params = PRESETS[network];
  return {
    chainRpcUrl: url("CHAIN_RPC_URL", required("CHAIN_RPC_URL"), ["http:", "https:"]),
    deploymentFile: required("DEPLOYMENT_FILE"),
    host: env.API_HOST ?? "127.0.0.1",
    port: integer("API_PORT", required("API_PORT"), 0, 65_535),
    database: database(env),
    seedUrls: seedUrls(env.SEED_URLS ?? ""),
    params,
    confirmations: integer("CHAIN_CONFIRMATIONS", env.CHAIN_CONFIRMATIONS ?? "0", 0, CONFIRMATIONS_MAX),
    pollMs: integer(
      "CHAIN_POLL_MS",
      env.CHAIN_POLL_MS ?? String(Math.min(POLL_MS_MAX, Math.ceil(params.blockTimeMs / 2))),
      POLL_MS_MIN,
      600_000,
    ),
  };
}

function database(env: Readonly<Record<string, string | undefined>>): DatabasePlace {
  if (env.DATABASE_URL)
    // The text may hold a password, so it is never shown.
    return {
      kind: "postgres",
      url: url("DATABASE_URL", env.DATABASE_URL, ["postgres:", "postgresql:"], true),
    };
  return env.DATA_DIR ? { kind: "pglite", dataDir: env.DATA_DIR } : { kind: "memory" };
}

function seedUrls(text: string): string[] {
  const urls = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => url("SEED_URLS", part, ["http:", "https:"]));
  if (urls.length > SEEDS_MAX)
    throw chainError("config_invalid", `SEED_URLS: expected at most ${SEEDS_MAX}, got ${urls.length}`);
  return urls;
}

function url(name: string, text: string, protocols: readonly string[], isSecret = false): string {
  const wanted = protocols.map((protocol) => `${protocol}//`).join(" or ");
  const protocol = URL.canParse(text) ? new URL(text).protocol : "";
  if (!protocols.includes(protocol))
    throw chainError(
      "config_invalid",
      `${name}: expected a URL that starts with ${wanted}${isSecret ? "" : `, got ${text.slice(0, 100)}`}`,
    );
  return text;
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    throw chainError("config_invalid", `${name}: expected ${min}..${max}, got ${text.slice(0, 100)}`);
  return value;
}
