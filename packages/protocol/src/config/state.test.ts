import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { deriveAccount } from "../identity/index.ts";
import { alice, errorCode, loadVector } from "../testing/index.ts";
import { type ConfigContext, userConfigContext } from "./context.ts";
import { dumpConfig, loadConfig } from "./dump.ts";
import { decryptConfig, encryptConfig, padConfig } from "./encryption.ts";
import { CONFIG_KINDS, type ConfigKind } from "./kinds.ts";
import { parseConfigMessage } from "./message.ts";
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
  withConfigExtra,
} from "./state.ts";
import { openStoredConfig } from "./storage.ts";
import type { ConfigDict, ConfigValue } from "./tree.ts";
import { draftDict } from "./tree.ts";
import { unwrapConfig } from "./wrapper.ts";

const NOW_MS = 1_700_000_000_000;
const account = alice;
const context = { ...userConfigContext({ kind: CONFIG_KINDS.contacts, account }), nowMs: NOW_MS };

function kindIn(namespace: number): ConfigKind {
  const kind = Object.values(CONFIG_KINDS).find((item) => item.namespace === namespace);
  if (kind === undefined) throw new Error(`no config in namespace ${namespace}`);
  return kind;
}

function set(state: ConfigState, key: string, value: ConfigValue): ConfigState {
  return editConfig(state, (draft) => draft.set(key, value));
}

/** Makes the data of a config equal to that of a plaintext from a vector. */
function setAll(state: ConfigState, data: ConfigDict): ConfigState {
  return editConfig(state, (draft) => {
    draft.clear();
    for (const [key, value] of data) draft.set(key, value);
  });
}

