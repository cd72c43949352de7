import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { btSet } from "../bt/index.ts";
import { hexEncode, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import type { ConfigContext } from "./context.ts";
import { dumpConfig, loadConfig } from "./dump.ts";
import { CONFIG_KINDS } from "./kinds.ts";
import type { StoredConfigItem } from "./receive.ts";
import {
  type ConfigState,
  configData,
  confirmPushed,
  editConfig,
  emptyConfig,
  mergeConfig,
  needsPush,
  pushConfig,
} from "./state.ts";
import { configDicts } from "./testing/arbitraries.ts";
import { type ConfigDict, draftDict, isConfigSet } from "./tree.ts";

// Several devices of one account and a swarm that stores equal data once and deletes what it is told to. Devices edit,
// push and poll in any order, see any part of the swarm, lose confirmations and restart. Then everybody polls and
// pushes, in turn or at the same time, until nothing is left to do. The second part delivers the messages of six
// concurrent writers in every order, and in any grouping. Who wins a contest depends on the order, since a message that
// settles a conflict names all of its data as changed; that nothing added is lost, and that all end alike, does not.
// A kind without the legacy wrapper keeps the runs cheap.

const NOW_MS = 1_700_000_000_000;
const DEVICES_MAX = 6;
const ROUNDS_MAX = 8;
const plain: ConfigContext = { kind: CONFIG_KINDS.groupInfo, encryptionKeys: [new Uint8Array(32).fill(1)] };

type Step = { readonly device: number } & (
  | { readonly kind: "edit"; readonly data: ConfigDict; readonly replaces: boolean }
  | { readonly kind: "push"; readonly confirmed: boolean }
  | { readonly kind: "poll"; readonly sees: number }
  | { readonly kind: "restart" }
);

const devices = fc.nat({ max: DEVICES_MAX - 1 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    device: devices,
    kind: fc.constant("edit" as const),
    data: configDicts,
    replaces: fc.boolean(),
  }),
  fc.record({ device: devices, kind: fc.constant("push" as const), confirmed: fc.boolean() }),
  fc.record({ device: devices, kind: fc.constant("poll" as const), sees: fc.nat() }),
  fc.record({ device: devices, kind: fc.constant("restart" as const) }),
);

/** `in turn`: each device polls and pushes before the next one. `together`: all poll before anyone pushes. */
type Pace = "in turn" | "together";
const paces = fc.constantFrom<Pace[]>("in turn", "together");

class Network {
  readonly states: ConfigState[];
  readonly #swarm: Map<string, Uint8Array>;
  readonly #context: ConfigContext;

  constructor(
    context: ConfigContext,
    begun: { readonly states?: readonly ConfigState[]; readonly stored?: readonly StoredConfigItem[] } = {},
  ) {
    this.#context = context;
    this.states = [...(begun.states ?? Array.from({ length: DEVICES_MAX }, emptyConfig))];
    this.#swarm = new Map(begun.stored?.map(({ hash, data }) => [hash, data]));
  }

  take(step: Step): void {
    const state = this.states[step.device] ?? emptyConfig();
    this.states[step.device] = this.#after(state, step);
  }

