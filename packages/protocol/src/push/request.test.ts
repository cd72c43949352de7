import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode } from "../bytes/index.ts";
import { type JsonObject, jsonDecode } from "../codec/index.ts";
import { nobleCrypto, secretBytes } from "../crypto/index.ts";
import { deriveGroup, makeAuthData, openAuthData, signAsMember } from "../groups/index.ts";
import { ed25519PublicKey, type MailboxId, parseMailboxId } from "../identity/index.ts";
import { decodeMonitorRequests, type MonitorRequest, type Namespace, namespace } from "../rpc/index.ts";
import {
  accountIds,
  alice,
  bytes,
  bytes32,
  checkCodecLaws,
  errorCode,
  loadVector,
} from "../testing/index.ts";
import {
  type PushRequest,
  type PushSubscribeRequest,
  type PushUnsubscribeRequest,
  pushBody,
  pushSubscribeRequest,
  pushUnsubscribeRequest,
  signPushRequest,
  verifyPushRequest,
} from "./index.ts";

// The signatures of subscriptions are those of vectors/signatures.json; of unsubscriptions, Python's cryptography package's.

const { monitor } = loadVector<{
  readonly monitor: readonly {
    readonly signer: string;
    readonly seed: string;
    readonly request_bt_hex: string;
  }[];
}>("signatures");

const SERVICE = { service: "firebase", service_info: { token: "abc:d" } };
const SIGNED_SECONDS = 1_718_000_000;
const ENC_KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const USER = {
  pubkey: "05f536c8a56da563f625a7931c861c6effe587e4a08362b21cb467bb6dfb64595a",
  session_ed25519: "bca0be20b635eed989a4c69d8b9fdc2d69ca6686866f2f07c8f6c759ee5d4a56",
};
const GROUP = { pubkey: "0313c5ef3dcf3615953e904433cf5d2447744305015be658643da0444a0181e9cd" };

const SUBSCRIPTIONS: Readonly<Record<string, JsonObject>> = {
  user: {
    ...USER,
    namespaces: [0, 2, 3, 4, 5],
    data: false,
    sig_ts: SIGNED_SECONDS,
    signature: "w9tzOXjZyv87mbnNW7kppmyaK2jUEBzG8uhd3c3zAvYgjXgXlwq43bl3toAnx01r1+v0ouid+mjtsUdpwR0eCA==",
    ...SERVICE,
    enc_key: ENC_KEY,
  },
  group: {
    ...GROUP,
    namespaces: [-11, 11, 12, 13, 14],
    data: true,
    sig_ts: SIGNED_SECONDS,
    signature: "/rHfHuQSR0UfPFeKYnmuGQJ/nGc4pQJSs1ASN52lkV4GEoPrPXfRR8UsQgED7St5A7+JEkRAMYeAr42ioFOGBA==",
    ...SERVICE,
    enc_key: ENC_KEY,
  },
  member: {
    ...GROUP,
    subaccount: "AwMAAD5hLrRalYVyI5ald8X7O/os78EAsVJ+PuGy/vPK75l1",
    subaccount_sig:
      "6ANYxcrGAdZeT1BOKOt8CW3LFGshUTtajFfA3WTZvfSJsG5ZLLHKR8BreZ9/TMYVzCmu325BfP2fAxWMYfztBg==",
    namespaces: [11],
    data: true,
    sig_ts: SIGNED_SECONDS,
    signature: "pyXzwVeBxyO1oJUIBfOCyWRk2hLpY8k+f5/JfAfyT0bgxNs5LOt4bFM2GWF3m1oIak0z6WpSEOprEpnlmReFBg==",
    ...SERVICE,
    enc_key: ENC_KEY,
  },
};
const UNSUBSCRIPTIONS: Readonly<Record<string, JsonObject>> = {
  user: {
    ...USER,
    sig_ts: SIGNED_SECONDS,
    signature: "V/asMxL+WFDtrTJ1sJtxU//NbdfWdaG+fmv0UQwUsK5upiuan4f9W+/QtAqDN3PoXY2nufhfkNuFsM7/YwymBA==",
    ...SERVICE,
  },
  group: {
    ...GROUP,
    sig_ts: SIGNED_SECONDS,
    signature: "CJiyL73R12MZeU68nOM06o3kxOKGsIjB9x43cRqrYXP/FEM0saAQv9N1d5ZPDvSic1C2miGaeCb/wvbDUxBXDQ==",
    ...SERVICE,
  },
};

