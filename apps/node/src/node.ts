import { hexDecode } from "@session/protocol/bytes";
import type { CryptoProvider } from "@session/protocol/crypto";
import type { Ed25519PublicKey } from "@session/protocol/identity";
import { type FoldOptions, nodeByKey } from "@session/protocol/network";
import type { NetworkParams } from "@session/protocol/params";
import type {
  ChainReader,
  Clock,
  Endpoint,
  Listener,
  NodeAddress,
  Random,
  Telemetry,
  Transport,
} from "@session/protocol/ports";
import { type SwarmId, swarmIdHex } from "@session/protocol/swarm";
import { createChainFollower, sleepUnlessStopped } from "./chain/follower.ts";
import { keepRegistered, type Register } from "./chain/registration.ts";
import type { NodeKeys } from "./keys/derive.ts";
import { createOnionService, type ServerRelay } from "./onion/service.ts";
import { createProofService } from "./proofs/service.ts";
import { createClientRoutes } from "./rpc/client-routes.ts";
import { createHeldRequests } from "./rpc/held-requests.ts";
import { createPeerRoutes } from "./rpc/peer-routes.ts";
import { createRateLimiter } from "./rpc/rate-limit.ts";
import { createRpcService } from "./rpc/service.ts";
import type { MessageStore } from "./store/message-store.ts";
import { SWEEP_EVERY_MS, sweep } from "./store/sweeper.ts";
import { catchUp, createCatchUpResponder } from "./swarm/catch-up.ts";
import { createDistributor } from "./swarm/distribute.ts";
import { notReadyReasons } from "./swarm/readiness.ts";
import { createPushReceiver } from "./swarm/receive.ts";
import { createRelay } from "./swarm/relay.ts";
import { type NetworkView, otherMembers, ownSwarm } from "./swarm/view.ts";
import { healthAnswer } from "./telemetry/health.ts";
import type { UrlClient } from "./transport/http-client.ts";

export interface NodeOptions {
  readonly params: NetworkParams;
  readonly keys: NodeKeys;
  /** What the uptime proof announces. */
  readonly address: NodeAddress;
  /** Which contract's events are folded. */
  readonly fold: FoldOptions;
  readonly seedUrls: readonly string[];
}

export interface NodePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry & { counters?(): Readonly<Record<string, number>> };
  readonly crypto: CryptoProvider;
  readonly chain: ChainReader;
  readonly store: MessageStore;
  /** Outgoing side of the node channel. */
  readonly peers: Transport;
  /** Incoming side; lets only keys in for which the function says yes. */
  readonly peerListener: (isRegistered: (key: Ed25519PublicKey) => boolean) => Listener;
  /** For clients. */
  readonly httpsListener: Listener;
  /** For browsers, with CORS. */
  readonly httpListener?: Listener;
  readonly urls: UrlClient;
  /** Absent unless the operator allows requests to servers. */
  readonly servers?: ServerRelay;
  /** Puts the node on the list when it is not there; absent when somebody else does. */
  readonly register?: Register;
}

export interface NodeStatus {
  readonly isReady: boolean;
  readonly notReady: readonly string[];
  readonly height: number;
  readonly isRegistered: boolean;
  readonly swarmId: SwarmId | null;
  readonly swarmMembers: number;
  /** Nodes whose address is known. */
  readonly proofs: number;
  readonly heldRequests: number;
  readonly pendingRelays: number;
  readonly pendingRetries: number;
}

export interface ServiceNode {
  readonly ed25519: Ed25519PublicKey;
  /** Opens the listeners and starts to follow the chain. */
  start(): Promise<{ readonly https: Endpoint; readonly peer: Endpoint; readonly http?: Endpoint }>;
  /** Refuses new work, ends what waits, closes listeners and store. */
  stop(): Promise<void>;
  /** Rejects when a part fails that must not; resolves after `stop`. */
  readonly done: Promise<void>;
  status(): NodeStatus;
}

