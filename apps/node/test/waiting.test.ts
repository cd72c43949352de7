/** Retrieves that wait for a message (docs/spec/storage-rpc.md section 9.1). */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HELD_PER_ACCOUNT_MAX } from "../src/rpc/held-requests.ts";
import { createTestNetwork, type TestNetwork, type TestNode } from "../src/testing/index.ts";
import { retrieveParams, storeParams, textsOf } from "./client.ts";

let network: TestNetwork;
let first: TestNode;
let second: TestNode;
beforeEach(async () => {
  network = await createTestNetwork({ count: 5 });
  const [one, two] = network.nodes;
  if (one === undefined || two === undefined) throw new Error("five nodes were asked for");
  [first, second] = [one, two];
});
afterEach(() => network.stop());

const now = () => network.clock.now();
const waitFor = (waitMs: number, more: object = {}) => retrieveParams(now(), { wait: waitMs, ...more });

/** An answer that may still be out. */
function watch<T>(promise: Promise<T>) {
  const state: { answer: T | undefined; promise: Promise<T> } = { answer: undefined, promise };
  void promise.then((answer) => {
    state.answer = answer;
  });
  return state;
}

describe("waiting retrieve", () => {
  test("default: answers with the message as soon as it is stored", async () => {
    const asked = watch(first.rpc("retrieve", waitFor(20_000)));
    await network.pass(5_000);
    expect(asked.answer).toBeUndefined();
    await second.rpc("store", storeParams("live", now()));
    await network.pass(250);
    expect(textsOf(asked.answer?.body)).toEqual(["live"]);
  });

  test("behaviour: answers empty when the time is over, never later than 20 s", async () => {
    const short = watch(first.rpc("retrieve", waitFor(1_000)));
    const long = watch(first.rpc("retrieve", waitFor(500_000)));
    await network.pass(900);
    expect(short.answer).toBeUndefined();
    await network.pass(200);
    expect(short.answer?.body.messages).toEqual([]);
    await network.pass(18_800);
    expect(long.answer).toBeUndefined();
    await network.pass(300);
    expect(long.answer?.body.messages).toEqual([]);
    expect(long.answer?.body.t).toBe(now() - 200);
  });

  test("behaviour: does not wait when there is something already", async () => {
    await first.rpc("store", storeParams("there", now()));
    expect(textsOf((await first.rpc("retrieve", waitFor(20_000))).body)).toEqual(["there"]);
  });

  test("behaviour: waits for what comes after the last hash", async () => {
    const { body } = await first.rpc("store", storeParams("old", now()));
    const asked = watch(first.rpc("retrieve", waitFor(20_000, { last_hash: body.hash })));
    await network.pass(250);
    expect(asked.answer).toBeUndefined();
    await first.rpc("store", storeParams("new", now()));
    await network.pass(250);
    expect(textsOf(asked.answer?.body)).toEqual(["new"]);
  });

  test("behaviour: a message stored again wakes nobody, nor does one for another mailbox", async () => {
    const { body } = await first.rpc("store", storeParams("old", now()));
    const asked = watch(first.rpc("retrieve", waitFor(20_000, { last_hash: body.hash })));
    await first.rpc("store", { ...storeParams("old", now()), ttl: 2 * 86_400_000 });
    await first.rpc("store", storeParams("other", now(), `05${"9".repeat(64)}`));
    await network.pass(1_000);
    expect(asked.answer).toBeUndefined();
    await network.pass(20_000);
  });

  test("behaviour: a batch is held as a whole, after its other requests ran", async () => {
    const requests = [
      { method: "retrieve", params: waitFor(20_000) },
      { method: "retrieve", params: { pubkey: storeParams("", 0).pubkey } }, // refused: unsigned
      { method: "store", params: storeParams("elsewhere", now(), `05${"8".repeat(64)}`) },
    ];
    const asked = watch(first.rpc("batch", { requests }));
    await network.pass(1_000);
    expect(asked.answer).toBeUndefined();
    expect(await first.store.count()).toBe(1);
    await second.rpc("store", storeParams("live", now()));
    await network.pass(250);
    const { results } = asked.answer?.body ?? { results: [] };
    expect(results.map(({ code }: { code: number }) => code)).toEqual([200, 401, 200]);
    expect(textsOf(results[0].body)).toEqual(["live"]);
  });

  test("error: a refused retrieve is answered at once", async () => {
    const { status } = await first.rpc("retrieve", { ...waitFor(20_000), signature: `${"A".repeat(86)}==` });
    expect(status).toBe(401);
  });

  test("behaviour: a signature that grows old while waiting still counts", async () => {
    const asked = watch(first.rpc("retrieve", retrieveParams(now() - 55_000, { wait: 20_000 })));
    await network.pass(15_000);
    await second.rpc("store", storeParams("late", now()));
    await network.pass(250);
    expect(textsOf(asked.answer?.body)).toEqual(["late"]);
  });

  test("behaviour: beyond the limit of an account requests are answered at once", async () => {
    const held = Array.from({ length: HELD_PER_ACCOUNT_MAX }, () =>
      watch(first.rpc("retrieve", waitFor(20_000))),
    );
    await network.pass(250);
    expect(first.node.status().heldRequests).toBe(HELD_PER_ACCOUNT_MAX);
    expect((await first.rpc("retrieve", waitFor(20_000))).body.messages).toEqual([]);
    await network.pass(20_000);
    await Promise.all(held.map(({ promise }) => promise));
    expect(first.node.status().heldRequests).toBe(0);
  });

  test("behaviour: a client that hangs up gives its place back", async () => {
    const gone = new AbortController();
    const asked = first.rpc("retrieve", waitFor(20_000), gone.signal);
    await network.pass(250);
    expect(first.node.status().heldRequests).toBe(1);
    gone.abort();
    await asked;
    expect(first.node.status().heldRequests).toBe(0);
  });

  test("behaviour: stopping the node ends every wait", async () => {
    const asked = first.rpc("retrieve", waitFor(20_000));
    await network.pass(250);
    await first.stop();
    expect((await asked).body.messages).toEqual([]);
  });
});
