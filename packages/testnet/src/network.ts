import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { deployContracts, devnetKey, startAnvil } from "@session/chain/devnet";
import { writeNodeKeys } from "@session/node/keys";
import { deriveAccount, encodeRecoveryPhrase } from "@session/protocol/identity";
import { deliverFirstMessage, type FirstMessage } from "./first-message.ts";
import { ACCOUNT_NAMES, accountSeed, seedFor } from "./genesis/seeds.ts";
import { buildWhatChanged } from "./launch/build.ts";
import { Launcher } from "./launch/launcher.ts";
import { ROOT } from "./launch/paths.ts";
import {
  type HostPort,
  hasDistinctSubnets,
  type PortPlan,
  planPorts,
  requireFreePorts,
} from "./launch/ports.ts";
import type { TestnetOptions } from "./options.ts";

/** The `--json` line. */
export interface TestnetInfo {
  readonly seed: string;
  readonly chainRpc: string;
  readonly api: string;
  readonly explorer: string;
  readonly web: string;
  readonly nodes: readonly {
    readonly ed25519: string;
    readonly https: string;
    readonly http: string;
    readonly swarm: string;
  }[];
  readonly accounts: readonly {
    readonly name: string;
    readonly accountId: string;
    readonly phrase: string;
  }[];
  readonly firstMessage: FirstMessage;
}

