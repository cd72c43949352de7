import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  base64Decode,
  base64Encode,
  concatBytes,
  hexDecode,
  hexEncode,
  latin1Encode,
} from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { deriveAccount } from "../identity/index.ts";
import { bytes, bytes32, checkCodecLaws, errorCode, loadVector } from "../testing/index.ts";
import { userConfigContext } from "./context.ts";
import { dumpConfig, loadConfig } from "./dump.ts";
import { encryptConfig, unpadConfig } from "./encryption.ts";
import { CONFIG_KINDS } from "./kinds.ts";
import { parseConfigMessage } from "./message.ts";
import {
  addConfigPart,
  CHUNK_BYTES,
  COMPLETE_SETS_MAX,
  COMPLETE_TTL_MS,
  type ConfigPart,
  configPart,
  NO_PARTS,
  PADDED_BYTES_MAX,
  PARTIAL_BYTES_MAX,
  PARTIAL_SETS_MAX,
  PARTIAL_TTL_MS,
  type PartialSets,
  type PartOutcome,
  partialStorageHashes,
  splitConfig,
  withoutExpiredParts,
} from "./multipart.ts";
import { activeHashes, configData, emptyConfig, mergeConfig, needsPush } from "./state.ts";
import { openPaddedConfig, openStoredConfig } from "./storage.ts";
import { dictAt } from "./tree.ts";

interface MultipartCase {
  readonly name: string;
  readonly type: string;
  readonly seed: string;
  readonly seqno: number;
  readonly partsBase64: readonly string[];
  readonly partPlaintextPrefixes: readonly string[];
  readonly recombinedLength: number;
  readonly recombinedHash: string;
  readonly recombinedIsCompressed: boolean;
  readonly serializedLength: number;
  readonly serializedHash: string;
  readonly contactCount: number;
  readonly firstSessionId: string;
  readonly lastSessionId: string;
  readonly mergeOutOfOrder: readonly {
    readonly give: readonly string[];
    readonly accepted: readonly string[];
    readonly currentHashes: readonly string[];
    readonly needsPush: boolean;
  }[];
}
const { cases } = loadVector<{ readonly cases: readonly MultipartCase[] }>("config-multipart");
const NOW_MS = 1_700_000_000_000;

describe.each(cases)("vectors/config-multipart.json: $name", (item) => {
  const account = deriveAccount(hexDecode(item.seed));
  const context = { ...userConfigContext({ kind: CONFIG_KINDS.contacts, account }), nowMs: NOW_MS };
  const stored = item.partsBase64.map((part) => base64Decode(part, "part"));
  const parts = stored.flatMap((data) => {
    const opened = openStoredConfig(data, context);
    return opened.kind === "part" ? [opened.part] : [];
  });
  const padded = concatBytes(...parts.map(({ chunk }) => chunk));

  test("default: the parts", () => {
    expect(parts.map((part) => [part.index, part.count])).toEqual([
      [0, 2],
      [1, 2],
    ]);
    for (const [index, part] of parts.entries()) {
      const prefix = item.partPlaintextPrefixes[index] ?? "";
      expect(hexEncode(configPart.encode(part)).slice(0, prefix.length)).toBe(prefix);
      expect(hexEncode(part.wholeHash)).toBe(item.recombinedHash);
    }
    expect(padded).toHaveLength(item.recombinedLength);
    expect(unpadConfig(padded)[0]).toBe(item.recombinedIsCompressed ? 0x7a : 0x64);
    expect(context.kind.domain).toBe(item.type);
  });
  test("default: splitting and encrypting the whole again", () => {
    const again = splitConfig(padded).map((part) =>
      encryptConfig({ padded: configPart.encode(part), keyBase: account.ed25519Seed, domain: "Contacts" }),
    );
    expect(again.map(base64Encode)).toEqual(item.partsBase64);
  });
  test("default: the whole message", () => {
    const plaintext = openPaddedConfig(padded);
    expect(plaintext).toHaveLength(item.serializedLength);
    const message = parseConfigMessage(plaintext);
    expect([message.seqno, hexEncode(message.hash)]).toEqual([item.seqno, item.serializedHash]);
    const ids = [...dictAt(message.data, "c").keys()].map((key) => hexEncode(latin1Encode(key)));
    expect(ids).toHaveLength(item.contactCount);
    expect(ids).toEqual(expect.arrayContaining([item.firstSessionId, item.lastSessionId]));
  });
  test.each([
    ["in memory", false],
    ["with a restart in between", true],
  ])("default: merged out of order, %s", (_name, restarts) => {
    let state = emptyConfig();
    for (const step of item.mergeOutOfOrder) {
      const inputs = step.give.map((hash) => {
        const data = stored[Number(hash.slice(1))];
        if (data === undefined) throw new Error(`no part ${hash}`);
        return { hash, data };
      });
      const merge = mergeConfig(state, inputs, context);
      expect(merge.acceptedHashes).toEqual(step.accepted);
      expect(merge.state.currentHashes).toEqual(step.currentHashes);
      expect(needsPush(merge.state)).toBe(step.needsPush);
      state = restarts ? loadConfig(dumpConfig(merge.state), context) : merge.state;
      expect(state).toEqual(merge.state);
      expect(activeHashes(state, NOW_MS)).toEqual(
        step.currentHashes.length > 0 ? step.currentHashes : step.give,
      );
    }
    expect(dictAt(configData(state), "c").size).toBe(item.contactCount);
    const repeated = mergeConfig(state, [{ hash: "p1", data: stored[1] ?? padded }], context);
    expect([repeated.state === state, repeated.acceptedHashes]).toEqual([true, ["p1"]]);
  });
});