function monitored(entry: string): MonitorRequest {
  const [parsed] = decodeMonitorRequests(hexDecode(entry));
  if (!parsed?.ok) throw new Error("the vector has one valid subscription");
  return parsed.request;
}

function verdict(request: PushRequest, { ageSeconds = 0 } = {}): string {
  const result = verifyPushRequest({ request, nowMs: (SIGNED_SECONDS + ageSeconds) * 1000 + 999 });
  return result.ok ? "ok" : result.reason;
}

/** The user's subscription with other fields; undefined takes one away. */
function changed(changes: Readonly<Record<string, unknown>>): JsonObject {
  return JSON.parse(JSON.stringify({ ...SUBSCRIPTIONS.user, ...changes }));
}

describe("subscriptions", () => {
  test.each(monitor)(
    "default: $signer subscribes with the signature for a node",
    ({ signer, seed, request_bt_hex }) => {
      const { auth, ...unsigned } = monitored(request_bt_hex);
      const request: PushSubscribeRequest = signPushRequest(
        {
          ...unsigned,
          service: "firebase",
          serviceInfo: { token: "abc:d" },
          encryptionKey: secretBytes(hexDecode(ENC_KEY)),
        },
        (payload) => ({ ...auth, signature: nobleCrypto.ed25519Sign(payload, hexDecode(seed)) }),
      );
      expect(pushSubscribeRequest.toJson(request)).toEqual(SUBSCRIPTIONS[signer]);
      expect(pushSubscribeRequest.fromJson(SUBSCRIPTIONS[signer])).toEqual(request);
      expect(verdict(request)).toBe("ok");
    },
  );
  test("behaviour: a member signs with its scalar", () => {
    const group = deriveGroup(new Uint8Array(32).fill(7));
    const authData = makeAuthData({ group, member: alice.accountId });
    const subaccount = openAuthData({ authData, groupId: group.groupId, account: alice });
    const { account: _, auth: _auth, ...rest } = pushSubscribeRequest.fromJson(SUBSCRIPTIONS.group);
    const request = signPushRequest({ ...rest, account: group.groupId }, (payload) =>
      signAsMember(subaccount, payload),
    );
    expect(verdict(request)).toBe("ok");
    expect(verdict({ ...request, wantData: false })).toBe("signature_invalid");
  });
  test("behaviour: good from a day before its time to 14 days after, both excluded", () => {
    const request = pushSubscribeRequest.fromJson(SUBSCRIPTIONS.user);
    const ages = [-86_400, -86_399, 14 * 86_400 - 1, 14 * 86_400];
    expect(ages.map((ageSeconds) => verdict(request, { ageSeconds }))).toEqual([
      "timestamp_invalid",
      "ok",
      "ok",
      "timestamp_invalid",
    ]);
  });
  test.each<[string, Partial<PushSubscribeRequest>]>([
    ["namespaces", { namespaces: [namespace(0)] }],
    ["flag", { wantData: true }],
    ["time", { timestampSeconds: SIGNED_SECONDS + 1 }],
  ])("behaviour: the signature covers the %s", (_field, change) => {
    expect(verdict({ ...pushSubscribeRequest.fromJson(SUBSCRIPTIONS.user), ...change })).toBe(
      "signature_invalid",
    );
  });
  test("behaviour: who may not sign is refused as by a node", () => {
    const other = { ...changed({}), session_ed25519: hexEncode(alice.ed25519PublicKey) };
    expect(verdict(pushSubscribeRequest.fromJson(other))).toBe("key_mismatch");
    const unread = Buffer.from(
      "030200003e612eb45a9585722396a577c5fb3bfa2cefc100b1527e3ee1b2fef3caef9975",
      "hex",
    );
    const member = { ...SUBSCRIPTIONS.member, subaccount: unread.toString("base64") };
    expect(verdict(pushSubscribeRequest.fromJson(member))).toBe("subaccount_permission");
  });
  test("compat: any bytes may be hex or base64", () => {
    const { pubkey, session_ed25519, signature, enc_key } = JSON.parse(JSON.stringify(SUBSCRIPTIONS.user));
    const other = changed({
      pubkey: Buffer.from(pubkey, "hex").toString("base64"),
      session_ed25519: Buffer.from(session_ed25519, "hex").toString("base64").replace(/=+$/, ""),
      signature: Buffer.from(signature, "base64").toString("hex").toUpperCase(),
      enc_key: Buffer.from(enc_key, "hex").toString("base64"),
    });
    expect(pushSubscribeRequest.fromJson(other)).toEqual(pushSubscribeRequest.fromJson(SUBSCRIPTIONS.user));
  });
  test("behaviour: keys stay out of logs", () => {
    expect(JSON.stringify(pushSubscribeRequest.fromJson(SUBSCRIPTIONS.user))).toContain(
      '"encryptionKey":"[secret]"',
    );
  });
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["an account's request without its Ed25519 key", { session_ed25519: undefined }, "missing_field"],
    ["a group's with one", { pubkey: GROUP.pubkey }, "unexpected_field"],
    ["an account that is none", { pubkey: "05ab" }, "invalid_length"],
    ["a short Ed25519 key", { session_ed25519: "ab".repeat(31) }, "invalid_length"],
    ["no namespaces", { namespaces: undefined }, "invalid_encoding"],
    ["an empty list of namespaces", { namespaces: [] }, "out_of_range"],
    ["101 namespaces", { namespaces: Array.from({ length: 101 }, (_, index) => index) }, "out_of_range"],
    ["descending namespaces", { namespaces: [1, 0] }, "out_of_range"],
    ["a namespace twice", { namespaces: [1, 1] }, "out_of_range"],
    ["a namespace of 17 bits", { namespaces: [32_768] }, "out_of_range"],
    ["a namespace that is text", { namespaces: ["1"] }, "out_of_range"],
    ["no flag", { data: undefined }, "missing_field"],
    ["a flag that is a number", { data: 1 }, "invalid_encoding"],
    ["a time in fractions", { sig_ts: 1.5 }, "invalid_encoding"],
    ["a time before 1970", { sig_ts: -1 }, "out_of_range"],
    ["a short signature", { signature: "AAAA" }, "invalid_length"],
    ["a signature that is neither base64 nor hex", { signature: "!".repeat(88) }, "invalid_encoding"],
    ["a subaccount without its signature", { subaccount: "00".repeat(36) }, "missing_field"],
    [
      "a short subaccount",
      { subaccount: "00".repeat(35), subaccount_sig: "00".repeat(64) },
      "invalid_length",
    ],
    ["no service", { service: undefined }, "missing_field"],
    ["a device that is text", { service_info: "abc" }, "invalid_encoding"],
    ["a long key", { enc_key: `${ENC_KEY}00` }, "invalid_length"],
  ])("error: %s", (_what, changes, code) => {
    expect(errorCode(() => pushSubscribeRequest.fromJson(changed(changes)))).toBe(code);
  });
  test.each<[string, Partial<PushSubscribeRequest>]>([
    ["no namespaces", { namespaces: [] }],
    ["descending namespaces", { namespaces: [namespace(1), namespace(0)] }],
    ["a time in fractions", { timestampSeconds: 0.5 }],
    ["a time before 1970", { timestampSeconds: -1 }],
    ["a short key", { encryptionKey: secretBytes(new Uint8Array(31)) }],
    ["a short signature", { auth: { signature: new Uint8Array(63) } }],
    ["an account's without its Ed25519 key", { auth: { signature: new Uint8Array(64) } }],
    ["a group's with one", { account: parseMailboxId(GROUP.pubkey) }],
  ])("error: %s is not written", (_what, change) => {
    const request = pushSubscribeRequest.fromJson(SUBSCRIPTIONS.user);
    expect(() => pushSubscribeRequest.toJson({ ...request, ...change })).toThrow(RangeError);
  });
});

