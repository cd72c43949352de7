import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexEncode } from "../bytes/index.ts";
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
import type { ConfigDict } from "./tree.ts";

// Several devices of one account and a swarm that stores equal data once and deletes what it is told to. Devices edit,
// push and poll in any order, see any part of the swarm, lose confirmations and restart. Then everybody polls and
// pushes in turn until nothing is left to do. A kind without the legacy wrapper keeps the runs cheap.

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

class Network {
  readonly states: ConfigState[] = Array.from({ length: DEVICES_MAX }, emptyConfig);
  readonly #swarm = new Map<string, Uint8Array>();
  readonly #context: ConfigContext;

  constructor(context: ConfigContext) {
    this.#context = context;
  }

  take(step: Step): void {
    const state = this.states[step.device] ?? emptyConfig();
    this.states[step.device] = this.#after(state, step);
  }

  /** Rounds of polling and pushing, each device in turn, until nobody has anything to push. */
  settle(): number {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      for (let device = 0; device < DEVICES_MAX; device++) {
        this.take({ device, kind: "poll", sees: -1 });
        if (needsPush(this.states[device] ?? emptyConfig()))
          this.take({ device, kind: "push", confirmed: true });
      }
      for (let device = 0; device < DEVICES_MAX; device++) this.take({ device, kind: "poll", sees: -1 });
      if (!this.states.some(needsPush)) return round;
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
      const hash = hexEncode(nobleCrypto.sha256(data)).slice(0, 16);
      this.#swarm.set(hash, data);
      return hash;
    });
    for (const hash of push.obsoleteHashes) this.#swarm.delete(hash);
    for (const hash of hashes) expect(this.#swarm.has(hash)).toBe(true);
    return confirmed ? confirmPushed(push.state, { seqno: push.seqno, hashes }) : push.state;
  }
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
      fc.property(fc.array(steps, { maxLength: 60 }), (list) => {
        const network = new Network(plain);
        for (const step of list) network.take(step);
        network.settle();
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
  test("behaviour: keep what each of six concurrent writers added", () => {
    const base = new Network(plain);
    const edit = (device: number, key: string): Step => ({
      device,
      kind: "edit",
      data: new Map([[key, BigInt(device)]]),
      replaces: false,
    });
    base.take(edit(0, "base"));
    base.settle();
    for (let device = 0; device < DEVICES_MAX; device++) base.take(edit(device, `key ${device}`));
    for (let device = 0; device < DEVICES_MAX; device++) base.take({ device, kind: "push", confirmed: true });
    base.settle();
    expectAgreement(base, plain);
    expect([...configData(base.states[0] ?? emptyConfig()).keys()]).toEqual([
      "base",
      "key 0",
      "key 1",
      "key 2",
      "key 3",
      "key 4",
      "key 5",
    ]);
  });
});