describe("configPart", () => {
  const parts: fc.Arbitrary<ConfigPart> = fc
    .tuple(bytes32, fc.integer({ min: 2, max: 255 }), fc.nat(), bytes({ min: 1 }))
    .map(([wholeHash, count, index, chunk]) => ({ wholeHash, index: index % count, count, chunk }));
  const valid: ConfigPart = {
    wholeHash: new Uint8Array(32),
    index: 0,
    count: 2,
    chunk: new Uint8Array(1),
  };

  test("behaviour: keeps the codec laws", () => {
    checkCodecLaws(configPart, parts);
  });
  test.each([
    ["a short hash", { wholeHash: new Uint8Array(31) }],
    ["one part", { count: 1 }],
    ["more parts than one byte counts", { count: 256 }],
    ["an index that is the count", { index: 2 }],
    ["no bytes", { chunk: new Uint8Array() }],
    ["more bytes than a part has", { chunk: new Uint8Array(CHUNK_BYTES + 1) }],
  ])("error: writing %s", (_name, change) => {
    expect(() => configPart.encode({ ...valid, ...change })).toThrow(RangeError);
  });
  const H = `32:${"h".repeat(32)}`;
  test.each([
    ["another first byte", `xl${H}1:\x001:\x021:ce`, "invalid_encoding"],
    ["nothing after it", "m", "invalid_length"],
    ["three elements", `ml${H}1:\x001:\x02e`, "missing_field"],
    ["five elements", `ml${H}1:\x001:\x021:c1:de`, "out_of_range"],
    ["integers as numbers", `ml${H}i0ei2e1:ce`, "invalid_encoding"],
    ["two bytes for the index", `ml${H}2:\x00\x001:\x021:ce`, "invalid_length"],
    ["a short hash", "ml1:h1:\x001:\x021:ce", "out_of_range"],
    ["one part", `ml${H}1:\x001:\x011:ce`, "out_of_range"],
    ["an index that is the count", `ml${H}1:\x021:\x021:ce`, "out_of_range"],
    ["no bytes", `ml${H}1:\x001:\x020:e`, "out_of_range"],
    ["trailing bytes", `ml${H}1:\x001:\x021:cee`, "invalid_length"],
  ])("error: reading %s", (_name, text, code) => {
    expect(errorCode(() => configPart.decode(latin1Encode(text)))).toBe(code);
  });
});

