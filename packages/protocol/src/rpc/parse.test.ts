import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64Encode, hexDecode } from "../bytes/index.ts";
import { alice } from "../testing/index.ts";
import { RPC_LIMITS } from "./limits.ts";
import { type ClientRequest, parseClientBody, parseClientRequest } from "./parse.ts";
import { outcomeToWire } from "./status.ts";

// The exact texts of section 2.2: clients and people look for them.

const pubkey = alice.accountId;
const group = `03${"ab".repeat(32)}`;
const signature = base64Encode(new Uint8Array(64).fill(5));
const hash = "a".repeat(43);
const NOW = 1_718_000_000_123;
const store = { pubkey, timestamp: NOW, ttl: 60_000, data: "YWJj" };
const signed = { pubkey, signature };
const revoke = { pubkey: group, signature, timestamp: NOW };

/** Built as text, because an object with a key named `then` looks like a promise to the linter. */
function branches(condition: unknown, whenTrue: unknown, whenFalse: unknown = null): Record<string, unknown> {
  const [one, two, three] = [condition, whenTrue, whenFalse].map((part) => JSON.stringify(part));
  return JSON.parse(`{"if":${one},"then":${two},"else":${three}}`);
}

function refusal(method: string, params: Record<string, unknown>, options = {}): string {
  const parsed = parseClientRequest(method, params, options);
  if (parsed.ok) return `accepted: ${parsed.request.method}`;
  const { status, body } = outcomeToWire(parsed.failure);
  return `${status} ${String(body)}`;
}

function accepted(method: string, params: Record<string, unknown>, options = {}): ClientRequest {
  const parsed = parseClientRequest(method, params, options);
  if (!parsed.ok) throw new Error(String(outcomeToWire(parsed.failure).body));
  return parsed.request;
}

describe("envelope", () => {
  const text = (body: string) => {
    const parsed = parseClientBody(body);
    return parsed.ok ? "ok" : `${outcomeToWire(parsed.failure).status} ${outcomeToWire(parsed.failure).body}`;
  };

  test.each([
    ["{", "400 invalid json"],
    ["", "400 invalid json"],
    ["[]", "400 invalid json: no `method` field"],
    ["null", "400 invalid json: no `method` field"],
    ['{"method":1,"params":{}}', "400 invalid json: no `method` field"],
    ['{"method":"info"}', "400 invalid json: no `params` field"],
    ['{"method":"info","params":[]}', "400 invalid json: no `params` field"],
    ['{"method":"steal","params":{}}', "400 no method steal"],
    ['{"method":"__proto__","params":{}}', "400 no method __proto__"],
    ['{"jsonrpc":"2.0","id":7,"method":"info","params":{}}', "ok"],
  ])("%s: %s", (body, expected) => {
    expect(text(body)).toBe(expected);
  });

  test("error: a body beyond 10 MiB is not even read", () => {
    expect(text(" ".repeat(RPC_LIMITS.requestBytesMax + 1))).toBe("413 Request body too large");
  });

  test("error: bytes that are no UTF-8", () => {
    const parsed = parseClientBody(Uint8Array.of(0xff, 0xfe));
    expect(parsed).toMatchObject({ ok: false, failure: { name: "invalid_json" } });
  });

  test("behaviour: arbitrary JSON and bytes never throw", () => {
    fc.assert(fc.property(fc.json(), (json) => void parseClientBody(json)));
    fc.assert(fc.property(fc.uint8Array(), (noise) => void parseClientBody(noise)));
  });

  test("behaviour: arbitrary parameters of every method never throw", () => {
    const methods = fc.constantFrom(
      "store",
      "retrieve",
      "delete",
      "delete_all",
      "delete_before",
      "expire",
      "expire_all",
      "get_expiries",
      "revoke_subaccount",
      "unrevoke_subaccount",
      "get_swarm",
      "info",
      "oxend_request",
      "batch",
      "ifelse",
    );
    const names = fc.constantFrom(
      ...["pubkey", "signature", "timestamp", "namespace", "messages", "expiry", "requests", "if", "then"],
      ...["data", "ttl", "subaccount", "revoke", "endpoint", "max_size", "wait", "last_hash", "extend"],
    );
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom(pubkey, signature, NOW, hash));
    fc.assert(
      fc.property(methods, fc.dictionary(names, values), (method, params) => {
        expect(["ok", "failure"]).toContain(parseClientRequest(method, params).ok ? "ok" : "failure");
      }),
      { numRuns: 500 },
    );
  });
});

