// The small parts of the network folder.
import { utf8Encode } from "@session/protocol/bytes";
import { jsonRpcResult } from "@session/protocol/rpc/daemon";
import { createSeededRandom, createSimClock, settle } from "@session/testkit/fakes";
import { fixtureNode } from "@session/testkit/fixtures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { networkConfig } from "../config.ts";
import { clientError } from "../errors.ts";
import { memoryStore } from "../store/memory.ts";
import { poolNode } from "../testing/pool-nodes.ts";
import { backoffMs } from "./backoff.ts";
import { decodeNodeList, decodeStoredNodeList, storedNodeList } from "./node-list.ts";
import { createPool } from "./pool.ts";
import { commonNodes } from "./refresh.ts";
import { fetchFromSeeds } from "./seeds.ts";
import { abortable, singleFlight } from "./single-flight.ts";
import { createNetworkTime } from "./time.ts";
import type { PoolNode } from "./types.ts";
import { withTimeout } from "./with-timeout.ts";

const never = new AbortController().signal;

function listBody(nodes: readonly PoolNode[]): Uint8Array {
  const states = nodes.map((node) => ({
    public_ip: node.ip,
    storage_port: node.httpsPort,
    pubkey_ed25519: node.ed25519,
    pubkey_x25519: node.x25519,
    requested_unlock_height: 0,
  }));
  return utf8Encode(jsonRpcResult(0, { height: 7, service_node_states: states }));
}

describe("backoffMs", () => {
  test("behaviour: doubles up to the limit, and at most half of it is left out", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.string(), (attempt, seed) => {
        const pause = backoffMs(attempt, { baseMs: 100, maxMs: 5_000 }, createSeededRandom(seed));
        const full = Math.min(100 * 2 ** (attempt - 1), 5_000);
        expect(pause).toBeGreaterThanOrEqual(full / 2 - 1);
        expect(pause).toBeLessThanOrEqual(full);
      }),
    );
  });
});

describe("network time", () => {
  const key = (number: number) => fixtureNode(number).ed25519;

  test("default: device time until a node says otherwise", () => {
    const clock = createSimClock();
    expect(createNetworkTime(clock).nowMs()).toBe(clock.now());
  });

  test("behaviour: the median of what nodes say, and each node's own where it is asked for", () => {
    const clock = createSimClock();
    const time = createNetworkTime(clock);
    time.observe(key(1), clock.now() + 100);
    time.observe(key(2), clock.now() + 200);
    time.observe(key(3), clock.now() + 9_999_999);
    expect(time.offsetMs()).toBe(200);
    expect(time.nowMsAt(key(3))).toBe(clock.now() + 9_999_999);
    expect(time.nowMsAt(key(9))).toBe(clock.now() + 200);
  });

  test("behaviour: a node counts once, with its newest answer", () => {
    const clock = createSimClock();
    const time = createNetworkTime(clock);
    for (let round = 0; round < 20; round++) time.observe(key(1), clock.now() + 50_000);
    time.observe(key(2), clock.now());
    time.observe(key(3), clock.now());
    expect(time.offsetMs()).toBe(0);
  });

  test("error: implausible values are ignored", () => {
    const clock = createSimClock();
    const time = createNetworkTime(clock);
    for (const t of [0, 1_609_419_600_000, -1, 1.5e12 + 0.5, "1718000000000", null, undefined, 1e300])
      time.observe(key(1), t);
    expect(time.offsetMs()).toBe(0);
  });
});

describe("node list", () => {
  const nodes = [poolNode(1), poolNode(2)];

  test("default: entries with an address", () => {
    const unborn = { ...poolNode(3, "0.0.0.0"), httpsPort: 0 };
    expect(decodeNodeList(listBody([...nodes, unborn]))).toMatchObject(
      nodes.map(({ ed25519, ip }) => ({ ed25519, ip })),
    );
  });

  test("behaviour: what goes into the store comes out of it", () => {
    const list = { atMs: 5, nodes: [{ ...poolNode(1), httpPort: 8_080 }, poolNode(2)] };
    expect(decodeStoredNodeList(JSON.parse(JSON.stringify(storedNodeList(list))))).toEqual(list);
  });

  test("error: one entry without a field, no entry at all, an error answer, no JSON", () => {
    const broken = new TextDecoder().decode(listBody(nodes)).replace("storage_port", "storage_pot");
    for (const body of [utf8Encode(broken), listBody([]), utf8Encode('{"error":{}}'), utf8Encode("<html>")])
      expect(() => decodeNodeList(body)).toThrow(expect.objectContaining({ name: "DecodeError" }));
  });

  test("behaviour: a stored list of another form counts as none", () => {
    for (const value of [undefined, null, 5, {}, { atMs: 1, result: {} }, { atMs: "1", result: {} }])
      expect(decodeStoredNodeList(value)).toBeUndefined();
  });

  test("commonNodes: only what stands in all lists with the same address", () => {
    const moved = poolNode(2, "10.9.9.9");
    expect(commonNodes([nodes, [poolNode(1), moved], [poolNode(1), poolNode(2)]])).toEqual([poolNode(1)]);
    expect(commonNodes([])).toEqual([]);
  });
});