describe("addConfigPart", () => {
  const whole = new Uint8Array(2 * CHUNK_BYTES + 5).fill(6);
  const parts = splitConfig(whole);
  const add = (
    sets: PartialSets,
    part: ConfigPart,
    at: { readonly hash?: string; readonly nowMs?: number } = {},
  ): PartOutcome =>
    addConfigPart(sets, { part, storageHash: at.hash ?? `s${part.index}`, nowMs: at.nowMs ?? NOW_MS });
  const addAll = (sets: PartialSets, all: readonly ConfigPart[]): PartialSets =>
    all.reduce((known, part) => add(known, part).sets, sets);
  /** A part of a message that nobody has the rest of. */
  const stray = (number: number, chunkBytes = 1): ConfigPart => ({
    wholeHash: nobleCrypto.sha256(Uint8Array.of(number, number >> 8)),
    index: 0,
    count: 2,
    chunk: new Uint8Array(chunkBytes),
  });

  test("default", () => {
    expect(parts.map(({ chunk }) => chunk.length)).toEqual([CHUNK_BYTES, CHUNK_BYTES, 5]);
    fc.assert(
      fc.property(fc.shuffledSubarray([...parts], { minLength: 3 }), ([first, second, last]) => {
        if (first === undefined || second === undefined || last === undefined) return;
        const sets = addAll(NO_PARTS, [first, second, second, first]);
        expect([...partialStorageHashes(sets, NOW_MS)].sort()).toEqual(
          [`s${first.index}`, `s${second.index}`].sort(),
        );
        const outcome = add(sets, last);
        expect(outcome).toMatchObject({ kind: "complete", padded: whole, storageHashes: ["s0", "s1", "s2"] });
        expect(partialStorageHashes(outcome.sets, NOW_MS)).toEqual([]);
        expect(add(outcome.sets, first)).toEqual({ kind: "kept", sets: outcome.sets });
      }),
      { numRuns: 6 },
    );
  });
  test("behaviour: an incomplete message is forgotten a week after its last part, a complete one after two", () => {
    const [first, second, last] = parts;
    if (first === undefined || second === undefined || last === undefined)
      throw new Error("expected 3 parts");
    const begun = add(NO_PARTS, first).sets;
    const renewed = add(begun, second, { nowMs: NOW_MS + 1_000 }).sets;
    expect(withoutExpiredParts(begun, NOW_MS + PARTIAL_TTL_MS - 1)).toBe(begun);
    expect(withoutExpiredParts(begun, NOW_MS + PARTIAL_TTL_MS).size).toBe(0);
    expect(withoutExpiredParts(renewed, NOW_MS + PARTIAL_TTL_MS).size).toBe(1);
    expect(partialStorageHashes(begun, NOW_MS + PARTIAL_TTL_MS)).toEqual([]);
    const done = add(renewed, last).sets;
    expect(withoutExpiredParts(done, NOW_MS + COMPLETE_TTL_MS - 1)).toBe(done);
    expect(withoutExpiredParts(done, NOW_MS + COMPLETE_TTL_MS).size).toBe(0);
    expect([PARTIAL_TTL_MS, COMPLETE_TTL_MS]).toEqual([604_800_000, 1_209_600_000]);
  });
  test("behaviour: parts that do not make what they name are forgotten together", () => {
    const forged = parts.map((part) => ({ ...part, wholeHash: new Uint8Array(32) }));
    const [first, second, last] = forged;
    if (first === undefined || second === undefined || last === undefined)
      throw new Error("expected 3 parts");
    expect(add(addAll(NO_PARTS, [first, second]), last)).toEqual({
      kind: "broken",
      sets: new Map(),
      storageHashes: ["s0", "s1", "s2"],
    });
  });
  test("error: a part that names another count", () => {
    const sets = add(NO_PARTS, stray(1)).sets;
    expect(errorCode(() => add(sets, { ...stray(1), index: 1, count: 3 }))).toBe("invalid_encoding");
  });
  test("behaviour: others may cut smaller, into as many parts as one byte counts", () => {
    const padded = new Uint8Array(255).fill(7);
    const wholeHash = nobleCrypto.blake2b(padded, { length: 32 });
    const small = Array.from(padded, (_, index) => ({
      wholeHash,
      index,
      count: 255,
      chunk: padded.subarray(index, index + 1),
    }));
    const [last, ...others] = small.toReversed();
    if (last === undefined) throw new Error("expected parts");
    expect(add(addAll(NO_PARTS, others), last)).toMatchObject({ kind: "complete", padded });
  });
  test("error: parts of more than the largest message", () => {
    const part = (index: number): ConfigPart => ({ ...stray(1, CHUNK_BYTES), index, count: 67 });
    const sets = addAll(
      NO_PARTS,
      Array.from({ length: 65 }, (_, index) => part(index)),
    );
    expect(errorCode(() => add(sets, part(65)))).toBe("out_of_range");
  });
  test("behaviour: what never becomes complete is bounded in number, and the newest stays", () => {
    const strays = Array.from({ length: PARTIAL_SETS_MAX + 3 }, (_, number) => stray(number));
    const sets = strays.reduce(
      (known, part, index) => add(known, part, { nowMs: NOW_MS + index }).sets,
      NO_PARTS,
    );
    expect([...sets.keys()]).toEqual(strays.slice(3).map(({ wholeHash }) => hexEncode(wholeHash)));
  });
  test("behaviour: what never becomes complete is bounded in bytes", () => {
    const perSet = Math.floor(PADDED_BYTES_MAX / CHUNK_BYTES); // 65
    let sets = NO_PARTS;
    for (let number = 0; number < 4; number++)
      for (let index = 0; index < perSet; index++)
        sets = add(
          sets,
          { ...stray(number, CHUNK_BYTES), index, count: 66 },
          { nowMs: NOW_MS + number },
        ).sets;
    expect(sets.size).toBe(2);
    expect(2 * perSet * CHUNK_BYTES).toBeLessThanOrEqual(PARTIAL_BYTES_MAX);
  });
  test("behaviour: what is remembered of complete messages is bounded", () => {
    const done = new Map(
      Array.from({ length: COMPLETE_SETS_MAX }, (_, number) => [
        hexEncode(stray(number).wholeHash),
        { count: 0, expiryMs: NOW_MS + number, parts: [] },
      ]),
    );
    const sets = addAll(done, parts);
    expect([sets.size, sets.has(hexEncode(stray(0).wholeHash))]).toEqual([COMPLETE_SETS_MAX, false]);
  });
});