  /** Rounds of polling and pushing, until nobody has anything to push. */
  settle(pace: Pace = "in turn"): void {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      for (const device of this.states.keys()) {
        this.take({ device, kind: "poll", sees: -1 });
        if (pace === "in turn") this.take({ device, kind: "push", confirmed: true });
      }
      for (const device of this.states.keys()) this.take({ device, kind: "push", confirmed: true });
      for (const device of this.states.keys()) this.take({ device, kind: "poll", sees: -1 });
      if (!this.states.some(needsPush)) return;
    }
    throw new Error(`not settled after ${ROUNDS_MAX} rounds`);
  }

  #after(state: ConfigState, step: Step): ConfigState {
    if (step.kind === "edit")
      return editConfig(state, (draft) => {
        if (step.replaces) draft.clear();
        for (const [key, value] of step.data) draft.set(key, value);
      });
    if (step.kind === "push") return this.#push(state, step.confirmed);
    if (step.kind === "restart") return loadConfig(dumpConfig(state), this.#context);
    const inputs = this.#visible(step.sees);
    const merge = mergeConfig(state, inputs, { ...this.#context, nowMs: NOW_MS });
    expect([...merge.acceptedHashes].sort()).toEqual(inputs.map(({ hash }) => hash).sort());
    return merge.state;
  }

  /** The swarm's items whose bit is set, in an order that the same number decides. */
  #visible(sees: number): readonly StoredConfigItem[] {
    const items = [...this.#swarm].map(([hash, data]) => ({ hash, data }));
    const seen = items.filter((_, index) => ((sees >> (index % 31)) & 1) === 1);
    return sees % 2 === 0 ? seen : seen.toReversed();
  }

  #push(state: ConfigState, confirmed: boolean): ConfigState {
    if (!needsPush(state)) return state;
    const push = pushConfig(state, this.#context);
    const hashes = push.messages.map((data) => {
      const item = stored(data);
      this.#swarm.set(item.hash, item.data);
      return item.hash;
    });
    for (const hash of push.obsoleteHashes) this.#swarm.delete(hash);
    for (const hash of hashes) expect(this.#swarm.has(hash)).toBe(true);
    return confirmed ? confirmPushed(push.state, { seqno: push.seqno, hashes }) : push.state;
  }
}

/** The node's view of a message: equal data have equal hashes. */
function stored(data: Uint8Array): StoredConfigItem {
  return { hash: hexEncode(nobleCrypto.sha256(data)).slice(0, 16), data };
}

function expectAgreement({ states }: Network, context: ConfigContext): void {
  const messages = states.map((state) => pushConfig(state, context).messages.map(hexEncode));
  for (const [index, state] of states.entries()) {
    expect(messages[index]).toEqual(messages[0]);
    expect(state.phase).toBe("clean");
    expect(state.phase !== "dirty" && states[0]?.phase !== "dirty" && state.message.hash).toEqual(
      states[0]?.phase !== "dirty" && states[0]?.message.hash,
    );
  }
}

describe("devices of one account", () => {
  test("behaviour: agree on the same bytes, whatever happened before, once nothing new is edited", () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), paces, (list, pace) => {
        const network = new Network(plain);
        for (const step of list) network.take(step);
        network.settle(pace);
        expectAgreement(network, plain);
      }),
      { numRuns: 150 },
    );
  });
  test("behaviour: agree as well when messages are signed", () => {
    const signerSeed = new Uint8Array(32).fill(2);
    const signed = { ...plain, signerSeed, verifierEd25519: nobleCrypto.ed25519PublicKey(signerSeed) };
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 12 }), (list) => {
        const network = new Network(signed);
        for (const step of list) network.take(step);
        network.settle();
        expectAgreement(network, signed);
      }),
      { numRuns: 5 },
    );
  });
});

