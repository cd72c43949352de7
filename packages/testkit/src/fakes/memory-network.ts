import type { Ed25519PublicKey } from "@session/protocol/identity";
import type {
  Clock,
  Endpoint,
  Listener,
  Transport,
  WireHandler,
  WirePeer,
  WireRequest,
  WireResponse,
} from "@session/protocol/ports";
import { testkitError } from "../errors.ts";

/** What happens to requests to one node, or to all; absent means nothing special. */
export interface MemoryFaults {
  /** The next n requests get no answer and never arrive. */
  readonly dropRequests?: number;
  /** The next n answers are lost: the request had its effect. */
  readonly dropAnswers?: number;
  /** Every request arrives this much later. */
  readonly delayMs?: number;
  /** The next n requests arrive twice; the caller gets the first answer. */
  readonly repeatRequests?: number;
}

/** One request as it was sent, for assertions. */
export interface MemoryExchange {
  readonly from: WirePeer;
  readonly to: Ed25519PublicKey;
  readonly path: string;
  readonly outcome: "answered" | "dropped" | "timeout" | "unreachable" | "aborted" | "failed";
  readonly status?: number;
}

/** Carries requests between parts of one process. */
export interface MemoryNetwork {
  /** A Transport as `from` sees it. */
  transport(from: WirePeer): Transport;
  /** The listening side of one node. */
  listener(ed25519: Ed25519PublicKey): Listener;
  /** Replaces the faults towards one node, or with "all" those of every node without its own. */
  setFaults(to: Ed25519PublicKey | "all", faults: MemoryFaults): void;
  /** The newest exchanges, oldest first, at most 10,000. */
  readonly exchanges: readonly MemoryExchange[];
}

const EXCHANGES_MAX = 10_000;
const NO_FAULTS: MemoryFaults = {};

/**
 * An in-memory carrier. Bodies are copied on the way, so that nobody can change what another one holds. A node that
 * nobody listens for is unreachable.
 */
export function createMemoryNetwork(ports: { readonly clock: Clock }): MemoryNetwork {
  const handlers = new Map<Ed25519PublicKey, WireHandler>();
  const faults = new Map<Ed25519PublicKey | "all", MemoryFaults>();
  const exchanges: MemoryExchange[] = [];
  let portCount = 0;

  /** Counts one use of a fault that happens a limited number of times. */
  function use(to: Ed25519PublicKey, name: "dropRequests" | "dropAnswers" | "repeatRequests"): boolean {
    const key = faults.has(to) ? to : "all";
    const current = faults.get(key) ?? NO_FAULTS;
    const left = current[name] ?? 0;
    if (left <= 0) return false;
    faults.set(key, { ...current, [name]: left - 1 });
    return true;
  }

  function delayTo(to: Ed25519PublicKey): number {
    return (faults.get(to) ?? faults.get("all") ?? NO_FAULTS).delayMs ?? 0;
  }

  async function deliver(
    from: WirePeer,
    to: Ed25519PublicKey,
    request: WireRequest,
    signal: AbortSignal,
  ): Promise<WireResponse> {
    const delay = delayTo(to);
    if (delay > 0) await ports.clock.sleep(delay, signal);
    const handler = handlers.get(to);
    if (handler === undefined) throw testkitError("memory_unreachable", "nobody listens");
    if (use(to, "dropRequests")) return silence(signal);
    const isRepeated = use(to, "repeatRequests");
    const answer = await handler({ ...copied(request), method: "POST" }, from, signal);
    if (isRepeated) await handler({ ...copied(request), method: "POST" }, from, signal);
    if (use(to, "dropAnswers")) return silence(signal);
    return copied(answer);
  }

  function record(exchange: MemoryExchange): void {
    exchanges.push(exchange);
    if (exchanges.length > EXCHANGES_MAX) exchanges.shift();
  }

  return {
    exchanges,
    setFaults: (to, wanted) => void faults.set(to, wanted),

    transport: (from) => ({
      async request(to, request, { timeoutMs, signal }) {
        signal.throwIfAborted();
        const done = new AbortController();
        const stop = AbortSignal.any([signal, done.signal]);
        const about = { from, to: to.ed25519, path: request.path };
        try {
          const answer = await Promise.race([
            deliver(from, to.ed25519, request, stop),
            timeout(ports.clock, timeoutMs, stop),
            aborted(signal),
          ]);
          record({ ...about, outcome: "answered", status: answer.status });
          return answer;
        } catch (error) {
          record({ ...about, outcome: outcomeOf(error, signal) });
          throw error;
        } finally {
          done.abort(new DOMException("the exchange is over", "AbortError"));
        }
      },
    }),

    listener(ed25519) {
      return {
        async start(handler): Promise<Endpoint> {
          if (handlers.has(ed25519)) throw new Error("memory network: this node already listens");
          handlers.set(ed25519, handler);
          return { ip: "127.0.0.1", port: 1 + (portCount++ % 65_535) };
        },
        async stop() {
          handlers.delete(ed25519);
        },
      };
    },
  };
}

function outcomeOf(error: unknown, signal: AbortSignal): MemoryExchange["outcome"] {
  if (signal.aborted) return "aborted";
  if (!(error instanceof Error) || !("code" in error)) return "failed";
  if (error.code === "memory_timeout") return "timeout";
  return error.code === "memory_unreachable" ? "unreachable" : "failed";
}

async function timeout(clock: Clock, ms: number, signal: AbortSignal): Promise<never> {
  await clock.sleep(ms, signal);
  throw testkitError("memory_timeout", `no answer within ${ms} ms`);
}

/** Never answers; ends only when nobody waits any more. */
function silence(signal: AbortSignal): Promise<never> {
  return aborted(signal);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function copied<T extends { readonly body: Uint8Array }>(message: T): T {
  return { ...message, body: message.body.slice() };
}