/** A service node out of its ports; nothing happens before `start`. */
export function createNode(options: NodeOptions, ports: NodePorts): ServiceNode {
  const { params, keys, address } = options;
  const { clock, crypto, random, store, telemetry } = ports;
  const self = keys.ed25519;
  const stopping = new AbortController();
  const { signal } = stopping;
  const done = Promise.withResolvers<void>();
  const loops: Promise<void>[] = [];

  const follower = createChainFollower({ fold: options.fold }, { chain: ports.chain, clock, telemetry });
  const proofs = createProofService(
    { params, address, ed25519Seed: keys.ed25519Seed, seedUrls: options.seedUrls },
    { state: follower.state, urls: ports.urls, clock, random: random.fork("proofs"), telemetry, crypto },
  );
  const view = (): NetworkView => ({
    self,
    state: follower.state(),
    proofs: proofs.book(),
    synced: follower.isSynced(),
  });
  const notReady = () => notReadyReasons(view(), signal.aborted);

  const held = createHeldRequests({ clock });
  const swarmPorts = { view, store, peers: ports.peers, clock, telemetry, signal };
  const distributor = createDistributor(swarmPorts);
  const relay = createRelay({ ...swarmPorts, self });
  const receivePush = createPushReceiver({ view, store, clock, crypto, telemetry, onStored: held.notify });
  const rpc = createRpcService(
    { params, self },
    {
      view,
      store,
      distributor,
      held,
      clock,
      random: random.fork("rpc"),
      telemetry,
      crypto,
      ed25519Seed: keys.ed25519Seed,
      onStored: held.notify,
    },
  );
  const onion = createOnionService(
    {
      params,
      keys: { x25519Secret: keys.x25519Secret, x25519PublicKey: hexDecode(keys.x25519) },
    },
    {
      view,
      notReady,
      runRpc: rpc.runBody,
      peers: ports.peers,
      ...(ports.servers ? { servers: ports.servers } : {}),
      random,
      telemetry,
      crypto,
    },
  );

  const clientPorts = {
    notReady,
    rpc,
    onion,
    proofs,
    rateLimiter: createRateLimiter(),
    clock,
    telemetry,
  };
  const health = () => healthAnswer(status(), telemetry.counters?.() ?? {});
  const httpsRoutes = createClientRoutes({ self, params }, clientPorts);
  const httpRoutes = createClientRoutes({ self, params, health }, clientPorts);
  const peerRoutes = createPeerRoutes({
    rpc,
    onion,
    receivePush,
    catchUp: createCatchUpResponder({ view, store, clock }),
  });
  const peerListener = ports.peerListener((key) => nodeByKey(follower.state(), key) !== undefined);
  const listeners = [peerListener, ports.httpsListener, ...(ports.httpListener ? [ports.httpListener] : [])];

  let wasReady = false;
  let hasCaughtUp = false;
  follower.onChange((previous, next) => {
    proofs.prune();
    relay.onChange(previous, next);
    const reasons = notReady();
    const isReady = reasons.length === 0;
    if (isReady !== wasReady) {
      wasReady = isReady;
      const swarm = swarmIdHex(ownSwarm(view()));
      telemetry.log({
        level: "info",
        message: isReady ? "serving clients" : "not serving clients",
        fields: { height: next.head.height, swarm, reasons: reasons.join("; ") },
      });
    }
    if (isReady && !hasCaughtUp) {
      hasCaughtUp = true;
      loops.push(supervise(catchUpAtStart()));
    }
  });

  async function catchUpAtStart(): Promise<void> {
    const missed = await catchUp(
      { view, store, peers: ports.peers, receivePush, clock, random: random.fork("catch-up"), telemetry },
      signal,
    );
    telemetry.log({ level: "info", message: "caught up with the swarm", fields: { missed } });
  }

  async function sweepForever(): Promise<void> {
    while (!signal.aborted) {
      await sweep({ store, clock, telemetry });
      await sleepUnlessStopped(clock, SWEEP_EVERY_MS, signal);
    }
  }

  /** A part that fails takes the node down: whoever runs it starts it again. */
  function supervise(part: Promise<void>): Promise<void> {
    return part.catch((error: unknown) => {
      if (!signal.aborted) done.reject(error);
    });
  }

  function status(): NodeStatus {
    const now = view();
    const reasons = notReady();
    return {
      isReady: reasons.length === 0,
      notReady: reasons,
      height: now.state.head.height,
      isRegistered: nodeByKey(now.state, self) !== undefined,
      swarmId: ownSwarm(now),
      swarmMembers: ownSwarm(now) === null ? 0 : otherMembers(now).length + 1,
      proofs: now.proofs.size,
      heldRequests: held.count(),
      pendingRelays: relay.pending(),
      pendingRetries: distributor.pendingRetries(),
    };
  }

  return {
    ed25519: self,
    done: done.promise,
    status,
    async start() {
      const [peer, https, http] = await Promise.all([
        peerListener.start(peerRoutes),
        ports.httpsListener.start(httpsRoutes),
        ports.httpListener?.start(httpRoutes),
      ]);
      loops.push(supervise(follower.run(signal)), supervise(proofs.run(signal)), supervise(sweepForever()));
      if (ports.register)
        loops.push(
          supervise(
            keepRegistered(
              {
                isSynced: follower.isSynced,
                isRegistered: () => nodeByKey(follower.state(), self) !== undefined,
                register: ports.register,
                clock,
                telemetry,
              },
              signal,
            ),
          ),
        );
      return http === undefined ? { https, peer } : { https, peer, http };
    },
    async stop() {
      stopping.abort(new DOMException("the node is stopping", "AbortError"));
      held.stop();
      await Promise.all(listeners.map((listener) => listener.stop()));
      await Promise.all(loops);
      await store.close();
      done.resolve();
    },
  };
}
