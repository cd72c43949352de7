import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode, utf8Decode, utf8Encode } from "../bytes/index.ts";
import { type JsonObject, jsonDecode, jsonObject } from "../codec/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import type { V4Request } from "../onion/index.ts";
import { alice, bytes, bytes32, checkCodecLaws, errorCode, loadVector } from "../testing/index.ts";
import {
  addProPaymentRequest,
  deriveProMasterKey,
  generateProProofHash,
  generateProProofRequest,
  type ProKey,
  type ProProof,
  proDetailsRequest,
  proProofAnswer,
  proRefundRequest,
  proRevocationList,
  proRevocationsRequest,
  randomProRotatingKey,
} from "./index.ts";

const vectors = loadVector<{
  readonly master_keys: readonly { readonly ed25519_seed32: string }[];
  readonly requests: readonly {
    readonly request: string;
    readonly master_public: string;
    readonly rotating_seed: string;
    readonly rotating_public: string;
    readonly unix_ts_ms: number;
    readonly hash: string;
    readonly master_sig: string;
    readonly rotating_sig: string;
  }[];
}>("pro");

function keyOf(seed: Uint8Array): ProKey {
  return randomProRotatingKey({ secure: () => seed });
}

function fieldsOf({ body }: V4Request): JsonObject {
  return jsonObject(jsonDecode(body ?? new Uint8Array()));
}

const rotating = keyOf(new Uint8Array(32).fill(0x20));
const TAG = new Uint8Array(32).fill(0x7a);

describe("vectors/pro.json", () => {
  test.each(vectors.requests)("default: $request at $unix_ts_ms", (vector) => {
    const [account] = vectors.master_keys;
    const masterKey = deriveProMasterKey(hexDecode(account?.ed25519_seed32 ?? ""));
    const rotatingKey = keyOf(hexDecode(vector.rotating_seed));
    expect(vector.request).toBe("generate_pro_proof");
    expect(hexEncode(masterKey.ed25519PublicKey)).toBe(vector.master_public);
    const hash = generateProProofHash({
      masterPublicKey: hexDecode(vector.master_public),
      rotatingPublicKey: hexDecode(vector.rotating_public),
      timestampMs: vector.unix_ts_ms,
    });
    expect(hexEncode(hash)).toBe(vector.hash);
    const request = generateProProofRequest({ masterKey, rotatingKey, timestampMs: vector.unix_ts_ms });
    expect(request.endpoint).toBe("/generate_pro_proof");
    expect(fieldsOf(request)).toEqual({
      version: 0,
      master_pkey: vector.master_public,
      rotating_pkey: vector.rotating_public,
      unix_ts_ms: vector.unix_ts_ms,
      master_sig: vector.master_sig,
      rotating_sig: vector.rotating_sig,
    });
  });
});