describe("parameter errors", () => {
  test.each<[string, string, Record<string, unknown>]>([
    ["Required field 'timestamp' missing", "store", { pubkey, data: "" }],
    ["Required field 'expiry' or 'ttl' missing", "store", { ...store, ttl: null }],
    ["Cannot specify both 'expiry' and 'ttl'", "store", { ...store, expiry: NOW }],
    ["Required field 'pubkey' missing", "store", { ...store, pubkey: undefined }],
    ["Cannot specify both 'pubkey' and 'pubKey'", "store", { ...store, pubKey: pubkey }],
    ["Required field 'data' missing", "store", { ...store, data: undefined }],
    ["Invalid value given for 'data': expected string", "store", { ...store, data: 7 }],
    ["Invalid 'data' value: not base64 encoded", "store", { ...store, data: "a b" }],
    [
      "Message body exceeds maximum allowed length of 76800 bytes",
      "store",
      { ...store, data: "A".repeat(102_404) },
    ],
    ["Invalid value given for 'namespace': expected 16-bit integer", "store", { ...store, namespace: "2" }],
    ["Invalid value given for 'namespace': expected 16-bit integer", "store", { ...store, namespace: 2.5 }],
    ["Invalid value given for 'namespace': value out of range", "store", { ...store, namespace: 32_768 }],
    ["Invalid value given for 'namespace': value out of range", "store", { ...store, namespace: -32_769 }],
    ["Invalid value given for 'ttl': expected positive integer", "store", { ...store, ttl: -1 }],
    ["Invalid value given for 'ttl': value out of range", "store", { ...store, timestamp: 2 ** 53 - 1 }],
    ["Invalid value given for 'ttl': value out of range", "store", { ...store, ttl: 2 ** 53 - 1 }],
    [
      "Invalid value given for 'timestamp': expected integer timestamp (in milliseconds)",
      "store",
      { ...store, timestamp: true },
    ],
    [
      "Invalid value given for 'timestamp': expected integer timestamp (in milliseconds)",
      "store",
      { ...store, timestamp: -NOW },
    ],
    [
      "Invalid timestamp for 'timestamp': timestamp must be in milliseconds",
      "store",
      { ...store, timestamp: 999_999_999 },
    ],
    [`Invalid value given for 'timestamp': "soon"`, "store", { ...store, timestamp: "soon" }],
    ["Pubkey must be 66 hex digits (33 bytes) long", "store", { ...store, pubkey: "05" }],
    ["Pubkey must be 66 hex digits (33 bytes) long", "get_swarm", { pubkey: `0g${"0".repeat(64)}` }],
    ["Pubkey must be 66 hex digits (33 bytes) long", "get_swarm", { pubkey: "0".repeat(64) }],
    ["Required field 'signature' missing", "delete", { pubkey, messages: [hash] }],
    [
      "invalid signature: expected base64 encoded Ed25519 signature",
      "delete",
      { pubkey, messages: [hash], signature: "abc" },
    ],
    [
      "invalid signature: expected base64 encoded Ed25519 signature",
      "delete",
      { pubkey, messages: [hash], signature: "?".repeat(86) },
    ],
    [
      "pubkey_ed25519 is only permitted for 05[...] pubkeys",
      "delete",
      { pubkey: group, signature, messages: [hash], pubkey_ed25519: "a".repeat(64) },
    ],
    [
      "invalid pubkey_ed25519: value is not hex",
      "delete",
      { ...signed, messages: [hash], pubkey_ed25519: "z".repeat(64) },
    ],
    [
      "Invalid pubkey_ed25519: expected 64 hex char or 32 byte pubkey",
      "delete",
      { ...signed, messages: [hash], pubkey_ed25519: "ab" },
    ],
    ["Required field 'messages' missing", "delete", signed],
    ["messages does not contain any message hashes", "delete", { ...signed, messages: [] }],
    ["Invalid value given for 'messages': expected string array", "delete", { ...signed, messages: [1] }],
    ["Invalid value given for 'messages': expected string array", "delete", { ...signed, messages: {} }],
    ["invalid message hash: abc", "delete", { ...signed, messages: [hash, "abc"] }],
    [
      "Invalid value given for 'required': expected boolean",
      "delete",
      { ...signed, messages: [hash], required: 1 },
    ],
    [
      "Invalid value given for 'namespace': expected integer or \"all\"",
      "delete_all",
      { ...signed, timestamp: NOW, namespace: "some" },
    ],
    ["Required field 'timestamp' missing", "delete_all", signed],
    ["Required field 'before' missing", "delete_before", signed],
    ["Required field 'expiry' missing", "expire_all", signed],
    ["Required field 'expiry' missing", "expire", { ...signed, messages: [hash] }],
    [
      "Invalid value given for 'expiry': expected timestamp array",
      "expire",
      { ...signed, messages: [hash], expiry: ["x"] },
    ],
    [
      "'expiry' does not contain any expiration timestamps",
      "expire",
      { ...signed, messages: [hash], expiry: [] },
    ],
    [
      "cannot specify both 'shorten' and 'extend'",
      "expire",
      { ...signed, messages: [hash], expiry: NOW, shorten: true, extend: true },
    ],
    [
      "'expiry' must be a single expiry, or the same length as 'messages'",
      "expire",
      { ...signed, messages: [hash], expiry: [NOW, NOW] },
    ],
    ["Required field 'timestamp' missing", "get_expiries", { ...signed, messages: [hash] }],
    ["Required field 'signature' missing", "retrieve", { pubkey, namespace: 0 }],
    ["Required field 'signature' missing", "retrieve", { pubkey, timestamp: NOW }],
    ["Required field 'timestamp' missing", "retrieve", { pubkey, namespace: 0, signature }],
    [
      "Cannot specify both 'last_hash' and 'lastHash'",
      "retrieve",
      { pubkey, last_hash: hash, lastHash: hash },
    ],
    ["Invalid last_hash: expected base64 (43 chars)", "retrieve", { pubkey, last_hash: "abc" }],
    ["Invalid value given for 'max_size': expected integer", "retrieve", { pubkey, max_size: "9" }],
    ["Invalid value given for 'max_count': value out of range", "retrieve", { pubkey, max_count: 2 ** 31 }],
    [
      "invalid subaccount: subaccount_sig is required when using subaccount",
      "delete",
      { pubkey: group, signature, messages: [hash], subaccount: "a".repeat(72) },
    ],
    [
      "invalid subaccount: expected base64 or hex-encoded subaccount token",
      "delete",
      { pubkey: group, signature, messages: [hash], subaccount: "a".repeat(71), subaccount_sig: signature },
    ],
    [
      "invalid subaccount signature: expected base64 encoded Ed25519 signature",
      "delete",
      { pubkey: group, signature, messages: [hash], subaccount: "a".repeat(72), subaccount_sig: "x" },
    ],
    ["Required field 'revoke' missing", "revoke_subaccount", revoke],
    [
      "invalid revoke: expected base64 or hex-encoded subaccount tag",
      "revoke_subaccount",
      { ...revoke, revoke: "ab" },
    ],
    [
      "invalid revoke: cannot revoke more than 50 subaccounts at once",
      "revoke_subaccount",
      { ...revoke, revoke: Array.from({ length: 51 }, () => "a".repeat(72)) },
    ],
    ["Required field 'endpoint' missing", "oxend_request", {}],
    ["Invalid oxend endpoint 'stop_daemon'", "oxend_request", { endpoint: "stop_daemon" }],
    ['Invalid batch request: no valid "requests" field', "batch", {}],
    ['Invalid batch request: no valid "requests" field', "sequence", { requests: [] }],
    [
      "Invalid batch request: subrequest limit exceeded",
      "batch",
      { requests: Array.from({ length: 21 }, () => ({ method: "info", params: {} })) },
    ],
    [
      "Invalid batch request: subrequests must have method/params keys",
      "batch",
      { requests: [{ method: "info" }] },
    ],
    [
      "Invalid batch subrequest: subrequests may not contain meta-requests",
      "batch",
      { requests: [{ method: "batch", params: { requests: [{ method: "info", params: {} }] } }] },
    ],
    [
      'Invalid batch subrequest: invalid method "steal"',
      "batch",
      { requests: [{ method: "steal", params: {} }] },
    ],
    [
      "Required field 'pubkey' missing",
      "batch",
      {
        requests: [
          { method: "info", params: {} },
          { method: "get_swarm", params: {} },
        ],
      },
    ],
    ['Invalid ifelse request: no valid "if" field', "ifelse", {}],
    ['Invalid ifelse request: must specify at least one "if" condition', "ifelse", { if: {} }],
    [
      'Invalid ifelse request: at least one of "then"/"else" required',
      "ifelse",
      { if: { height_before: 3 } },
    ],
    [
      'Invalid ifelse request method "then"',
      "ifelse",
      branches({ height_before: 3 }, { method: "steal", params: {} }),
    ],
  ])("%s (%s)", (detail, method, params) => {
    expect(refusal(method, params)).toBe(`400 invalid request: ${detail}`);
  });
});