describe("six concurrent writers", () => {
  const ADDED = Array.from({ length: DEVICES_MAX }, (_, writer) => `key ${writer}`);
  const writers = DEVICES_MAX;
  const base = editConfig(emptyConfig(), (draft) =>
    draft
      .set("t", utf8Encode("base"))
      .set("s", btSet([10n, 11n]))
      .set(
        "d",
        new Map([
          ["base", 0n],
          ["gone", 1n],
        ]),
      ),
  );
  const { state: parent } = pushConfig(base, plain);
  /** What each of them stored, not knowing of the others: all contest a text, a set and a dict, and add a key each. */
  const messages = Array.from({ length: writers }, (_, writer) => {
    const edited = editConfig(parent, (draft) => {
      draft.set(ADDED[writer] ?? "", BigInt(writer));
      draft.set("t", utf8Encode(`writer ${writer}`));
      draft.set("s", btSet([BigInt(writer), writer % 2 === 0 ? 10n : 11n]));
      draftDict(draft, "d").set(`${writer}`, 1n);
      if (writer === 0) draftDict(draft, "d").delete("gone");
      if (writer === 1) draft.delete("d");
    });
    const [data] = pushConfig(edited, plain).messages;
    return stored(data ?? new Uint8Array());
  });

  /** A new device that is given the messages in groups. */
  const deliver = (groups: readonly (readonly StoredConfigItem[])[]): ConfigState =>
    groups.reduce(
      (state, group) => mergeConfig(state, group, { ...plain, nowMs: NOW_MS }).state,
      emptyConfig(),
    );
  const orders = permutations(messages);
  const bytesOf = (state: ConfigState): string => pushConfig(state, plain).messages.map(hexEncode).join();
  const expectNothingLost = (state: ConfigState): void => {
    const data = configData(state);
    expect([...data.keys()]).toEqual(expect.arrayContaining(ADDED));
    expect(isConfigSet(data.get("s")) && data.get("s")).toEqual(
      expect.arrayContaining([0n, 1n, 2n, 3n, 4n, 5n]),
    );
  };

  test("behaviour: at once, in each of the 720 orders: the same bytes", () => {
    expect(orders).toHaveLength(720);
    const outcomes = orders.map((order) => deliver([order]));
    expect(new Set(outcomes.map(bytesOf)).size).toBe(1);
    for (const outcome of outcomes.slice(0, 1)) expectNothingLost(outcome);
  });
  test("behaviour: one by one, in each of the 720 orders: nothing added is lost, and whoever sees all outcomes agrees", () => {
    const outcomes = new Map<string, StoredConfigItem>();
    for (const order of orders) {
      const state = deliver(order.map((message) => [message]));
      expectNothingLost(state);
      for (const data of pushConfig(state, plain).messages) outcomes.set(stored(data).hash, stored(data));
    }
    const all = [...outcomes.values()];
    const agreed = deliver([[...messages, ...all]]);
    expectNothingLost(agreed);
    expect(bytesOf(deliver([all.toReversed()]))).toBe(bytesOf(agreed));
  });
  test("behaviour: given once more, alone or together, they change nothing", () => {
    const once = deliver([messages]);
    const again = (inputs: readonly StoredConfigItem[]): ConfigState =>
      mergeConfig(once, inputs, { ...plain, nowMs: NOW_MS }).state;
    for (const inputs of [messages, ...messages.map((message) => [message])])
      expect(again(inputs)).toBe(once);
  });
  test("behaviour: in any order and grouping, different on each device: all end with the same bytes", () => {
    const delivery = fc
      .tuple(
        fc.shuffledSubarray([...messages.keys()], { minLength: 1 }),
        fc.array(fc.boolean(), { minLength: writers, maxLength: writers }),
      )
      .map(([order, cuts]) => grouped(order, cuts));
    const deliveries = fc.array(delivery, { minLength: writers, maxLength: writers });
    fc.assert(
      fc.property(deliveries, paces, (groups, pace) => {
        const given = groups.map((list) =>
          list.map((group) => group.flatMap((index) => messages[index] ?? [])),
        );
        const network = new Network(plain, { states: given.map(deliver), stored: messages });
        network.settle(pace);
        expectAgreement(network, plain);
        expectNothingLost(network.states[0] ?? emptyConfig());
      }),
      { numRuns: 40 },
    );
  });
});

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((first, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [first, ...rest]),
  );
}

/** The items in runs; a run ends behind an item whose cut is true. */
function grouped<T>(items: readonly T[], cuts: readonly boolean[]): readonly (readonly T[])[] {
  const groups: T[][] = [[]];
  for (const [index, item] of items.entries()) {
    groups.at(-1)?.push(item);
    if (cuts[index]) groups.push([]);
  }
  return groups;
}
