// The proof desk over a store in memory, and the loop that fetches what was missed.
import { nobleCrypto } from "@session/protocol/crypto";
import { local } from "@session/protocol/params";
import { type AcceptedProof, decodeProofList, encodeProofList } from "@session/protocol/proofs";
import { createRecordingTelemetry, createSeededRandom, createSimClock } from "@session/testkit/fakes";
import { fixtureNetwork, fixtureNode, fixtureNodes, fixtureProof } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import type { ProofStore } from "../db/proof-store.ts";
import { chainError } from "../errors.ts";
import { fetchMissingProofs } from "./fetch-missing.ts";
import { createProofDesk } from "./proof-desk.ts";
import type { ProofSource } from "./proof-source.ts";

const nodes = fixtureNodes(5);
const START_MS = 1_718_000_000_000;

function createMemoryStore(): ProofStore & { readonly rows: Map<string, AcceptedProof> } {
  const rows = new Map<string, AcceptedProof>();
  return {
    rows,
    load: async () => [...rows.values()],
    save: async (accepted) => {
      for (const one of accepted) rows.set(one.proof.ed25519, one);
    },
    remove: async (keys) => {
      for (const key of keys) rows.delete(key);
    },
  };
}

function setUp(store = createMemoryStore()) {
  const clock = createSimClock({ startMs: START_MS });
  const telemetry = createRecordingTelemetry();
  let state = fixtureNetwork(nodes);
  const desk = createProofDesk(local, { clock, telemetry, store, crypto: nobleCrypto, state: () => state });
  return {
    clock,
    telemetry,
    store,
    desk,
    leave: (count: number) => {
      state = fixtureNetwork(nodes.slice(0, count));
    },
    list: (made = nodes, atMs = clock.now()) =>
      encodeProofList(made.map((node) => fixtureProof(node, state, atMs))),
  };
}

describe("createProofDesk", () => {
  test("default: accepted proofs are kept, stored and listed", async () => {
    const { desk, store, list } = setUp();
    expect(await desk.accept(list(), { fetched: false })).toHaveLength(5);
    expect(store.rows.size).toBe(5);
    expect(decodeProofList(desk.listSince(0))).toHaveLength(5);
    expect(desk.lateNodes()).toBe(0);
  });

  test("behaviour: known proofs, strangers and forgeries are refused and counted, one by one", async () => {
    const { desk, telemetry, list } = setUp();
    await desk.accept(list(), { fetched: false });
    expect(await desk.accept(list(), { fetched: false })).toEqual([]);
    expect(await desk.accept(list([fixtureNode(9)]), { fetched: false })).toEqual([]);
    expect(telemetry.counted("proofs_refused_not_newer")).toBe(5);
    expect(telemetry.counted("proofs_refused_not_registered")).toBe(1);
    expect(telemetry.counted("proofs_accepted")).toBe(5);
  });

  test("behaviour: a restart has what was stored", async () => {
    const first = setUp();
    await first.desk.accept(first.list(), { fetched: false });
    const second = setUp(first.store);
    await second.desk.restore();
    expect(second.desk.book().size).toBe(5);
  });

  test("behaviour: nodes that left are forgotten, here and in the tables", async () => {
    const { desk, store, list, leave } = setUp();
    await desk.accept(list(), { fetched: false });
    leave(2);
    await desk.prune();
    expect(desk.book().size).toBe(2);
    expect(store.rows.size).toBe(2);
  });

  test("behaviour: after an interval without a new proof a node is late", async () => {
    const { desk, clock, list } = setUp();
    await desk.accept(list(nodes.slice(0, 3)), { fetched: false });
    expect(desk.lateNodes()).toBe(2);
    await clock.advance(local.proofs.intervalMs + 1);
    expect(desk.lateNodes()).toBe(5);
  });

  test("error: a body that is no list", async () => {
    const { desk } = setUp();
    await expect(desk.accept(new Uint8Array([1, 2, 3]), { fetched: false })).rejects.toMatchObject({
      name: "DecodeError",
    });
  });
});

describe("fetchMissingProofs", () => {
  const options = { seedUrls: ["http://seed-a", "http://seed-b"], everyMs: 1_000 };

  function run(source: ProofSource, parts = setUp()) {
    const stop = new AbortController();
    const ended = fetchMissingProofs(
      options,
      { ...parts, source, random: createSeededRandom("seeds") },
      stop.signal,
    );
    return { ...parts, ended, stop };
  }

  test("default: what was missed is fetched, and then nobody is bothered", async () => {
    const parts = setUp();
    let asked = 0;
    const { desk, clock, stop, ended } = run(
      {
        fetch: async (_seed, since) => {
          asked++;
          return since === 0 ? parts.list(nodes, START_MS - 2_000) : encodeProofList([]);
        },
      },
      parts,
    );
    await clock.advance(5_000);
    expect(desk.book().size).toBe(5);
    expect(asked).toBe(2);
    stop.abort();
    await ended;
  });

  test("behaviour: seeds that fail or answer nonsense are counted, and tried again", async () => {
    let asked = 0;
    const { telemetry, clock, stop, ended } = run({
      fetch: async () => {
        asked++;
        if (asked % 2 === 0) return new Uint8Array([9]);
        throw chainError("seed_unreachable", "told to fail", { retryable: true });
      },
    });
    await clock.advance(4_500);
    expect(asked).toBe(5);
    expect(telemetry.counted("proof_fetches_failed")).toBe(5);
    stop.abort();
    await ended;
  });

  test("error: a failure of our own ends it", async () => {
    const { ended, clock } = run({
      fetch: async () => {
        throw new TypeError("a bug");
      },
    });
    const failed = expect(ended).rejects.toThrow("a bug");
    await clock.advance(10);
    await failed;
  });

  test("behaviour: without seeds there is nothing to do", async () => {
    const parts = setUp();
    await fetchMissingProofs(
      { ...options, seedUrls: [] },
      { ...parts, source: { fetch: async () => new Uint8Array() }, random: createSeededRandom(1) },
      new AbortController().signal,
    );
    expect(parts.clock.sleeping).toBe(0);
  });
});