describe("backend requests", () => {
  const masterKey = deriveProMasterKey(alice.ed25519Seed);
  const rotatingKey = rotating;
  const timestampMs = 1_760_000_000_000;
  const google = { provider: "googlePlay", paymentToken: "token", orderId: "order" } as const;
  const apple = { provider: "appStore", transactionId: "tx" } as const;
  const master = hexEncode(masterKey.ed25519PublicKey);
  const rotatingHex = hexEncode(rotating.ed25519PublicKey);

  /** Whether a key signed the hash of fields that are given as hex. */
  function isSigned(key: ProKey, signature: unknown, personalization: string, fields: string): boolean {
    const hash = nobleCrypto.blake2b(hexDecode(`00${fields}`), {
      length: 32,
      personalization: utf8Encode(personalization),
    });
    return nobleCrypto.ed25519Verify(hexDecode(String(signature)), hash, key.ed25519PublicKey);
  }

  test("default: add_pro_payment for each shop", () => {
    for (const [payment, fields, signed] of [
      [
        google,
        { provider: 1, google_payment_token: "token", google_order_id: "order" },
        "01746f6b656e6f72646572",
      ],
      [apple, { provider: 2, apple_tx_id: "tx" }, "027478"],
    ] as const) {
      const request = addProPaymentRequest({ masterKey, rotatingKey, payment });
      const { master_sig, rotating_sig, ...rest } = fieldsOf(request);
      expect([request.method, request.endpoint]).toEqual(["POST", "/add_pro_payment"]);
      expect(rest).toEqual({
        version: 0,
        master_pkey: master,
        rotating_pkey: rotatingHex,
        payment_tx: fields,
      });
      const input = master + rotatingHex + signed;
      expect(isSigned(masterKey, master_sig, "ProAddPayment___", input)).toBe(true);
      expect(isSigned(rotatingKey, rotating_sig, "ProAddPayment___", input)).toBe(true);
    }
  });
  test("default: get_pro_details", () => {
    const request = proDetailsRequest({ masterKey, timestampMs, count: 10 });
    const { master_sig, ...rest } = fieldsOf(request);
    expect(request.endpoint).toBe("/get_pro_details");
    expect(rest).toEqual({ version: 0, master_pkey: master, unix_ts_ms: timestampMs, count: 10 });
    expect(isSigned(masterKey, master_sig, "ProGetProDetReq_", `${master}00c02cc8990100000a000000`)).toBe(
      true,
    );
  });
  test("default: set_payment_refund_requested", () => {
    const request = proRefundRequest({ masterKey, timestampMs, refundRequestedMs: 0, payment: apple });
    const { master_sig, ...rest } = fieldsOf(request);
    expect(request.endpoint).toBe("/set_payment_refund_requested");
    expect(rest).toEqual({
      version: 0,
      master_pkey: master,
      unix_ts_ms: timestampMs,
      refund_requested_unix_ts_ms: 0,
      payment_tx: { provider: 2, apple_tx_id: "tx" },
    });
    const input = `${master}00c02cc8990100000000000000000000027478`;
    expect(isSigned(masterKey, master_sig, "ProSetRefundReq_", input)).toBe(true);
  });
  test("default: get_pro_revocations", () => {
    const request = proRevocationsRequest(7);
    expect(request.endpoint).toBe("/get_pro_revocations");
    expect(utf8Decode(request.body ?? new Uint8Array())).toBe('{"version":0,"ticket":7}');
  });
  test("error: numbers outside their limits", () => {
    const requests = [
      () => generateProProofRequest({ masterKey, rotatingKey, timestampMs: -1 }),
      () => proDetailsRequest({ masterKey, timestampMs, count: 2 ** 32 }),
      () => proDetailsRequest({ masterKey, timestampMs, count: -1 }),
      () => proRefundRequest({ masterKey, timestampMs, refundRequestedMs: 0.5, payment: google }),
      () => proRevocationsRequest(-1),
    ];
    for (const request of requests) expect(request).toThrow(RangeError);
  });
});

const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const refused = fc.record({
  kind: fc.constant("refused" as const),
  status: fc.integer({ min: 1, max: 300 }),
  errors: fc.array(fc.string({ maxLength: 8 }), { maxLength: 3 }),
});