describe("unsubscriptions", () => {
  test.each([
    ["user", monitor[0]?.seed ?? ""],
    ["group", monitor[1]?.seed ?? ""],
  ])("default: %s", (signer, seed) => {
    const read = pushUnsubscribeRequest.fromJson(UNSUBSCRIPTIONS[signer]);
    const { auth, ...unsigned } = read;
    const request = signPushRequest(unsigned, (payload) => ({
      ...auth,
      signature: nobleCrypto.ed25519Sign(payload, hexDecode(seed)),
    }));
    expect(request).toEqual(read);
    expect(pushUnsubscribeRequest.toJson(request)).toEqual(UNSUBSCRIPTIONS[signer]);
    expect(verdict(request)).toBe("ok");
  });
  test("behaviour: good for a day before and after its time, both included", () => {
    const request = pushUnsubscribeRequest.fromJson(UNSUBSCRIPTIONS.user);
    const ages = [-86_401, -86_400, 86_400, 86_401];
    expect(ages.map((ageSeconds) => verdict(request, { ageSeconds }))).toEqual([
      "timestamp_invalid",
      "ok",
      "ok",
      "timestamp_invalid",
    ]);
  });
  test("error: the signature of a subscription", () => {
    expect(verdict(pushUnsubscribeRequest.fromJson(SUBSCRIPTIONS.user))).toBe("signature_invalid");
  });
});