describe("seeds", () => {
  const config = networkConfig({ seedUrls: ["http://a.test", "http://b.test"], seedAttempts: 2 });

  function ask(answers: Record<string, () => Promise<{ status: number; body: Uint8Array }>>) {
    const clock = createSimClock();
    const asked: string[] = [];
    const result = fetchFromSeeds(
      config,
      {
        clock,
        random: createSeededRandom("seeds"),
        seeds: {
          post(url) {
            asked.push(url);
            return answers[url]?.() ?? Promise.reject(new Error("no such seed"));
          },
        },
      },
      never,
    );
    return { clock, asked, result };
  }
  const good = async () => ({ status: 200, body: listBody([poolNode(1)]) });
  const down = async () => {
    throw clientError("transport_unreachable", "down", { retryable: true });
  };

  test("behaviour: all are asked, the first valid list wins", async () => {
    const { asked, result } = ask({ "http://a.test/json_rpc": down, "http://b.test/json_rpc": good });
    expect(await result).toHaveLength(1);
    expect(asked.sort()).toEqual(["http://a.test/json_rpc", "http://b.test/json_rpc"]);
  });

  test("behaviour: an invalid list and an error status are as good as no answer", async () => {
    const { result } = ask({
      "http://a.test/json_rpc": async () => ({ status: 500, body: listBody([poolNode(1)]) }),
      "http://b.test/json_rpc": good,
    });
    expect(await result).toHaveLength(1);
  });

  test("error: after all rounds the failure of each seed is told", async () => {
    const { clock, asked, result } = ask({
      "http://a.test/json_rpc": down,
      "http://b.test/json_rpc": async () => ({ status: 200, body: utf8Encode("{}") }),
    });
    const failure = result.catch((error: unknown) => error);
    await clock.advance(10_000);
    expect(await failure).toMatchObject({
      code: "seeds_unreachable",
      retryable: true,
      meta: { seeds: [expect.stringContaining("a.test"), expect.stringContaining("b.test")] },
    });
    expect(asked).toHaveLength(4);
  });
});

describe("pool", () => {
  function pool(lists: (readonly PoolNode[])[], store = memoryStore()) {
    const clock = createSimClock();
    let fetches = 0;
    const made = createPool(networkConfig({ seedUrls: ["http://a.test"], hops: 1 }), {
      clock,
      store,
      fetch: async () => {
        fetches += 1;
        return lists.shift() ?? [];
      },
      onReplaced: () => {},
    });
    return { pool: made, clock, store, fetches: () => fetches };
  }
  const two = [poolNode(1), poolNode(2)];

  test("behaviour: memory, then store, then seeds; concurrent callers share one fetch", async () => {
    const first = pool([two]);
    await Promise.all([first.pool.nodes(never), first.pool.nodes(never)]);
    expect(first.fetches()).toBe(1);
    const second = pool([], first.store);
    expect(await second.pool.nodes(never)).toEqual(two);
    expect(second.fetches()).toBe(0);
  });

  test("behaviour: a removed node is back with the next list, which is fetched when too few are left", async () => {
    const { pool: subject, fetches } = pool([two, two]);
    await subject.nodes(never);
    subject.remove(poolNode(1).ed25519);
    expect(subject.find(poolNode(1).ed25519)).toBeUndefined();
    expect(await subject.nodes(never)).toEqual(two);
    expect(fetches()).toBe(2);
  });

  test("error: a network smaller than a path", async () => {
    const { pool: subject } = pool([[poolNode(1)]]);
    await expect(subject.nodes(never)).rejects.toMatchObject({ code: "pool_too_small", meta: { found: 1 } });
  });

  test("behaviour: the age of the list", async () => {
    const { pool: subject, clock } = pool([two]);
    expect(subject.ageMs()).toBe(Number.POSITIVE_INFINITY);
    await subject.nodes(never);
    await clock.advance(1_234);
    expect(subject.ageMs()).toBe(1_234);
  });
});

describe("waiting", () => {
  test("singleFlight: shares a run under way and starts a new one afterwards", async () => {
    let runs = 0;
    const run = singleFlight(async () => ++runs);
    expect(await Promise.all([run(), run()])).toEqual([1, 1]);
    expect(await run()).toBe(2);
  });

  test("singleFlight: a failure reaches all callers and is forgotten", async () => {
    let runs = 0;
    const run = singleFlight(async () => {
      runs += 1;
      if (runs === 1) throw new Error("first");
      return runs;
    });
    const results = await Promise.allSettled([run(), run()]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await run()).toBe(2);
  });

  test("abortable: rejects with the signal's reason and leaves no listener", async () => {
    const controller = new AbortController();
    const waiting = abortable(new Promise(() => {}), controller.signal);
    controller.abort("enough");
    await expect(waiting).rejects.toBe("enough");
    await expect(abortable(Promise.resolve(1), controller.signal)).rejects.toBe("enough");
    await expect(abortable(Promise.resolve(1), never)).resolves.toBe(1);
  });

  test("withTimeout: result, failure, or TimeoutError, and no sleeper stays behind", async () => {
    const clock = createSimClock();
    const ports = { clock, signal: never };
    expect(await withTimeout(Promise.resolve(1), 10, ports)).toBe(1);
    await expect(withTimeout(Promise.reject(new Error("own")), 10, ports)).rejects.toThrow("own");
    const late = withTimeout(new Promise(() => {}), 10, ports).catch((error: unknown) => error);
    await clock.advance(10);
    expect(await late).toMatchObject({ name: "TimeoutError" });
    await settle();
    expect(clock.sleeping).toBe(0);
  });
});