describe("accepted forms", () => {
  test("store: alias, decimal text, unpadded data, default namespace", () => {
    expect(
      accepted("store", { pubKey: pubkey.toUpperCase(), timestamp: String(NOW), ttl: "60000", data: "YWI" }),
    ).toEqual({
      method: "store",
      account: pubkey,
      namespace: 0,
      timestampMs: NOW,
      expiryMs: NOW + 60_000,
      data: Uint8Array.of(0x61, 0x62),
    });
  });

  test("store: empty data, null fields and unknown fields", () => {
    const request = accepted("store", {
      ...store,
      data: "",
      namespace: null,
      sig_timestamp: null,
      colour: "red",
    });
    expect(request).toMatchObject({ namespace: 0, data: new Uint8Array() });
  });

  test("store: the longest message", () => {
    const request = accepted("store", { ...store, data: "A".repeat(102_400) });
    expect(request).toMatchObject({ data: new Uint8Array(76_800) });
  });

  test("store: without signature the other authentication fields are not looked at", () => {
    expect(accepted("store", { ...store, pubkey_ed25519: "nonsense" })).not.toHaveProperty("auth");
  });

  test("store: signature with and without padding, key in capitals", () => {
    for (const form of [signature, signature.slice(0, 86)])
      expect(accepted("store", { ...store, signature: form, pubkey_ed25519: "AB".repeat(32) })).toMatchObject(
        {
          auth: { pubkeyEd25519: "ab".repeat(32), signature: new Uint8Array(64).fill(5) },
          signatureTimestampMs: NOW,
        },
      );
  });

  test("retrieve: nothing but the account is read without authentication", () => {
    expect(accepted("retrieve", { pubkey })).toEqual({ method: "retrieve", account: pubkey, namespace: 0 });
    for (const open of [-10, -1, -21, -41])
      expect(accepted("retrieve", { pubkey: group, namespace: open })).not.toHaveProperty("auth");
  });

  test("retrieve: zero limits and an empty last hash count as absent, wait is bounded", () => {
    expect(
      accepted("retrieve", {
        pubkey,
        max_count: 0,
        max_size: 0,
        last_hash: "",
        lastHash: null,
        wait: 60_000,
      }),
    ).toEqual({ method: "retrieve", account: pubkey, namespace: 0, waitMs: 20_000 });
  });

  test("delete: one hash may stand alone", () => {
    expect(accepted("delete", { ...signed, messages: hash })).toMatchObject({ messages: [hash] });
  });

  test("subaccount: hex and base64 mean the same, empty counts as absent", () => {
    const token = `0303${"0".repeat(68)}`;
    const forms = [token, base64Encode(hexDecode(token))].map((subaccount) =>
      accepted("delete", { pubkey: group, signature, messages: hash, subaccount, subaccount_sig: signature }),
    );
    expect(forms[0]).toEqual(forms[1]);
    expect(accepted("delete", { pubkey: group, signature, messages: hash, subaccount: "" })).toMatchObject({
      auth: { signature: new Uint8Array(64).fill(5) },
    });
  });

  test("get_swarm: the alias, superfluous params, an unprefixed key on test networks", () => {
    const expected = { method: "get_swarm", account: pubkey };
    expect(accepted("get_snodes_for_pubkey", { pubKey: pubkey, params: {} })).toEqual(expected);
    expect(accepted("get_swarm", { pubkey: pubkey.slice(2) }, { allowUnprefixedAccounts: true })).toEqual(
      expected,
    );
  });

  test("oxend_request: parameters pass through", () => {
    expect(accepted("oxend_request", { endpoint: "get_service_nodes", params: { limit: 3 } })).toEqual({
      method: "oxend_request",
      endpoint: "get_service_nodes",
      params: { limit: 3 },
    });
  });

  test("sequence: subrequests in order", () => {
    const requests = [
      { method: "info", params: {} },
      { method: "get_swarm", params: { pubkey } },
    ];
    expect(accepted("sequence", { requests })).toEqual({
      method: "sequence",
      requests: [{ method: "info" }, { method: "get_swarm", account: pubkey }],
    });
  });

  test("ifelse: short versions are filled with zeros, branches may nest", () => {
    const inner = { method: "ifelse", params: branches({ v_before: 3 }, { method: "info", params: {} }) };
    expect(accepted("ifelse", branches({ hf_at_least: [19], height_before: 5 }, inner, inner))).toMatchObject(
      {
        condition: { hardforkAtLeast: [19, 0], heightBefore: 5 },
        whenTrue: { condition: { versionBefore: [3, 0, 0] }, whenTrue: { method: "info" } },
        whenFalse: { method: "ifelse" },
      },
    );
  });

  test("error: ifelse nested without end", () => {
    let request: Record<string, unknown> = { method: "info", params: {} };
    for (let i = 0; i < 50; i++)
      request = { method: "ifelse", params: { if: { height_before: 1 }, else: request } };
    expect(parseClientBody(JSON.stringify(request))).toMatchObject({ ok: false });
  });
});