describe("backend answers", () => {
  const tag = hexEncode(TAG);
  const item = `{"expiry_unix_ts_ms":9,"effective_unix_ts_ms":8,"gen_index_hash":"${tag}"}`;
  const list = (fields: string) => utf8Encode(`{"status":0,"result":{${fields}}}`);

  test("default: a list of revocations", () => {
    const text = list(`"version":0,"ticket":3,"retry_in_s":3600,"items":[${item}]`);
    const answer = {
      kind: "ok",
      result: {
        ticket: 3,
        retryInSeconds: 3600,
        items: [{ revocationTag: TAG, effectiveMs: 8, expiryMs: 9 }],
      },
    } as const;
    expect(proRevocationList.decode(text)).toEqual(answer);
    expect(utf8Decode(proRevocationList.encode(answer))).toBe(
      `{"status":0,"result":{"version":0,"ticket":3,"retry_in_s":3600,"items":[${item}]}}`,
    );
  });
  test("default: a proof", () => {
    const proof: ProProof = {
      revocationTag: TAG,
      rotatingPublicKey: rotating.ed25519PublicKey,
      expiryMs: 1_770_000_000_000,
      signature: new Uint8Array(64).fill(1),
    };
    const answer = proProofAnswer.decode(proProofAnswer.encode({ kind: "ok", result: proof }));
    expect(answer).toEqual({ kind: "ok", result: proof });
  });
  test("behaviour: a refusal carries the reasons", () => {
    expect(proProofAnswer.decode(utf8Encode('{"status":101,"errors":["unknown payment"]}'))).toEqual({
      kind: "refused",
      status: 101,
      errors: ["unknown payment"],
    });
    expect(proProofAnswer.decode(utf8Encode('{"status":1}'))).toEqual({
      kind: "refused",
      status: 1,
      errors: [],
    });
  });
  test("behaviour: the laws of codecs", () => {
    const revocation = fc.record({ revocationTag: bytes32, effectiveMs: whole, expiryMs: whole });
    const revocations = fc.record({
      ticket: whole,
      retryInSeconds: whole,
      items: fc.array(revocation, { maxLength: 3 }),
    });
    const proof = fc.record({
      revocationTag: bytes32,
      rotatingPublicKey: bytes32,
      expiryMs: whole,
      signature: bytes({ min: 64, max: 64 }),
    });
    const ok = fc.constant("ok" as const);
    const options = { canonical: false, numRuns: 100 };
    checkCodecLaws(
      proRevocationList,
      fc.oneof(fc.record({ kind: ok, result: revocations }), refused),
      options,
    );
    checkCodecLaws(proProofAnswer, fc.oneof(fc.record({ kind: ok, result: proof }), refused), options);
  });
  test.each([
    ["no status", '{"result":{}}', "missing_field"],
    ["no result", '{"status":0}', "invalid_encoding"],
    ["errors that are not text", '{"status":1,"errors":[1]}', "invalid_encoding"],
    ["too many errors", `{"status":1,"errors":[${"0,".repeat(100)}0]}`, "out_of_range"],
    ["no items", '{"status":0,"result":{"ticket":1,"retry_in_s":1}}', "invalid_encoding"],
    ["no ticket", '{"status":0,"result":{"items":[],"retry_in_s":1}}', "missing_field"],
    [
      "a short tag",
      `{"status":0,"result":{"ticket":1,"retry_in_s":1,"items":[${item.replace(tag, tag.slice(2))}]}}`,
      "invalid_length",
    ],
    [
      "a tag that is not hex",
      `{"status":0,"result":{"ticket":1,"retry_in_s":1,"items":[${item.replace(tag, "x".repeat(64))}]}}`,
      "invalid_encoding",
    ],
    [
      "too many items",
      `{"status":0,"result":{"ticket":1,"retry_in_s":1,"items":[${"0,".repeat(50_000)}0]}}`,
      "out_of_range",
    ],
  ])("error: %s", (_name, text, code) => {
    expect(errorCode(() => proRevocationList.decode(utf8Encode(text)))).toBe(code);
  });
  test("error: an answer without end, and a proof of a newer version", () => {
    expect(errorCode(() => proRevocationList.decode(new Uint8Array(10 * 1024 * 1024 + 1)))).toBe(
      "invalid_length",
    );
    const text = '{"status":0,"result":{"version":1}}';
    expect(errorCode(() => proProofAnswer.decode(utf8Encode(text)))).toBe("unsupported_version");
  });
  test("error: answers outside the domain cannot be written", () => {
    const items = [{ revocationTag: TAG, effectiveMs: 1, expiryMs: 1 }];
    const result = { ticket: 1, retryInSeconds: 1, items };
    for (const change of [
      { ticket: -1 },
      { retryInSeconds: 0.5 },
      { items: [{ revocationTag: TAG.subarray(1), effectiveMs: 1, expiryMs: 1 }] },
      { items: Array.from({ length: 50_001 }, () => items).flat() },
    ])
      expect(() => proRevocationList.encode({ kind: "ok", result: { ...result, ...change } })).toThrow(
        RangeError,
      );
    expect(() => proRevocationList.encode({ kind: "refused", status: 0, errors: [] })).toThrow(RangeError);
    const errors = Array.from({ length: 101 }, () => "");
    expect(() => proRevocationList.encode({ kind: "refused", status: 1, errors })).toThrow(RangeError);
  });
});
