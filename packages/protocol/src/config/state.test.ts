import { describe, expect, test } from "vitest";
import { hexEncode, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { alice, errorCode } from "../testing/index.ts";
import { type ConfigContext, userConfigContext } from "./context.ts";
import { encryptConfig, padConfig } from "./encryption.ts";
import { CONFIG_KINDS } from "./kinds.ts";
import { configPart, splitConfig } from "./multipart.ts";
import {
  activeHashes,
  type ConfigState,
  configData,
  configSeqno,
  confirmPushed,
  editConfig,
  emptyConfig,
  markConfigDirty,
  mergeConfig,
  needsPush,
  pushConfig,
} from "./state.ts";
import type { ConfigDict, ConfigValue } from "./tree.ts";
import { draftDict } from "./tree.ts";

const NOW_MS = 1_700_000_000_000;
const account = alice;
const context = { ...userConfigContext({ kind: CONFIG_KINDS.contacts, account }), nowMs: NOW_MS };

function set(state: ConfigState, key: string, value: ConfigValue): ConfigState {
  return editConfig(state, (draft) => draft.set(key, value));
}

function setAll(state: ConfigState, data: ConfigDict): ConfigState {
  return editConfig(state, (draft) => {
    draft.clear();
    for (const [key, value] of data) draft.set(key, value);
  });
}

interface Device {
  state: ConfigState;
  push(hash: string, of?: ConfigContext): { readonly hash: string; readonly data: Uint8Array };
}

/** Pushes and confirms under one hash. */
function device(initial: ConfigState = emptyConfig()): Device {
  return {
    state: initial,
    push(hash, of = context) {
      const { state, seqno, messages } = pushConfig(this.state, of);
      this.state = confirmPushed(state, { seqno, hashes: [hash] });
      return { hash, data: messages[0] ?? new Uint8Array() };
    },
  };
}

describe("editConfig", () => {
  test("default", () => {
    const state = set(emptyConfig(), "a", 1n);
    expect([state.phase, configSeqno(state), needsPush(state)]).toEqual(["dirty", 1, true]);
    expect(configData(state)).toEqual(new Map([["a", 1n]]));
  });
  test("behaviour: an edit that changes nothing gives the same state", () => {
    const data = new Map<string, ConfigValue>([
      ["a", 1n],
      ["b", utf8Encode("x")],
      ["d", new Map([["s", [1n, utf8Encode("y")]]])],
    ]);
    const a = device(setAll(emptyConfig(), data));
    a.push("h1");
    const same = editConfig(a.state, (draft) => {
      draft.set("a", 1n);
      draft.set("b", utf8Encode("x"));
      draftDict(draft, "d").set("s", [1n, utf8Encode("y")]);
      draftDict(draftDict(draft, "d"), "empty");
      draft.set("none", []);
      draft.set("passing", 1n);
      draft.delete("passing");
    });
    expect(same).toBe(a.state);
    expect(emptyConfig()).toEqual(editConfig(emptyConfig(), () => {}));
  });
  test("behaviour: several edits before a push share a number, and going back does not undo it", () => {
    const state = set(set(emptyConfig(), "a", 1n), "b", 2n);
    expect(configSeqno(state)).toBe(1);
    const back = editConfig(state, (draft) => draft.clear());
    expect([back.phase, configSeqno(back), configData(back).size]).toEqual(["dirty", 1, 0]);
  });
  test("behaviour: the number rises again after a push, confirmed or not", () => {
    const waiting = pushConfig(set(emptyConfig(), "a", 1n), context).state;
    expect(configSeqno(set(waiting, "a", 2n))).toBe(2);
    const clean = confirmPushed(waiting, { seqno: 1, hashes: ["h1"] });
    expect(configSeqno(set(clean, "a", 2n))).toBe(2);
  });
  test("behaviour: leaving clean makes the current storage hashes obsolete", () => {
    const waiting = pushConfig(set(emptyConfig(), "a", 1n), context).state;
    const clean = confirmPushed(waiting, { seqno: 1, hashes: ["h2", "h1"] });
    expect([clean.currentHashes, clean.obsoleteHashes]).toEqual([["h2", "h1"], []]);
    const dirty = set(clean, "a", 2n);
    expect([dirty.currentHashes, dirty.obsoleteHashes]).toEqual([[], ["h1", "h2"]]);
  });
  test("behaviour: nothing the caller still holds can change the state", () => {
    const leaked: Map<string, ConfigValue>[] = [];
    const nested = new Map([["x", 1n]]);
    const state = editConfig(emptyConfig(), (draft) => leaked.push(draft.set("d", nested)));
    leaked[0]?.set("e", 1n);
    nested.set("x", 2n);
    expect(configData(state)).toEqual(new Map([["d", new Map([["x", 1n]])]]));
  });
  test("behaviour: keys of the data ascend", () => {
    const state = editConfig(emptyConfig(), (draft) => draft.set("b", 1n).set("\xff", 1n).set("a", 1n));
    expect([...configData(state).keys()]).toEqual(["a", "b", "\xff"]);
  });
  test("behaviour: marking as dirty makes a new message of the same data", () => {
    const a = device(set(emptyConfig(), "a", 1n));
    a.push("h1");
    const marked = markConfigDirty(a.state);
    expect([marked.phase, configSeqno(marked), marked.obsoleteHashes]).toEqual(["dirty", 2, ["h1"]]);
    expect(configData(marked)).toBe(configData(a.state));
    expect(markConfigDirty(marked)).toBe(marked);
  });
  test("error: values that no config may hold", () => {
    expect(() => set(emptyConfig(), "a", 2n ** 63n)).toThrow(RangeError);
    expect(() => set(emptyConfig(), "a", [2n, 1n])).toThrow(RangeError);
  });
});

describe("pushConfig and confirmPushed", () => {
  test("behaviour: obsolete hashes are handed out once", () => {
    const a = device(set(emptyConfig(), "a", 1n));
    a.push("h1");
    const first = pushConfig(set(a.state, "a", 2n), context);
    expect(first.obsoleteHashes).toEqual(["h1"]);
    const second = pushConfig(first.state, context);
    expect([second.obsoleteHashes, second.messages, second.state]).toEqual([[], first.messages, first.state]);
  });
  test("behaviour: a clean config gives the stored bytes again", () => {
    const a = device(set(emptyConfig(), "a", 1n));
    const pushed = a.push("h1");
    const again = pushConfig(a.state, context);
    expect([again.state, again.seqno, again.messages]).toEqual([a.state, 1, [pushed.data]]);
    expect(again.state).toBe(a.state);
  });
  test("behaviour: only the push that is waited for is confirmed", () => {
    const { state } = pushConfig(set(emptyConfig(), "a", 1n), context);
    expect(confirmPushed(state, { seqno: 2, hashes: ["h"] })).toBe(state);
    const edited = set(state, "a", 2n);
    expect(confirmPushed(edited, { seqno: 1, hashes: ["h"] })).toBe(edited);
    expect(confirmPushed(edited, { seqno: 2, hashes: ["h"] })).toBe(edited);
    const clean = confirmPushed(state, { seqno: 1, hashes: ["h"] });
    expect(confirmPushed(clean, { seqno: 1, hashes: ["other"] })).toBe(clean);
  });
  test("behaviour: equal edits on two devices give equal bytes", () => {
    const one = editConfig(emptyConfig(), (draft) => draft.set("a", 1n).set("b", 2n));
    const two = set(set(emptyConfig(), "b", 2n), "a", 1n);
    expect(pushConfig(one, context).messages).toEqual(pushConfig(two, context).messages);
  });
  test("error: a message that is too large to be stored", () => {
    const huge = set(emptyConfig(), "a", new Uint8Array(5_000_001));
    expect(errorCode(() => pushConfig(huge, context))).toBe("out_of_range");
  });
});

describe("mergeConfig", () => {
  const merge = (
    state: ConfigState,
    ...inputs: { readonly hash: string; readonly data: Uint8Array }[]
  ): ConfigState => mergeConfig(state, inputs, context).state;

  test("behaviour: what cannot be read is neither accepted nor made obsolete", () => {
    const a = device(set(emptyConfig(), "a", 1n));
    const good = a.push("good");
    const broken = { hash: "broken", data: good.data.slice(1) };
    const seal = (text: string): Uint8Array =>
      encryptConfig({
        padded: padConfig(utf8Encode(text)),
        keyBase: account.ed25519Seed,
        domain: "Contacts",
      });
    const future = { hash: "future", data: seal("d1:!i1e1:#i9e1:&de1:<le1:=dee") };
    const invalid = { hash: "invalid", data: seal("d1:#i9e1:&le1:<le1:=dee") };
    const result = mergeConfig(emptyConfig(), [broken, future, good, invalid], context);
    expect(result.acceptedHashes).toEqual(["good"]);
    expect([result.state.currentHashes, result.state.obsoleteHashes]).toEqual([["good"], []]);
    const nothing = emptyConfig();
    expect(mergeConfig(nothing, [broken, future, invalid], context)).toEqual({
      state: nothing,
      acceptedHashes: [],
    });
    expect(mergeConfig(a.state, [broken], context).state).toBe(a.state);
  });
  test("behaviour: a newer message replaces ours, whose storage hash becomes obsolete", () => {
    const a = device(set(emptyConfig(), "a", 1n));
    const first = a.push("h1");
    const b = device(merge(emptyConfig(), first));
    a.state = set(a.state, "a", 2n);
    const second = a.push("h2");
    b.state = merge(b.state, second);
    expect([b.state.phase, b.state.currentHashes, b.state.obsoleteHashes]).toEqual(["clean", ["h2"], ["h1"]]);
    expect(merge(b.state, first, second)).toBe(b.state);
  });
  test("behaviour: an older message changes nothing and becomes obsolete", () => {
    const a = device(set(emptyConfig(), "a", 1n));
    const first = a.push("h1");
    a.state = set(a.state, "a", 2n);
    a.push("h2");
    const b = device(a.state);
    const state = { ...b.state, obsoleteHashes: [] };
    expect(merge(state, first)).toEqual({ ...state, obsoleteHashes: ["h1"] });
  });
  test("behaviour: a pushed message that comes back is confirmed by that", () => {
    const push = pushConfig(set(emptyConfig(), "a", 1n), context);
    const back = merge(push.state, { hash: "h1", data: push.messages[0] ?? new Uint8Array() });
    expect([back.phase, back.currentHashes, back.obsoleteHashes]).toEqual(["clean", ["h1"], []]);
  });
  test("behaviour: an unpushed edit that another device pushed as well needs no push", () => {
    const edited = set(emptyConfig(), "a", 1n);
    const other = device(edited).push("h1");
    const state = merge(edited, other);
    expect([state.phase, state.currentHashes, state.obsoleteHashes]).toEqual(["clean", ["h1"], []]);
  });
  test("behaviour: an unpushed edit stays as it is when nothing newer came", () => {
    const a = device(set(emptyConfig(), "a", 1n));
    const first = a.push("h1");
    const edited = set(a.state, "a", 2n);
    expect(merge(edited, first)).toBe(edited);
  });
  test("behaviour: an unpushed edit takes part in a conflict", () => {
    const a = device(set(emptyConfig(), "a", 1n));
    const b = device(merge(emptyConfig(), a.push("h1")));
    b.state = set(b.state, "b", 2n);
    const state = merge(set(a.state, "c", 3n), b.push("h2"));
    expect([state.phase, configSeqno(state), state.currentHashes, state.obsoleteHashes]).toEqual([
      "dirty",
      3,
      [],
      ["h1", "h2"],
    ]);
    expect(configData(state)).toEqual(
      new Map([
        ["a", 1n],
        ["b", 2n],
        ["c", 3n],
      ]),
    );
  });
  test("behaviour: a new device takes the first message as it is, even one that does not name the empty message", () => {
    const data = encryptConfig({
      padded: padConfig(utf8Encode("d1:#i3e1:&d1:ai1eee")),
      keyBase: account.ed25519Seed,
      domain: "Contacts",
    });
    const state = merge(emptyConfig(), { hash: "h1", data });
    expect([state.phase, configSeqno(state), state.currentHashes]).toEqual(["clean", 3, ["h1"]]);
  });
  test("behaviour: of one message stored under two hashes, one stays", () => {
    const { data } = device(set(emptyConfig(), "a", 1n)).push("h1");
    const state = merge(emptyConfig(), { hash: "h2", data }, { hash: "h1", data });
    expect([state.currentHashes, state.obsoleteHashes]).toEqual([["h2"], ["h1"]]);
    expect(merge(state, { hash: "h1", data })).toBe(state);
  });
  test("behaviour: members of a group take the highest message as it is, and hand out nothing to delete", () => {
    const signerSeed = new Uint8Array(32).fill(5);
    const member = {
      kind: CONFIG_KINDS.groupInfo,
      encryptionKeys: [new Uint8Array(32)],
      verifierEd25519: nobleCrypto.ed25519PublicKey(signerSeed),
      nowMs: NOW_MS,
    };
    const admin = { ...member, signerSeed };
    const [a, b] = [device(set(emptyConfig(), "n", 1n)), device(set(emptyConfig(), "n", 2n))];
    const inputs = [a.push("h1", admin), b.push("h2", admin)];
    const { state } = mergeConfig(emptyConfig(), inputs, member);
    expect([state.phase, configSeqno(state), state.currentHashes.length]).toEqual(["clean", 1, 1]);
    expect(state.obsoleteHashes).toEqual([]);
    const push = pushConfig({ ...state, obsoleteHashes: ["h0"] }, member);
    expect([push.obsoleteHashes, push.state.obsoleteHashes]).toEqual([[], []]);
    expect(inputs.map(({ data }) => hexEncode(data))).toContain(
      hexEncode(push.messages[0] ?? new Uint8Array()),
    );
    expect(mergeConfig(emptyConfig(), inputs.toReversed(), member).state).toEqual(state);
    expect(() => pushConfig(set(state, "n", 3n), member)).toThrow(RangeError);
    const merged = mergeConfig(emptyConfig(), inputs, admin).state;
    expect([merged.phase, configSeqno(merged)]).toEqual(["dirty", 2]);
  });
  test.each([
    ["make no readable message", {}],
    ["are not what their hash names", { wholeHash: new Uint8Array(32) }],
  ])("behaviour: parts that %s are not accepted", (_name, change) => {
    const padded = padConfig(new Uint8Array(100_000).fill(0x78));
    const inputs = splitConfig(padded).map((part, index) => ({
      hash: `p${index}`,
      data: encryptConfig({
        padded: configPart.encode({ ...part, ...change }),
        keyBase: account.ed25519Seed,
        domain: "Contacts",
      }),
    }));
    const { state, acceptedHashes } = mergeConfig(emptyConfig(), inputs, context);
    expect([acceptedHashes, configSeqno(state), activeHashes(state, NOW_MS)]).toEqual([[], 0, []]);
  });
});
