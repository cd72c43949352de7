import { type CryptoProvider, nobleCrypto } from "@session/protocol/crypto";
import type { NetworkParams } from "@session/protocol/params";
import type { ChainReader, Clock, Random, Telemetry } from "@session/protocol/ports";
import type { Deployment } from "@session/staking/deployments";
import { createLiveHub } from "./api/live-hub.ts";
import type { Stamp } from "./api/outputs/common.ts";
import type { ApiContext } from "./api/queries.ts";
import type { Database } from "./db/client.ts";
import { createIndexStore } from "./db/index-store.ts";
import { savePool } from "./db/pool-store.ts";
import { createProofStore } from "./db/proof-store.ts";
import { createApiQueries } from "./db/queries/api-queries.ts";
import { eventOutput } from "./db/queries/events.ts";
import { decideHealth } from "./health.ts";
import type { ContractViews } from "./indexer/contract-views.ts";
import { createIndexer, type IndexUpdate } from "./indexer/indexer.ts";
import { fetchMissingProofs } from "./proofs/fetch-missing.ts";
import { createProofDesk } from "./proofs/proof-desk.ts";
import type { ProofSource } from "./proofs/proof-source.ts";
import { type HttpServer, startHttpServer } from "./server/http-server.ts";
import { createRoutes, createTrpcRoute } from "./server/routes.ts";

export interface ChainServiceOptions {
  readonly deployment: Deployment;
  readonly params: NetworkParams;
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Base URLs that hold uptime proofs: nodes, or other indexers. */
  readonly seedUrls: readonly string[];
  /** Wait between two looks at the chain's head. */
  readonly headEveryMs?: number;
}

export interface ChainServicePorts {
  readonly reader: ChainReader;
  readonly views: ContractViews;
  readonly db: Database;
  readonly proofSource: ProofSource;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  /** Verifies uptime proofs; the portable one by default. */
  readonly crypto?: CryptoProvider;
}

