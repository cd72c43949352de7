import { describe, expect, test } from "vitest";
import { type BtValue, btEncode } from "../bt/index.ts";
import { hexDecode, hexEncode } from "../bytes/index.ts";
import { ed25519PublicKey } from "../identity/index.ts";
import { alice, errorCode } from "../testing/index.ts";
import {
  decodeMonitorRequests,
  encodeMonitorRequests,
  type MonitorRequest,
  monitorAccount,
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
  account: hexAccount("03"),
  wantData: false,
  auth: {
    signature: new Uint8Array(64).fill(2),
    subaccount: { token: new Uint8Array(36).fill(3), signature: new Uint8Array(64).fill(4) },
  },
};

function hexAccount(prefix: string): MonitorRequest["account"] {
  return (
    decodeMonitorRequests(dict({ p: hexDecode(prefix + "ab".repeat(32)) }))[0]?.account ?? request.account
  );
}

/** A valid subscription with some fields changed; undefined takes one away. */
function dict(changes: Readonly<Record<string, BtValue | undefined>>): Uint8Array {
  const fields: [string, BtValue | undefined][] = Object.entries({
    n: [0n],
    s: new Uint8Array(64),
    t: 1_718_000_000n,
    ...changes,
  });
  const present = fields.flatMap(([key, value]): [string, BtValue][] =>
    value === undefined ? [] : [[key, value]],
  );
  return btEncode(new Map(present.sort(([a], [b]) => (a < b ? -1 : 1))));
}

describe("monitor requests", () => {
  test("default: one or several survive; the account of a P key is alice's", () => {
    expect(request.account).toBe(alice.accountId);
    for (const requests of [[request], [group], [request, group]])
      expect(decodeMonitorRequests(encodeMonitorRequests(requests))).toEqual(requests);
  });
  test("behaviour: at most 32 in one message, since each may cost a public-key operation", () => {
    const many = Array.from({ length: 32 }, () => group);
    expect(decodeMonitorRequests(encodeMonitorRequests(many))).toHaveLength(32);
    expect(() => encodeMonitorRequests([...many, group])).toThrow(RangeError);
    const one = encodeMonitorRequests([group]);
    const list = Uint8Array.from([0x6c, ...Array.from({ length: 33 }, () => [...one]).flat(), 0x65]);
    expect(errorCode(() => decodeMonitorRequests(list))).toBe("out_of_range");
  });
  test.each([
    ["neither P nor p", {}, "unexpected_field"],
    ["both P and p", { P: alice.ed25519PublicKey, p: new Uint8Array(33) }, "unexpected_field"],
    ["a P that is no point", { P: new Uint8Array(32).fill(0xff) }, "invalid_encoding"],
    ["a P of small order", { P: new Uint8Array(32) }, "invalid_encoding"],
    ["S without T", { p: new Uint8Array(33), S: new Uint8Array(64) }, "missing_field"],
    ["no namespaces", { p: new Uint8Array(33), n: [] }, "out_of_range"],
    ["a namespace twice", { p: new Uint8Array(33), n: [1n, 1n] }, "invalid_encoding"],
    ["a namespace of 17 bits", { p: new Uint8Array(33), n: [32_768n] }, "out_of_range"],
    ["a short signature", { p: new Uint8Array(33), s: new Uint8Array(63) }, "invalid_length"],
    ["no time", { p: new Uint8Array(33), t: undefined }, "missing_field"],
    ["a time before 1970", { p: new Uint8Array(33), t: -1n }, "out_of_range"],
  ])("error: %s", (_name, changes, code) => {
    expect(errorCode(() => decodeMonitorRequests(dict(changes)))).toBe(code);
  });
});