export interface Testnet {
  readonly info: TestnetInfo;
  readonly dataDir: string;
  /** Resolves with the reason when a part that everything depends on ends by itself. A lost node is only reported. */
  readonly failed: Promise<Error>;
  killNode(index: number, signal: NodeJS.Signals): void;
  /** Process IDs by part, for measuring. */
  pids(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export interface LaunchOptions extends Omit<TestnetOptions, "json" | "once"> {
  /** Explorer and web messenger are left out where a test does not need them. */
  readonly pages?: boolean;
  /** Told what happens, in words for people. */
  readonly onStep?: (text: string) => void;
}

const BLOCK_SECONDS = 1;
const READY_MS = 60_000;
const FIRST_MESSAGE_MS = 60_000;

/** Starts the whole network and delivers the first message. When anything fails, everything started is stopped again. */
export async function startTestnet(options: LaunchOptions): Promise<Testnet> {
  const plan = planPorts(options.portBase, options.nodes);
  await requireFreePorts(plan);
  const step = options.onStep ?? (() => {});
  const pages = options.pages ?? true;
  if (pages) await buildWhatChanged(step);

  const dataDir =
    options.dataDir === undefined
      ? await mkdtemp(join(tmpdir(), "session-testnet-"))
      : resolve(options.dataDir);
  const launcher = new Launcher(dataDir, options.dataDir === undefined, step);
  try {
    const info = await bringUp(launcher, plan, options, pages, step);
    return {
      info,
      dataDir,
      failed: launcher.failed,
      killNode: (index, signal) => launcher.service(nodeName(index)).kill(signal),
      pids: () => launcher.pids(),
      stop: () => launcher.stop(),
    };
  } catch (error) {
    await launcher.stop();
    throw error;
  }
}

async function bringUp(
  launcher: Launcher,
  plan: PortPlan,
  options: LaunchOptions,
  pages: boolean,
  step: (text: string) => void,
): Promise<TestnetInfo> {
  const at = (place: HostPort): string => `http://${place.host}:${place.port}`;
  const api = at(plan.api);
  const deploymentFile = join(launcher.dataDir, "chain/deployment.json");
  await launcher.prepare();

  step("Starting the chain ...");
  const anvil = await startAnvil({
    ...plan.chain,
    blockTimeSeconds: BLOCK_SECONDS,
    stateFile: join(launcher.dataDir, "chain/anvil.json"),
    logFile: launcher.logFile("chain"),
  });
  launcher.own(anvil);
  await deployContracts({ rpcUrl: anvil.rpcUrl, deployerKey: devnetKey(0), preset: "local", deploymentFile });

  step(`Starting the API and ${options.nodes} service nodes ...`);
  const chainEnv = { CHAIN_RPC_URL: anvil.rpcUrl, DEPLOYMENT_FILE: deploymentFile, NETWORK: "local" };
  const apiService = launcher.start("api", "apps/chain/src/main.ts", {
    ...chainEnv,
    API_HOST: plan.api.host,
    API_PORT: String(plan.api.port),
    DATA_DIR: join(launcher.dataDir, "index"),
    SEED_URLS: plan.nodes.map((node) => `https://${node.ip}:${node.https}`).join(","),
  });
  const keys = [];
  for (const [i, ports] of plan.nodes.entries()) {
    const folder = join(launcher.dataDir, nodeName(i));
    keys.push(await writeNodeKeys({ dir: folder, seed: seedFor(options.seed, `node/${i + 1}`) }));
    launcher.start(nodeName(i), "apps/node/src/main.ts", {
      ...chainEnv,
      NODE_DATA_DIR: folder,
      NODE_IP: ports.ip,
      NODE_HTTPS_PORT: String(ports.https),
      NODE_PEER_PORT: String(ports.peer),
      NODE_HTTP_PORT: String(ports.http),
      NODE_REGISTER: "1",
      NODE_FAUCET: "1",
      SEED_URLS: api,
    });
  }
  if (pages) startPages(launcher, plan, api);

  await apiService.ready(() => isOk(`${api}/health`), READY_MS);
  await Promise.all(
    plan.nodes.map(({ ip, http }, i) =>
      launcher.service(nodeName(i)).ready(() => knowsNodes(`http://${ip}:${http}`, options.nodes), READY_MS),
    ),
  );
  const ed25519 = keys.map((key) => key.ed25519);
  await apiService.ready(async () => (await readSwarms(api, ed25519)) !== undefined, READY_MS);
  if (pages) {
    await launcher.service("explorer").ready(() => isOk(`${at(plan.explorer)}/health`), READY_MS);
    await launcher.service("web").ready(() => isOk(`${at(plan.web)}/health`), READY_MS);
  }

  step("Sending the first message ...");
  const accounts = ACCOUNT_NAMES.map((name) => {
    const seed = accountSeed(options.seed, name);
    return { name, accountId: deriveAccount(seed).accountId, phrase: encodeRecoveryPhrase(seed) };
  });
  const [from, to] = accounts;
  if (from === undefined || to === undefined) throw new Error("a testnet has two accounts");
  const firstMessage = await deliverFirstMessage({
    seedUrls: [api],
    fromPhrase: from.phrase,
    toPhrase: to.phrase,
    subnetDiversity: hasDistinctSubnets(),
    timeoutMs: FIRST_MESSAGE_MS,
  });
  const swarms = await readSwarms(api, ed25519);
  return {
    seed: api,
    chainRpc: anvil.rpcUrl,
    api,
    explorer: at(plan.explorer),
    web: at(plan.web),
    nodes: plan.nodes.map((node, i) => ({
      ed25519: ed25519[i] ?? "",
      https: `https://${node.ip}:${node.https}`,
      http: `http://${node.ip}:${node.http}`,
      swarm: swarms?.get(ed25519[i] ?? "") ?? "",
    })),
    accounts,
    firstMessage,
  };
}

function startPages(launcher: Launcher, plan: PortPlan, api: string): void {
  const { host, port } = plan.explorer;
  launcher.spawn("explorer", {
    command: process.execPath,
    args: [
      join(ROOT, "apps/explorer/node_modules/next/dist/bin/next"),
      "start",
      "-H",
      host,
      "-p",
      String(port),
    ],
    cwd: join(ROOT, "apps/explorer"),
    env: { API_URL: api, PUBLIC_API_URL: api, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  launcher.start("web", "apps/web/server/main.ts", {
    WEB_HOST: plan.web.host,
    WEB_PORT: String(plan.web.port),
    SEED_URLS: api,
    EXPLORER_URL: `http://${host}:${port}`,
    NETWORK_OPTIONS: JSON.stringify({ subnetDiversity: hasDistinctSubnets() }),
    CONNECT_SOURCES: [api, ...plan.nodes.map((node) => `http://${node.ip}:${node.http}`)].join(","),
  });
}

const nodeName = (index: number): string => `node-${String(index + 1).padStart(2, "0")}`;

async function isOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer();
  return response.ok;
}

/** Whether a node serves clients and could relay to each of so many nodes, itself included. */
async function knowsNodes(url: string, count: number): Promise<boolean> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) });
  const { proofs } = (await response.json()) as { readonly proofs: number };
  return response.ok && proofs >= count;
}

/** Swarm of every node once all of them are on the list with an address; undefined before. */
async function readSwarms(
  seedUrl: string,
  ed25519: readonly string[],
): Promise<Map<string, string> | undefined> {
  const response = await fetch(`${seedUrl}/json_rpc`, {
    method: "POST",
    body: JSON.stringify({
      jsonrpc: "2.0",
      method: "get_n_service_nodes",
      params: { active_only: true, fields: { pubkey_ed25519: true, public_ip: true, swarm: true } },
    }),
    signal: AbortSignal.timeout(2_000),
  });
  const answer = (await response.json()) as {
    result?: { service_node_states?: { pubkey_ed25519: string; public_ip: string; swarm: string }[] };
  };
  const swarms = new Map<string, string>();
  for (const node of answer.result?.service_node_states ?? []) {
    if (node.public_ip !== "0.0.0.0" && node.swarm !== "ffffffffffffffff")
      swarms.set(node.pubkey_ed25519, node.swarm);
  }
  return ed25519.every((key) => swarms.has(key)) ? swarms : undefined;
}