export interface ChainService {
  readonly url: string;
  readonly port: number;
  readonly context: ApiContext;
  /** Settles with the failure when a part that everything depends on ends by itself; never rejects. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

const HEAD_EVERY_MS = 1_000;

/**
 * Starts indexer and API: one listener with `/json_rpc`, `/trpc/*`, `/uptime_proofs/v1`, `/api/networkinfo` and
 * `/health`. It answers at once; `/health` tells when the answers are complete.
 *
 * @throws SessionError address_in_use
 */
export async function createChainService(
  options: ChainServiceOptions,
  ports: ChainServicePorts,
): Promise<ChainService> {
  const { deployment, params } = options;
  const { reader, views, db, clock, random, telemetry } = ports;
  const stopping = new AbortController();
  const { signal } = stopping;
  const hub = createLiveHub();
  const startedSeconds = Math.floor(clock.now() / 1000);
  let headHeight = 0;
  let headSeenMs = clock.monotonic();
  let indexedAtMs: number | undefined;
  let isPoolRead = false;
  let reorgs = 0;

  const indexer = createIndexer(
    {
      chainId: deployment.chainId,
      registry: deployment.registry,
      deploymentBlock: deployment.deploymentBlock,
      creditInitialSeconds: deployment.params.creditInitialSeconds,
      crypto: ports.crypto,
    },
    { reader, store: createIndexStore(db), telemetry },
  );
  const networkState = () => indexer.state().network;
  const desk = createProofDesk(params, {
    clock,
    telemetry,
    store: createProofStore(db),
    crypto: ports.crypto ?? nobleCrypto,
    state: networkState,
  });
  const health = () =>
    decideHealth({
      nowMs: clock.monotonic(),
      headSeenMs,
      indexedAtMs,
      indexedHeight: networkState().head.height,
      headHeight,
      isPoolRead,
      reorgs,
      proofs: desk.book().size,
      startedSeconds,
    });
  const queries = createApiQueries({ db, deployment, headHeight: () => headHeight }, params, {
    views,
    clock,
    health,
  });
  const context: ApiContext = { queries, live: hub.feed };

  const stamp = (): Stamp => {
    const { height, timeMs } = networkState().head;
    return {
      chainId: deployment.chainId,
      registry: deployment.registry,
      indexedBlock: height,
      indexedTime: Math.floor(timeMs / 1000),
      headBlock: Math.max(headHeight, height),
      epoch: Math.floor(height / deployment.params.epochBlocks),
    };
  };

  const onUpdate = async (update: IndexUpdate): Promise<void> => {
    indexedAtMs = clock.monotonic();
    if (update.kind === "restored") {
      // Only now: judged by an empty table, every proof would be a stranger's.
      await desk.restore();
      return desk.prune();
    }
    if (update.kind === "reorg") {
      reorgs++;
      headHeight = Math.min(headHeight, update.to.height);
      hub.publish({ kind: "reorg", toBlock: update.to.height });
    } else {
      const { block } = update;
      headHeight = Math.max(headHeight, block.height);
      for (const event of block.events) {
        const key = "nodeId" in event ? nodeKey(event.nodeId) : "";
        hub.publish({ kind: "event", event: eventOutput(event, { ...block, ed25519: key }) });
      }
    }
    hub.publish({ kind: "head", stamp: stamp() });
    if (update.kind === "reorg" || update.block.events.length > 0) await desk.prune();
  };
  const nodeKey = (nodeId: number): string =>
    indexer.state().nodes.get(nodeId)?.ed25519 ?? networkState().pendingKeys.get(nodeId)?.ed25519 ?? "";

  /** Asks for the head and, when blocks were written since, for the contracts' views. */
  const watchChain = async (): Promise<void> => {
    let poolHeight = 0;
    while (!signal.aborted) {
      try {
        headHeight = (await reader.head()).height;
        headSeenMs = clock.monotonic();
        const indexed = networkState().head.height;
        if (indexed > 0 && indexed !== poolHeight) {
          await savePool(db, indexed, await views.pool(indexed));
          poolHeight = indexed;
          isPoolRead = true;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!isRetryable(error)) throw error;
        telemetry.count("chain_watch_failures");
        telemetry.log({ level: "warn", message: "chain not answering", fields: { code: error.code } });
      }
      await sleepUnlessAborted(clock, options.headEveryMs ?? HEAD_EVERY_MS, signal);
    }
  };

  const server: HttpServer = await startHttpServer(
    {
      host: options.host,
      port: options.port,
      routes: createRoutes({
        context,
        desk,
        seed: () => ({ state: networkState(), proofs: desk.book(), params, random }),
        health: queries.health,
        onProofs(accepted) {
          for (const { proof, receivedMs } of accepted)
            hub.publish({
              kind: "proof",
              ed25519: proof.ed25519,
              receivedSeconds: Math.floor(receivedMs / 1000),
            });
        },
      }),
      raw: [createTrpcRoute(context, telemetry)],
    },
    telemetry,
  );
  const tasks = [
    indexer.run(signal, onUpdate),
    watchChain(),
    fetchMissingProofs(
      { seedUrls: options.seedUrls, everyMs: params.proofs.intervalMs },
      { desk, source: ports.proofSource, clock, random, telemetry },
      signal,
    ),
  ];
  const failed = new Promise<Error>((resolve) => {
    for (const task of tasks)
      task.catch((error: unknown) => {
        if (!signal.aborted) resolve(error instanceof Error ? error : new Error(String(error)));
      });
  });
  telemetry.log({ level: "info", message: "listening", fields: { url: server.url } });
  return {
    url: server.url,
    port: server.port,
    context,
    failed,
    async stop() {
      stopping.abort(new DOMException("the service is stopping", "AbortError"));
      await Promise.all([server.close(), ...tasks.map((task) => task.catch(() => undefined))]);
      telemetry.log({ level: "info", message: "stopped" });
    },
  };
}

function isRetryable(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "retryable" in error && error.retryable === true && "code" in error;
}

async function sleepUnlessAborted(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
