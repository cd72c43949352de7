import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BtValue, btEncode } from "../bt/index.ts";
import { hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { parseMailboxId } from "../identity/index.ts";
import { bytes, bytes32, checkCodecLaws, errorCode, loadVector } from "../testing/index.ts";
import { encodeForwardedRequest } from "./forward.ts";
import { NAMESPACES, namespace } from "./namespaces.ts";
import { parseForwardedRequest } from "./parse.ts";
import { decodePushBatch, encodePushBatch, type PushedMessage, pushBatches } from "./push.ts";

interface NodeWireVector {
  readonly push_batch: {
    readonly messages: readonly {
      pubkey: string;
      hash: string;
      timestamp: number;
      expiry: number;
      data_hex: string;
    }[];
    readonly blob_hex: string;
  };
  readonly forwarded_store: {
    readonly pubkey: string;
    readonly namespace: number;
    readonly timestamp: number;
    readonly expiry: number;
    readonly data_hex: string;
    readonly sig_timestamp: number;
    readonly signature_hex: string;
    readonly bt_hex: string;
  };
}

const vector = loadVector<NodeWireVector>("node-wire");

describe("sn.storage_cc", () => {
  const expected = {
    method: "store",
    account: vector.forwarded_store.pubkey,
    namespace: vector.forwarded_store.namespace,
    timestampMs: vector.forwarded_store.timestamp,
    expiryMs: vector.forwarded_store.expiry,
    data: hexDecode(vector.forwarded_store.data_hex),
    signatureTimestampMs: vector.forwarded_store.sig_timestamp,
    auth: { signature: hexDecode(vector.forwarded_store.signature_hex) },
  };

  test("default: the vector, both ways", () => {
    const parsed = parseForwardedRequest("store", hexDecode(vector.forwarded_store.bt_hex));
    expect(parsed).toEqual({ ok: true, request: expected });
    if (!parsed.ok) throw new Error("unreachable: checked above");
    const { method, params } = encodeForwardedRequest(parsed.request);
    expect([method, hexEncode(params)]).toEqual(["store", vector.forwarded_store.bt_hex]);
  });

  test.each(["retrieve", "get_swarm", "info", "get_expiries", "batch"])(
    "error: %s is not forwardable",
    (method) => {
      const subrequest = new Map<string, BtValue>([
        ["method", utf8Encode("info")],
        ["params", new Map()],
      ]);
      const params = btEncode(
        new Map<string, BtValue>([
          ["messages", [utf8Encode("a".repeat(43))]],
          ["pubkey", new Uint8Array(33).fill(3)],
          ["requests", [subrequest]],
          ["signature", new Uint8Array(64)],
          ["timestamp", 1_718_000_000_123n],
        ]),
      );
      expect(parseForwardedRequest(method, params)).toEqual({
        ok: false,
        failure: {
          kind: "failure",
          name: "bad_parameter",
          detail: "received invalid forwarded non-forwardable request",
        },
      });
    },
  );

  test("error: not bencode, not a dict, unknown method", () => {
    const name = (method: string, params: Uint8Array) => {
      const parsed = parseForwardedRequest(method, params);
      return parsed.ok ? "ok" : parsed.failure.name;
    };
    expect(name("store", Uint8Array.of(1, 2))).toBe("bad_parameter");
    expect(name("store", btEncode([]))).toBe("bad_parameter");
    expect(name("steal", btEncode(new Map()))).toBe("unknown_method");
  });

  test("behaviour: a damaged request is refused or read as another one, never a crash", () => {
    const whole = hexDecode(vector.forwarded_store.bt_hex);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const damaged = whole.slice();
        damaged[at] = byte;
        const parsed = parseForwardedRequest("store", damaged);
        if (!parsed.ok) expect(parsed.failure.name).toBe("bad_parameter");
      }),
      { numRuns: 500 },
    );
    for (let length = 0; length < whole.length; length++)
      expect(parseForwardedRequest("store", whole.subarray(0, length)).ok).toBe(false);
  });

  test("behaviour: random bytes never throw", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("store", "delete", "expire", "revoke_subaccount"),
        bytes(),
        (method, noise) => {
          expect(parseForwardedRequest(method, noise).ok).toBe(false);
        },
      ),
    );
  });
});

describe("sn.data", () => {
  const messages: fc.Arbitrary<PushedMessage> = fc.record({
    account: bytes32.map((key) => parseMailboxId(`03${hexEncode(key)}`)),
    namespace: fc.integer({ min: -32768, max: 32767 }).map(namespace),
    hash: fc.stringMatching(/^[A-Za-z0-9+/]{43}$/),
    timestampMs: fc.nat(),
    expiryMs: fc.nat(),
    data: bytes(),
  });

  test("default: the vector, both ways, in namespace 0", () => {
    const expected = vector.push_batch.messages.map((message) => ({
      account: message.pubkey,
      namespace: 0,
      hash: message.hash,
      timestampMs: message.timestamp,
      expiryMs: message.expiry,
      data: hexDecode(message.data_hex),
    }));
    const decoded = decodePushBatch(hexDecode(vector.push_batch.blob_hex));
    expect(decoded).toEqual(expected);
    expect(hexEncode(encodePushBatch(decoded))).toBe(vector.push_batch.blob_hex);
  });

  test("codec laws", () => {
    // Not canonical: a written-out namespace 0 and further list elements are read, too.
    checkCodecLaws(
      { encode: encodePushBatch, decode: decodePushBatch },
      fc.array(messages, { maxLength: 4 }),
      {
        canonical: false,
        numRuns: 100,
      },
    );
  });

  test("behaviour: the namespace travels as sixth element", () => {
    const [message] = fc.sample(messages, { numRuns: 1, seed: 1 });
    if (message === undefined) throw new Error("one sample was asked for");
    const inGroup = { ...message, namespace: NAMESPACES.groupMessages };
    expect(decodePushBatch(encodePushBatch([inGroup]))).toEqual([inGroup]);
    expect(hexEncode(encodePushBatch([inGroup])).endsWith("69313165" + "6565")).toBe(true);
  });

  test("behaviour: batches stay below the limit and keep the order", () => {
    const [message] = fc.sample(messages, { numRuns: 1, seed: 2 });
    if (message === undefined) throw new Error("one sample was asked for");
    const many = Array.from({ length: 300 }, (_, index) => ({
      ...message,
      timestampMs: index,
      data: new Uint8Array(76_800),
    }));
    const batches = [...pushBatches(many)];
    expect(batches.length).toBe(3);
    for (const batch of batches) expect(encodePushBatch(batch).length).toBeLessThanOrEqual(9_000_000);
    expect(batches.flat().map(({ timestampMs }) => timestampMs)).toEqual(many.map((one) => one.timestampMs));
    expect([...pushBatches([])]).toEqual([]);
  });

  test.each([
    ["another format", Uint8Array.of(2, 0x6c, 0x65), "invalid_encoding"],
    ["nothing", new Uint8Array(), "invalid_encoding"],
    ["a message with four fields", hexDecode(`01${"6c6c"}${"303a".repeat(4)}${"6565"}`), "invalid_length"],
  ])("error: %s", (_, payload, code) => {
    expect(errorCode(() => decodePushBatch(payload))).toBe(code);
  });
});