describe("requests of any content", () => {
  const signatures = bytes({ min: 64, max: 64 });
  const groupIds: fc.Arbitrary<MailboxId> = bytes32.map((key) => parseMailboxId(`03${hexEncode(key)}`));
  const subaccounts = fc.option(
    fc
      .record({ token: bytes({ min: 36, max: 36 }), signature: signatures })
      .map((subaccount) => ({ subaccount })),
    { nil: {} },
  );
  const signers = fc.oneof(
    fc.tuple(
      accountIds,
      bytes32.map((key) => ({ pubkeyEd25519: ed25519PublicKey(hexEncode(key)) })),
    ),
    fc.tuple(groupIds, fc.constant({})),
  );
  const unsubscribe: fc.Arbitrary<PushUnsubscribeRequest> = fc
    .tuple(
      signers,
      signatures,
      subaccounts,
      fc.record({
        timestampSeconds: fc.maxSafeNat(),
        service: fc.string(),
        serviceInfo: fc.record({ token: fc.string() }),
      }),
    )
    .map(([[account, key], signature, subaccount, rest]) => ({
      ...rest,
      account,
      auth: { ...key, signature, ...subaccount },
    }));
  const namespaces: fc.Arbitrary<readonly Namespace[]> = fc
    .uniqueArray(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 1, maxLength: 100 })
    .map((list) => list.sort((a, b) => a - b).map(namespace));
  const subscribe: fc.Arbitrary<PushSubscribeRequest> = fc
    .tuple(unsubscribe, namespaces, fc.boolean(), bytes32)
    .map(([request, list, wantData, key]) => ({
      ...request,
      namespaces: list,
      wantData,
      encryptionKey: secretBytes(key),
    }));

  test("behaviour: the codec laws", () => {
    const options = { canonical: false, numRuns: 60 };
    for (const many of [false, true]) {
      const list = <T>(one: fc.Arbitrary<T>) => (many ? fc.array(one, { maxLength: 3 }) : one);
      checkCodecLaws(pushBody(pushSubscribeRequest), list(subscribe), options);
      checkCodecLaws(pushBody(pushUnsubscribeRequest), list(unsubscribe), options);
    }
  });
  test("behaviour: one entry is written as an object, a list of one as a list", () => {
    const request = pushUnsubscribeRequest.fromJson(UNSUBSCRIPTIONS.user);
    const body = pushBody(pushUnsubscribeRequest);
    expect(jsonDecode(body.encode(request))).toEqual(UNSUBSCRIPTIONS.user);
    expect(jsonDecode(body.encode([request]))).toEqual([UNSUBSCRIPTIONS.user]);
    expect(body.decode(body.encode([request]))).toEqual([request]);
  });
  test("error: any values in any fields give a request, a verdict or a DecodeError", () => {
    const field = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      bytes({ max: 70 }).map((raw) => hexEncode(raw)),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(SUBSCRIPTIONS.member ?? {})), field),
        (changes) => {
          errorCode(() => verdict(pushSubscribeRequest.fromJson(changed(changes))));
        },
      ),
    );
  });
});
