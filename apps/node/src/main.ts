import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@session/platform/clock";
import { fastestCrypto } from "@session/platform/native";
import { systemRandom } from "@session/platform/random";
import { readDeployment } from "@session/staking/deployments";
import { createChainReader } from "@session/staking/reader";
import { parseNodeConfig } from "./config/config.ts";
import { createNode } from "./node.ts";
import { ensureHttpsIdentity } from "./platform/https-identity.ts";
import { ensureNodeKeys } from "./platform/key-files.ts";
import { registerInProcess } from "./platform/register-in-process.ts";
import { createSqliteStore } from "./store/sqlite-store.ts";
import { createJsonTelemetry } from "./telemetry/json-lines.ts";
import { createBodyBudget } from "./transport/body-budget.ts";
import { ed25519Certificate } from "./transport/certificate.ts";
import { createUrlClient } from "./transport/http-client.ts";
import { createHttpListener } from "./transport/http-listener.ts";
import { createPeerTransport } from "./transport/peer-client.ts";
import { createPeerListener } from "./transport/peer-listener.ts";
import { createServerRelay } from "./transport/server-relay.ts";

/** A stopping node gets this long before the process ends anyway. */
const STOP_TIMEOUT_MS = 5_000;

/** Runs a node until SIGTERM or SIGINT. */
export async function runNode(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const config = parseNodeConfig(env);
  const clock = systemClock();
  const random = systemRandom();
  const { name: cryptoName, crypto } = fastestCrypto();
  const telemetry = createJsonTelemetry({
    write: (line) => process.stdout.write(line),
    now: clock.now,
    levelMin: config.logLevel,
  });
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const keys = ensureNodeKeys(config.dataDir, random);
  const deployment = await readDeployment(config.deploymentFile);
  const identity = ed25519Certificate(keys.ed25519Seed);
  const budget = createBodyBudget();
  const peers = createPeerTransport({ identity }, { telemetry });
  const urls = createUrlClient();
  const { listenIp: ip, httpPort, params } = config;

  const node = createNode(
    {
      params,
      keys,
      address: {
        ed25519: keys.ed25519,
        ip: config.ip,
        httpsPort: config.httpsPort,
        peerPort: config.peerPort,
        ...(httpPort === undefined ? {} : { httpPort }),
      },
      fold: { chainId: deployment.chainId, registry: deployment.registry, crypto },
      seedUrls: config.seedUrls,
    },
    {
      clock,
      random,
      telemetry,
      crypto,
      chain: createChainReader(
        { rpcUrl: config.chainRpcUrl, deployment, pollMs: Math.min(params.blockTimeMs / 2, 4_000) },
        { clock, telemetry },
      ),
      store: createSqliteStore({
        path: join(config.dataDir, "messages.db"),
        ...(config.quotaBytes === undefined ? {} : { quotaBytes: config.quotaBytes }),
      }),
      peers,
      peerListener: (isRegistered) =>
        createPeerListener({ ip, port: config.peerPort, identity, isRegistered }, { telemetry, budget }),
      httpsListener: createHttpListener(
        { ip, port: config.httpsPort, identity: ensureHttpsIdentity(config.dataDir), cors: false },
        { telemetry, budget },
      ),
      ...(httpPort === undefined
        ? {}
        : { httpListener: createHttpListener({ ip, port: httpPort, cors: true }, { telemetry, budget }) }),
      urls,
      ...(config.serverRelay
        ? { servers: createServerRelay({ allowLocalAddresses: params.allowPrivateAddresses }) }
        : {}),
      ...(config.register
        ? {
            register: registerInProcess({
              dataDir: config.dataDir,
              chainRpcUrl: config.chainRpcUrl,
              deploymentFile: config.deploymentFile,
              faucet: config.faucet,
            }),
          }
        : {}),
    },
  );

  const endpoints = await node.start();
  telemetry.log({
    level: "info",
    message: "node started",
    fields: {
      ed25519: keys.ed25519,
      network: params.name,
      crypto: cryptoName,
      https: `${endpoints.https.ip}:${endpoints.https.port}`,
      peer: `${endpoints.peer.ip}:${endpoints.peer.port}`,
      http: endpoints.http && `${endpoints.http.ip}:${endpoints.http.port}`,
    },
  });

  const stopped = new Promise<void>((resolve) => {
    for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => resolve());
  });
  await Promise.race([stopped, node.done]);
  telemetry.log({ level: "info", message: "node stopping" });
  setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
  await node.stop();
  peers.close();
  urls.close();
  telemetry.log({ level: "info", message: "node stopped" });
}

if (import.meta.main) {
  runNode(process.env).catch((error: unknown) => {
    // A bad setting or a taken port is the operator's to repair; a stack would only hide the sentence.
    const isExpected = error instanceof Error && "code" in error;
    process.stderr.write(
      `${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 1;
    process.exit();
  });
}