function plaintextOf(data: Uint8Array | undefined, of: ConfigContext): string {
  const opened = openStoredConfig(data ?? new Uint8Array(), of);
  return opened.kind === "message" ? hexEncode(opened.plaintext) : "";
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

interface TypeCase {
  readonly name: string;
  readonly namespace: number;
  readonly seed: string;
  readonly seqno: number;
  readonly serialized: string;
  readonly serializedHash: string;
  readonly compressed: boolean;
  readonly paddedPlaintext: string | null;
  readonly ciphertext: string;
  readonly pushed: string;
  readonly dumpAfterConfirm: string;
}

describe("vectors/config-types.json: from data to stored bytes and dumps", () => {
  const { cases } = loadVector<{ readonly cases: readonly TypeCase[] }>("config-types");
  test.each(cases)("default: $name", (item) => {
    const of = userConfigContext({
      kind: kindIn(item.namespace),
      account: deriveAccount(hexDecode(item.seed)),
    });
    const { data } = parseConfigMessage(hexDecode(item.serialized));
    const edited = setAll(markConfigDirty(emptyConfig()), data);
    const push = pushConfig(edited, of);
    expect(push.seqno).toBe(item.seqno);
    expect(plaintextOf(push.messages[0], of)).toBe(item.serialized);
    expect(plaintextOf(hexDecode(item.pushed), of)).toBe(item.serialized);
    if (!item.compressed) expect(hexEncode(push.messages[0] ?? new Uint8Array())).toBe(item.pushed);
    const sealed = unwrapConfig({
      data: hexDecode(item.pushed),
      kind: of.kind.wrapperKind ?? "CONTACTS",
      account: deriveAccount(hexDecode(item.seed)),
    });
    expect(hexEncode(sealed)).toBe(item.ciphertext);
    const padded = decryptConfig({ sealed, keyBases: of.encryptionKeys, domain: of.kind.domain });
    if (item.paddedPlaintext !== null) expect(hexEncode(padded)).toBe(item.paddedPlaintext);
    const confirmed = confirmPushed(push.state, { seqno: push.seqno, hashes: ["fakehash1"] });
    expect(hexEncode(dumpConfig(confirmed))).toBe(item.dumpAfterConfirm);
    expect(loadConfig(hexDecode(item.dumpAfterConfirm), of)).toEqual(confirmed);
    if (confirmed.phase !== "dirty") expect(hexEncode(confirmed.message.hash)).toBe(item.serializedHash);
  });
});

interface SyncSide {
  readonly seqno: number;
  readonly obsolete: readonly string[];
  readonly pushed: string;
  readonly serialized: string;
}
interface SyncCase {
  readonly name: string;
  readonly type: string;
  readonly seed: string;
  readonly first: { readonly seqno: number; readonly pushed: string; readonly serialized: string };
  readonly deviceA: SyncSide;
  readonly deviceB: SyncSide;
  readonly afterCrossMerge: {
    readonly needsPush: boolean;
    readonly seqno: number;
    readonly serialized: string;
    readonly obsoleteA: readonly string[];
    readonly obsoleteB: readonly string[];
    readonly dumpAWhileWaiting: string;
  };
}

describe("vectors/config-sync-scenarios.json: two devices and a conflict", () => {
  const { cases } = loadVector<{ readonly cases: readonly SyncCase[] }>("config-sync-scenarios");
  test.each(cases)("default: $name", (item) => {
    const kind = Object.values(CONFIG_KINDS).find(({ domain }) => domain === item.type);
    if (kind === undefined) throw new Error(`no config ${item.type}`);
    const of = {
      ...userConfigContext({ kind, account: deriveAccount(hexDecode(item.seed)) }),
      nowMs: NOW_MS,
    };
    const dataOf = (serialized: string): ConfigDict => parseConfigMessage(hexDecode(serialized)).data;
    const a = device(setAll(emptyConfig(), dataOf(item.first.serialized)));
    const first = a.push("h1", of);
    expect(plaintextOf(first.data, of)).toBe(item.first.serialized);
    const b = device(mergeConfig(emptyConfig(), [first], of).state);
    expect([needsPush(b.state), b.state.currentHashes]).toEqual([false, ["h1"]]);
    const pushes = [
      { side: a, expected: item.deviceA, hash: "h2" },
      { side: b, expected: item.deviceB, hash: "h3" },
    ].map(({ side, expected, hash }) => {
      side.state = setAll(side.state, dataOf(expected.serialized));
      expect(pushConfig(side.state, of).obsoleteHashes).toEqual(expected.obsolete);
      const pushed = side.push(hash, of);
      expect(plaintextOf(pushed.data, of)).toBe(expected.serialized);
      expect(plaintextOf(hexDecode(expected.pushed), of)).toBe(expected.serialized);
      expect(configSeqno(side.state)).toBe(expected.seqno);
      return pushed;
    });
    const [fromA, fromB] = pushes;
    if (fromA === undefined || fromB === undefined) throw new Error("expected two pushes");
    const { afterCrossMerge } = item;
    for (const { side, other, obsolete } of [
      { side: a, other: fromB, obsolete: afterCrossMerge.obsoleteA },
      { side: b, other: fromA, obsolete: afterCrossMerge.obsoleteB },
    ]) {
      side.state = mergeConfig(side.state, [other], of).state;
      expect(needsPush(side.state)).toBe(afterCrossMerge.needsPush);
      const push = pushConfig(side.state, of);
      expect([push.seqno, push.obsoleteHashes]).toEqual([afterCrossMerge.seqno, obsolete]);
      expect(plaintextOf(push.messages[0], of)).toBe(afterCrossMerge.serialized);
      expect(hexEncode(dumpConfig(push.state))).toBe(afterCrossMerge.dumpAWhileWaiting);
    }
  });
});

interface GroupCase {
  readonly name: string;
  readonly namespace: number;
  readonly groupSecretKey: string;
  readonly encKey: string;
  readonly seqno: number;
  readonly serialized: string;
  readonly compressed: boolean;
  readonly pushed: string;
  readonly adminDump: string;
  readonly memberMergeAccepted: readonly string[];
  readonly memberDump: string;
}

describe("vectors/groups-configs.json: admins and members", () => {
  const { cases } = loadVector<{ readonly cases: readonly GroupCase[] }>("groups-configs");
  test.each(cases)("default: $name", (item) => {
    const secretKey = hexDecode(item.groupSecretKey);
    const member = {
      kind: kindIn(item.namespace),
      encryptionKeys: [new Uint8Array(32), hexDecode(item.encKey)],
      verifierEd25519: secretKey.subarray(32),
      nowMs: NOW_MS,
    };
    const admin = {
      ...member,
      encryptionKeys: [hexDecode(item.encKey)],
      signerSeed: secretKey.subarray(0, 32),
    };
    const { data } = parseConfigMessage(hexDecode(item.serialized));
    const push = pushConfig(setAll(emptyConfig(), data), admin);
    expect(push.seqno).toBe(item.seqno);
    expect(plaintextOf(push.messages[0], admin)).toBe(item.serialized);
    if (!item.compressed) expect(hexEncode(push.messages[0] ?? new Uint8Array())).toBe(item.pushed);
    const { extra } = loadConfig(hexDecode(item.adminDump), admin); // whom the admin is about to invite
    const confirmed = withConfigExtra(
      confirmPushed(push.state, { seqno: push.seqno, hashes: ["fakehash1"] }),
      extra,
    );
    expect(hexEncode(dumpConfig(confirmed))).toBe(item.adminDump);
    expect(loadConfig(hexDecode(item.adminDump), admin)).toEqual(confirmed);
    const merge = mergeConfig(emptyConfig(), [{ hash: "fakehash1", data: hexDecode(item.pushed) }], member);
    expect(merge.acceptedHashes).toEqual(item.memberMergeAccepted);
    expect(hexEncode(dumpConfig(merge.state))).toBe(item.memberDump);
    const loaded = loadConfig(hexDecode(item.memberDump), member);
    expect(loaded).toEqual(merge.state);
    const again = pushConfig(loaded, { ...member, encryptionKeys: admin.encryptionKeys });
    expect(again.messages).toEqual(push.messages);
    expect(again.state).toBe(loaded);
  });
});

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
    expect(state.obsoleteHashes).toHaveLength(1);
    const push = pushConfig(state, member);
    expect([push.obsoleteHashes, push.state.obsoleteHashes]).toEqual([[], []]);
    expect(inputs.map(({ data }) => hexEncode(data))).toContain(
      hexEncode(push.messages[0] ?? new Uint8Array()),
    );
    expect(mergeConfig(emptyConfig(), inputs.toReversed(), member).state).toEqual(state);
    expect(() => pushConfig(set(state, "n", 3n), member)).toThrow(RangeError);
    const merged = mergeConfig(emptyConfig(), inputs, admin).state;
    expect([merged.phase, configSeqno(merged)]).toEqual(["dirty", 2]);
  });
  test("behaviour: parts that make no readable message are not accepted", () => {
    const padded = padConfig(new Uint8Array(100_000).fill(0x78));
    const inputs = splitConfig(padded).map((part, index) => ({
      hash: `p${index}`,
      data: encryptConfig({
        padded: configPart.encode(part),
        keyBase: account.ed25519Seed,
        domain: "Contacts",
      }),
    }));
    const { state, acceptedHashes } = mergeConfig(emptyConfig(), inputs, context);
    expect([acceptedHashes, configSeqno(state), activeHashes(state, NOW_MS)]).toEqual([[], 0, []]);
  });
});
