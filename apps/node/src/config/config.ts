import { isIPv4 } from "node:net";
import { isNetworkName, type NetworkParams, PRESETS } from "@session/protocol/params";
import { nodeError } from "../errors.ts";

/** Everything a node process is told, checked. */
export interface NodeConfig {
  readonly params: NetworkParams;
  /** Holds keys.json, operator.json, https.pem and messages.db. */
  readonly dataDir: string;
  /** Address the uptime proof announces. */
  readonly ip: string;
  /** Address the listeners bind to; the announced one unless told otherwise. */
  readonly listenIp: string;
  readonly httpsPort: number;
  readonly peerPort: number;
  /** With it a plain HTTP listener with CORS is opened. */
  readonly httpPort?: number;
  readonly chainRpcUrl: string;
  readonly deploymentFile: string;
  readonly seedUrls: readonly string[];
  /** Register on the chain at start when the node is not registered. */
  readonly register: boolean;
  /** Development chains: get the stake from the faucet first. */
  readonly faucet: boolean;
  /** Pass onion requests on to HTTP servers. */
  readonly serverRelay: boolean;
  readonly quotaBytes?: number;
  readonly logLevel: "debug" | "info" | "warn" | "error";
}

/**
 * Reads the environment once.
 *
 * @throws SessionError config_invalid with one line per bad variable, all of them at once
 */
export function parseNodeConfig(env: Readonly<Record<string, string | undefined>>): NodeConfig {
  const problems: string[] = [];

  function read<T>(name: string, parse: (text: string) => T, fallback?: NoInfer<T>): T {
    const text = env[name];
    try {
      if (text !== undefined && text !== "") return parse(text);
      if (fallback !== undefined) return fallback;
      problems.push(`${name}: required, but not set`);
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined as T; // never used: a problem was recorded, so parseNodeConfig throws
  }

  const params = read("NETWORK", parseNetwork);
  // Of a bad NETWORK only NETWORK itself should be reported.
  const defaults = (params ?? PRESETS.mainnet).ports;
  const config: NodeConfig = {
    params,
    dataDir: read("NODE_DATA_DIR", (text) => text),
    ip: read("NODE_IP", parseIp, "127.0.0.1"),
    listenIp: read("NODE_LISTEN_IP", parseListenIp, env.NODE_IP || "127.0.0.1"),
    httpsPort: read("NODE_HTTPS_PORT", parsePort, defaults.https),
    peerPort: read("NODE_PEER_PORT", parsePort, defaults.peer),
    ...(env.NODE_HTTP_PORT ? { httpPort: read("NODE_HTTP_PORT", parsePort) } : {}),
    chainRpcUrl: read("CHAIN_RPC_URL", parseUrl),
    deploymentFile: read("DEPLOYMENT_FILE", (text) => text),
    seedUrls: read("SEED_URLS", parseUrls, []),
    register: read("NODE_REGISTER", parseSwitch, false),
    faucet: read("NODE_FAUCET", parseSwitch, false),
    serverRelay: read("NODE_SERVER_RELAY", parseSwitch, false),
    ...(env.NODE_STORE_BYTES ? { quotaBytes: read("NODE_STORE_BYTES", parseBytes) } : {}),
    logLevel: read("NODE_LOG_LEVEL", parseLevel, "info"),
  };
  const ports = [config.httpsPort, config.peerPort, config.httpPort].filter((port) => port !== undefined);
  if (new Set(ports).size !== ports.length)
    problems.push("NODE_HTTPS_PORT, NODE_PEER_PORT, NODE_HTTP_PORT: expected different ports");
  if (problems.length > 0) throw nodeError("config_invalid", problems.join("\n"), { meta: { problems } });
  return config;
}

function parseNetwork(text: string): NetworkParams {
  if (!isNetworkName(text)) throw new Error(`expected ${Object.keys(PRESETS).join(", ")}, got ${text}`);
  return PRESETS[text];
}

function parseIp(text: string): string {
  if (!isIPv4(text) || text === "0.0.0.0")
    throw new Error(`expected an IPv4 address other nodes reach, got ${text}`);
  return text;
}

function parseListenIp(text: string): string {
  if (!isIPv4(text)) throw new Error(`expected an IPv4 address of this machine, got ${text}`);
  return text;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new Error(`expected 1..65535, got ${text}`);
  return port;
}

function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol))
    throw new Error(`expected an http or https URL, got ${text}`);
  return text.replace(/\/+$/, "");
}

function parseUrls(text: string): string[] {
  return text
    .split(",")
    .map((url) => url.trim())
    .filter((url) => url !== "")
    .map(parseUrl);
}

function parseSwitch(text: string): boolean {
  if (text !== "0" && text !== "1") throw new Error(`expected 0 or 1, got ${text}`);
  return text === "1";
}

function parseBytes(text: string): number {
  const bytes = Number(text);
  if (!/^\d+$/.test(text) || bytes < 1_000_000 || !Number.isSafeInteger(bytes))
    throw new Error(`expected a number of bytes from 1000000, got ${text}`);
  return bytes;
}

function parseLevel(text: string): NodeConfig["logLevel"] {
  switch (text) {
    case "debug":
    case "info":
    case "warn":
    case "error":
      return text;
    default:
      throw new Error(`expected debug, info, warn or error, got ${text}`);
  }
}
