import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BtValue, btDecode, btEncode } from "../bt/index.ts";
import { latin1Decode, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { bytes, errorCode } from "../testing/index.ts";
import type { ConfigContext } from "./context.ts";
import { dumpConfig, loadConfig } from "./dump.ts";
import { CONFIG_KINDS } from "./kinds.ts";
import {
  activeHashes,
  type ConfigState,
  configData,
  configSeqno,
  confirmPushed,
  editConfig,
  emptyConfig,
  mergeConfig,
  pushConfig,
  withConfigExtra,
} from "./state.ts";

// Dumps of the reference are read and written in state.test.ts, together with the pushes they belong to.

const NOW_MS = 1_700_000_000_000;
const context: ConfigContext = { kind: CONFIG_KINDS.groupInfo, encryptionKeys: [new Uint8Array(32)] };

function set(state: ConfigState, key: string, value: bigint | Uint8Array): ConfigState {
  return editConfig(state, (draft) => draft.set(key, value));
}

const edited = set(emptyConfig(), "a", 1n);
const push = pushConfig(edited, context);
const waiting = push.state;
const clean = confirmPushed(waiting, { seqno: 1, hashes: ["p0", "p1"] });
/** Has received the first of two parts. */
const incomplete = ((): ConfigState => {
  const large = pushConfig(set(emptyConfig(), "a", new Uint8Array(80_000)), context);
  return mergeConfig(clean, [{ hash: "h0", data: large.messages[0] ?? new Uint8Array() }], {
    ...context,
    nowMs: NOW_MS,
  }).state;
})();

describe("dumpConfig and loadConfig", () => {
  test.each([
    ["new", emptyConfig()],
    ["waiting", waiting],
    ["clean", clean],
    ["clean with obsolete hashes", { ...clean, obsoleteHashes: ["o1", "o2"] }],
    ["clean with parts of another message", incomplete],
    ["clean with local data", withConfigExtra(clean, new Map([["k", 1n]]))],
  ])("default: %s", (_name, state) => {
    expect(loadConfig(dumpConfig(state), context)).toEqual(state);
  });
  test("default: the form", () => {
    const text = latin1Decode(dumpConfig({ ...clean, obsoleteHashes: ["o1"] }));
    const message = latin1Decode(clean.phase === "clean" ? clean.message.bytes : new Uint8Array());
    expect(text).toBe(`d1:!i0e1:$${message.length}:${message}1:(l2:p02:p1e1:)l2:o1e1:*de1:+dee`);
    expect(activeHashes(incomplete, NOW_MS)).toEqual(["h0", "p0", "p1"]);
    expect(activeHashes(loadConfig(dumpConfig(incomplete), context), NOW_MS)).toEqual(["h0", "p0", "p1"]);
  });
  test("behaviour: an edited config comes back with its number raised, and pushes what it had", () => {
    const loaded = loadConfig(dumpConfig(edited), context);
    expect([loaded.phase, configSeqno(loaded)]).toEqual(["dirty", 2]);
    expect(configData(loaded)).toEqual(configData(edited));
    const merge = mergeConfig(
      emptyConfig(),
      [...push.messages, ...pushConfig(loaded, context).messages].map((data, index) => ({
        hash: `${index}`,
        data,
      })),
      { ...context, nowMs: NOW_MS },
    );
    expect([merge.state.phase, configSeqno(merge.state), merge.state.currentHashes]).toEqual([
      "clean",
      2,
      ["1"],
    ]);
  });
  test("behaviour: our own signature is not in the dump, and made again", () => {
    const signerSeed = new Uint8Array(32).fill(4);
    const signed = { ...context, signerSeed, verifierEd25519: nobleCrypto.ed25519PublicKey(signerSeed) };
    const { state } = pushConfig(edited, signed);
    expect(latin1Decode(dumpConfig(state))).not.toContain("1:~64:");
    expect(loadConfig(dumpConfig(state), signed)).toEqual(state);
    expect(loadConfig(dumpConfig(emptyConfig()), signed)).toEqual(emptyConfig());
  });
  test("compat: older dumps hold one hash, or none, and no parts", () => {
    const older = (hash: string): ConfigState =>
      loadConfig(
        btEncode(
          new Map<string, BtValue>([
            ["!", 0n],
            ["$", clean.phase === "clean" ? clean.message.bytes : new Uint8Array()],
            ["(", utf8Encode(hash)],
          ]),
        ),
        context,
      );
    expect(older("h1").currentHashes).toEqual(["h1"]);
    expect([older("").currentHashes, older("").obsoleteHashes, older("").parts.size]).toEqual([[], [], 0]);
  });
  test("behaviour: what is remembered of a complete message survives", () => {
    const key = "ab".repeat(32);
    const state = { ...clean, parts: new Map([[key, { count: 0, expiryMs: NOW_MS, parts: [] }]]) };
    expect(loadConfig(dumpConfig(state), context)).toEqual(state);
    const remembered = `1:*d32:${"\xab".repeat(32)}d1:#i0e1:Ti${NOW_MS}eee1:+`;
    expect(latin1Decode(dumpConfig(state))).toContain(remembered);
  });

  const dict = btDecode(dumpConfig(incomplete));
  const change = (key: string, value: BtValue | undefined): Uint8Array => {
    const changed = new Map(dict instanceof Map ? dict : []);
    if (value === undefined) changed.delete(key);
    else changed.set(key, value);
    return btEncode(changed);
  };
  const partial = (entry: Readonly<Record<string, BtValue>>): Uint8Array =>
    change("*", new Map([["h".repeat(32), new Map(Object.entries(entry))]]));
  test.each([
    ["nothing", new Uint8Array(), "invalid_length"],
    ["another type", utf8Encode("le"), "invalid_encoding"],
    ["no state", change("!", undefined), "missing_field"],
    ["an unknown state", change("!", 3n), "out_of_range"],
    ["no message", change("$", undefined), "missing_field"],
    ["a broken message", change("$", utf8Encode("de")), "missing_field"],
    ["hashes that are a dict", change("(", new Map()), "invalid_encoding"],
    ["a hash that is a number", change(")", [1n]), "invalid_encoding"],
    ["a hash that is not text", change("(", [Uint8Array.of(0xff)]), "invalid_encoding"],
    ["parts that are a list", change("*", []), "invalid_encoding"],
    ["local data that is a list", change("+", []), "invalid_encoding"],
    ["parts without an expiry", partial({ "#": 2n, p: [] }), "missing_field"],
    ["parts without a count", partial({ T: 1n, p: [] }), "missing_field"],
    ["parts that are missing", partial({ "#": 2n, T: 1n }), "missing_field"],
    ["a part without its bytes", partial({ "#": 2n, T: 1n, p: [new Map()] }), "missing_field"],
  ])("error: %s", (_name, dump, code) => {
    expect(errorCode(() => loadConfig(dump, context))).toBe(code);
  });
  test("error: damaged dumps give a DecodeError or a state", () => {
    const valid = dumpConfig({ ...clean, obsoleteHashes: ["o1"] });
    const damaged = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })).map(([at, byte]) => {
      const copy = valid.slice();
      copy[at % copy.length] = byte;
      return copy;
    });
    fc.assert(
      fc.property(fc.oneof(damaged, bytes({ max: 100 })), (dump) => {
        errorCode(() => loadConfig(dump, context)); // lets every other error through
      }),
      { numRuns: 500 },
    );
  });
});
