import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BtDict, type BtValue, btEncode } from "../bt/index.ts";
import { concatBytes, hexEncode, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { ed25519PublicKey, parseMailboxId } from "../identity/index.ts";
import { alice, bytes, errorCode } from "../testing/index.ts";
import {
  decodeMonitorRequests,
  encodeMonitorRequests,
  type MonitorParsed,
  type MonitorRequest,
  monitorAccount,
  monitorSignedPayload,
} from "./monitor.ts";
import { namespace } from "./namespaces.ts";

const pubkeyEd25519 = ed25519PublicKey(hexEncode(alice.ed25519PublicKey));
const request: MonitorRequest = {
  account: monitorAccount(pubkeyEd25519),
  namespaces: [-10, 0, 5].map(namespace),
  wantData: true,
  timestampSeconds: 1_718_000_000,
  auth: { pubkeyEd25519, signature: new Uint8Array(64).fill(1) },
};
const group: MonitorRequest = {
  ...request,
  account: parseMailboxId(`03${"ab".repeat(32)}`),
  wantData: false,
  auth: {
    signature: new Uint8Array(64).fill(2),
    subaccount: { token: new Uint8Array(36).fill(3), signature: new Uint8Array(64).fill(4) },
  },
};

/** A valid subscription to a group, with some fields changed; undefined takes one away. */
function dict(changes: Readonly<Record<string, BtValue | undefined>>): BtDict {
  const fields: [string, BtValue | undefined][] = Object.entries({
    n: [0n],
    p: new Uint8Array(33).fill(3),
    s: new Uint8Array(64),
    t: 1_718_000_000n,
    ...changes,
  });
  const present = fields.flatMap(([key, value]): [string, BtValue][] =>
    value === undefined ? [] : [[key, value]],
  );
  return new Map(present.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function accepted(requests: readonly MonitorRequest[]): MonitorParsed[] {
  return requests.map((request) => ({ ok: true, request }));
}

const REFUSALS: readonly [
  rule: string,
  changes: Readonly<Record<string, BtValue | undefined>>,
  errorCode: number,
  text: string,
][] = [
  ["neither P nor p", { p: undefined }, 1, "p: expected exactly one of P and p"],
  ["both P and p", { P: alice.ed25519PublicKey }, 1, "p: expected exactly one of P and p"],
  ["S without T", { S: new Uint8Array(64) }, 1, "S: expected S and T together"],
  ["T without S", { T: new Uint8Array(36) }, 1, "S: expected S and T together"],
  ["a flag that is neither 0 nor 1", { d: 2n }, 1, "d: expected 0..1, got 2"],
  ["no list of namespaces", { n: undefined }, 1, "n: expected a value, found none"],
  ["an empty list of namespaces", { n: [] }, 1, "n: expected 1..100 namespaces, got 0"],
  ["too many namespaces", { n: Array(101).fill(1n) }, 1, "n: expected 1..100 namespaces, got 101"],
  ["a namespace of 17 bits", { n: [32_768n] }, 1, "n: expected -32768..32767"],
  ["no signature", { s: undefined }, 1, "s: expected a value, found none"],
  ["a signature that is a number", { s: 1n }, 1, "s: expected a byte string"],
  ["no time", { t: undefined }, 1, "t: expected a value, found none"],

  ["a short P", { P: new Uint8Array(31), p: undefined }, 2, "P: expected 32 bytes, got 31"],
  [
    "a P that is no point",
    { P: new Uint8Array(32).fill(0xff), p: undefined },
    2,
    "P: expected a point of the main subgroup",
  ],
  [
    "a P of small order",
    { P: new Uint8Array(32), p: undefined },
    2,
    "P: expected a point of the main subgroup",
  ],
  ["a p without its prefix", { p: new Uint8Array(32) }, 2, "p: expected 33 bytes, got 32"],
  [
    "a short subaccount signature",
    { S: new Uint8Array(63), T: new Uint8Array(36) },
    2,
    "S: expected 64 bytes, got 63",
  ],
  [
    "a short subaccount token",
    { S: new Uint8Array(64), T: new Uint8Array(35) },
    2,
    "T: expected 36 bytes, got 35",
  ],

  ["a namespace twice", { n: [1n, 1n] }, 3, "n: expected strictly ascending namespaces"],
  ["descending namespaces", { n: [1n, 0n] }, 3, "n: expected strictly ascending namespaces"],
  ["a time before 1970", { t: -1n }, 4, "t: expected 0..9007199254740991, got -1"],
  [
    "a time that no clock shows",
    { t: 2n ** 63n },
    4,
    "t: expected 0..9007199254740991, got 9223372036854775808",
  ],
  ["a short signature", { s: new Uint8Array(63) }, 5, "s: expected 64 bytes, got 63"],
];

describe("monitor requests", () => {
  test("default: one or several survive; the account of a P key is alice's", () => {
    expect(request.account).toBe(alice.accountId);
    for (const requests of [[], [request], [group], [request, group]])
      expect(decodeMonitorRequests(encodeMonitorRequests(requests))).toEqual(accepted(requests));
  });

  test("behaviour: a list of one is read like the dict alone", () => {
    const alone = encodeMonitorRequests([group]);
    const list = concatBytes(utf8Encode("l"), alone, utf8Encode("e"));
    expect(decodeMonitorRequests(list)).toEqual(decodeMonitorRequests(alone));
  });

  test("behaviour: at most 32 in one message, since each may cost a public-key operation", () => {
    const many = Array.from({ length: 32 }, () => group);
    expect(decodeMonitorRequests(encodeMonitorRequests(many))).toHaveLength(32);
    expect(() => encodeMonitorRequests([...many, group])).toThrow(RangeError);
    const list = btEncode(Array.from({ length: 33 }, () => dict({})));
    expect(errorCode(() => decodeMonitorRequests(list))).toBe("out_of_range");
  });

  test("behaviour: 100 namespaces, extreme times and unknown fields are fine", () => {
    const message = btEncode([
      dict({ n: Array.from({ length: 100 }, (_, index) => BigInt(index - 50)) }),
      dict({ t: 0n, z: [[[[[[1n]]]]]] }),
      dict({ n: [-32_768n, 32_767n], t: BigInt(Number.MAX_SAFE_INTEGER) }),
    ]);
    expect(decodeMonitorRequests(message).map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  test.each(REFUSALS)("error: %s, alone and between others", (_rule, changes, errorCode, text) => {
    const refusal = { ok: false, errorCode, text };
    const good = { ok: true, request: { account: "03".repeat(33) } };
    expect(decodeMonitorRequests(btEncode(dict(changes)))).toEqual([refusal]);
    const list = btEncode([dict({}), dict(changes), dict({})]);
    expect(decodeMonitorRequests(list)).toMatchObject([good, refusal, good]);
  });

  test("behaviour: each dict of a list gets a result of its own, in their order", () => {
    const message = btEncode([
      dict({ s: new Uint8Array(63) }),
      dict({ t: -1n }),
      dict({}),
      dict({ n: [1n, 0n] }),
      dict({ p: new Uint8Array(32) }),
      dict({ n: undefined }),
      new Map(),
      dict({ P: alice.ed25519PublicKey, p: undefined }),
    ]);
    const results = decodeMonitorRequests(message).map((parsed) =>
      parsed.ok ? parsed.request.account : parsed.errorCode,
    );
    expect(results).toEqual([5, 4, "03".repeat(33), 3, 2, 1, 1, alice.accountId]);
  });

  test("behaviour: of several faults the first in the order of the fields counts, a P that is no point last", () => {
    const noPoint = { P: new Uint8Array(32), p: undefined };
    const message = btEncode([
      dict({ P: new Uint8Array(31), n: [1n, 0n] }),
      dict({ ...noPoint, n: [1n, 0n], s: new Uint8Array(63) }),
      dict({ ...noPoint, s: new Uint8Array(63), t: -1n }),
      dict({ ...noPoint, t: -1n }),
    ]);
    const codes = decodeMonitorRequests(message).map((parsed) => !parsed.ok && parsed.errorCode);
    expect(codes).toEqual([2, 3, 5, 4]);
  });

  test("behaviour: the given primitives are used, and only for P keys of sound dicts", () => {
    let conversions = 0;
    const crypto: CryptoProvider = {
      ...nobleCrypto,
      ed25519ToX25519: (key) => {
        conversions++;
        return nobleCrypto.ed25519ToX25519(key);
      },
    };
    const signed = { P: alice.ed25519PublicKey, p: undefined };
    const message = btEncode([dict(signed), dict({}), dict({ ...signed, t: undefined })]);
    expect(decodeMonitorRequests(message, crypto).map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(conversions).toBe(1);
  });

  test.each([
    ["nothing", new Uint8Array(), "invalid_length"],
    ["a number", btEncode(1n), "invalid_encoding"],
    ["text", btEncode(utf8Encode("text")), "invalid_encoding"],
    ["a list in which something is no dict", btEncode([dict({}), 1n]), "invalid_encoding"],
    ["a list of lists", btEncode([[dict({})]]), "invalid_encoding"],
    ["a list cut off", btEncode([dict({})]).slice(0, -1), "invalid_length"],
    ["a rest after the dict", concatBytes(btEncode(dict({})), utf8Encode("e")), "invalid_length"],
    ["a dict whose keys are not in order", utf8Encode("d1:ti0e1:nlee"), "invalid_encoding"],
  ])("error: %s is no message of subscriptions", (_what, message, code) => {
    expect(errorCode(() => decodeMonitorRequests(message))).toBe(code);
  });

  test("error: any bytes in any field give a result, any bytes at all a result or a DecodeError", () => {
    const field = fc.oneof(bytes({ max: 70 }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }));
    const changes = fc.dictionary(fc.constantFrom("P", "S", "T", "d", "n", "p", "s", "t"), field);
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 4 }), (dicts) => {
        expect(decodeMonitorRequests(btEncode(dicts.map(dict)))).toHaveLength(dicts.length);
      }),
    );
    fc.assert(
      fc.property(bytes({ max: 100 }), (noise) => {
        const code = errorCode(() => decodeMonitorRequests(noise));
        expect(["none", "invalid_encoding", "invalid_length", "out_of_range"]).toContain(code);
      }),
    );
  });
});

describe("monitorSignedPayload", () => {
  test("default", () => {
    const { auth: _, ...unsigned } = group;
    expect(new TextDecoder().decode(monitorSignedPayload(unsigned))).toBe(
      `MONITOR03${"ab".repeat(32)}17180000000-10,0,5`,
    );
  });
});
