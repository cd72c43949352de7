import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { ed25519PublicKey, parseMailboxId } from "../identity/index.ts";
import { loadVector } from "../testing/index.ts";
import { PERMISSIONS, type RequestAuth, subaccountToken, verifyRequestAuth } from "./auth.ts";
import { storePermission } from "./endpoints/store.ts";
import { memberSignedPayload } from "./member-result.ts";
import { decodeMemberResult } from "./member-result-decode.ts";
import { decodeMonitorRequests, encodeMonitorRequests, monitorSignedPayload } from "./monitor.ts";
import { NAMESPACES } from "./namespaces.ts";
import { isSimple, parseClientBody, parseClientRequest } from "./parse.ts";
import { type RecursiveRequest, requestParams, type SimpleRequest, signedPayload } from "./request.ts";
import { signRequest } from "./sign.ts";
import { writeJson } from "./wire-value.ts";

interface SignaturesVector {
  readonly keys: Record<string, Record<string, string>>;
  readonly requests: readonly {
    endpoint: string;
    signer: string;
    seed: string;
    params: Record<string, unknown>;
    signed_bytes_hex: string;
    signature_hex: string;
    expect_status?: number;
    note?: string;
  }[];
  readonly monitor: readonly {
    signer: string;
    seed: string;
    account: string;
    timestamp_seconds: number;
    want_data: number;
    namespaces: readonly number[];
    signed_text: string;
    signature_hex: string;
    request_bt_hex: string;
  }[];
  readonly responses: readonly {
    endpoint: string;
    node_seed: string;
    node_pubkey_ed25519: string;
    account: string;
    result: Record<string, unknown>;
    signed_bytes_hex: string;
  }[];
}

const vector = loadVector<SignaturesVector>("signatures");

function parsed(method: string, params: Record<string, unknown>): SimpleRequest {
  const result = parseClientRequest(method, params);
  if (!result.ok) throw new Error(`refused: ${result.failure.detail}`);
  if (!isSimple(result.request)) throw new Error("expected no meta-request");
  return result.request;
}

function authOf(request: SimpleRequest): RequestAuth {
  if ("auth" in request && request.auth !== undefined) return request.auth;
  throw new Error("expected a signed request");
}

/** Section 3.3, "needed bits". */
function needed(request: SimpleRequest): number | "account" {
  switch (request.method) {
    case "store":
      return storePermission(request.namespace);
    case "retrieve":
    case "get_expiries":
      return PERMISSIONS.read;
    case "expire":
      return PERMISSIONS.write;
    case "revoke_subaccount":
    case "unrevoke_subaccount":
      return "account";
    default:
      return PERMISSIONS.delete;
  }
}

describe("signed requests", () => {
  test.each(
    vector.requests.map((entry, index) => ({ index, title: `${entry.endpoint} by ${entry.signer}`, entry })),
  )("$index $title", ({ entry }) => {
    const request = parsed(entry.endpoint, entry.params);
    const signedBytes = signedPayload(request);
    if (signedBytes === undefined) throw new Error("every request of the vector is signed");
    expect(hexEncode(signedBytes)).toBe(entry.signed_bytes_hex);
    const auth = authOf(request);
    expect(hexEncode(auth.signature)).toBe(entry.signature_hex);
    if (!("account" in request)) throw new Error("every request of the vector names an account");
    const verdict = verifyRequestAuth({
      ...auth,
      account: request.account,
      signedBytes,
      neededPermission: needed(request),
    });
    expect(verdict.ok).toBe(entry.expect_status === undefined);
    if (!verdict.ok) expect(verdict.reason).toBe("subaccount_permission");
  });

  test.each(vector.requests.map((entry, index) => ({ index, title: entry.endpoint, entry })))(
    "behaviour: $index $title written back and read again is the same request, signed the same",
    ({ entry }) => {
      const request = parsed(entry.endpoint, entry.params);
      const again = parseClientBody(
        writeJson({ method: request.method, params: requestParams(request, "client") }),
      );
      expect(again).toEqual({ ok: true, request });
      const { pubkeyEd25519, subaccount } = authOf(request);
      const signer = {
        ed25519Seed: hexDecode(entry.seed),
        ...(pubkeyEd25519 && { pubkeyEd25519 }),
        ...(subaccount && { subaccount }),
      };
      // every request of the vector is of a kind that is signed
      const signable = request as Extract<SimpleRequest, { auth?: unknown }>;
      const signed = signRequest(signable, signer);
      expect(hexEncode(signed.auth.signature)).toBe(entry.signature_hex);
    },
  );

  test("behaviour: a changed request does not verify", () => {
    for (const entry of vector.requests) {
      const request = parsed(entry.endpoint, entry.params);
      const signedBytes = hexDecode(entry.signed_bytes_hex);
      signedBytes[0] = (signedBytes[0] ?? 0) ^ 1;
      if (!("account" in request)) continue;
      const verdict = verifyRequestAuth({
        ...authOf(request),
        account: request.account,
        signedBytes,
        neededPermission: needed(request),
      });
      expect(verdict.ok).toBe(false);
    }
  });
});

describe("subaccounts", () => {
  const { group, member, user } = vector.keys;
  const account = parseMailboxId(group?.id ?? "");
  const token = hexDecode(member?.token_rw ?? "");
  const signedBytes = new TextEncoder().encode("store111718000000123");
  const base = {
    account,
    signedBytes,
    signature: nobleCrypto.ed25519Sign(signedBytes, hexDecode(member?.seed ?? "")),
    subaccount: { token, signature: hexDecode(member?.token_rw_sig ?? "") },
    neededPermission: PERMISSIONS.write,
  };
  const groupSeed = hexDecode(group?.seed ?? "");
  const granted = (prefix: number, permissions: number) => {
    const made = subaccountToken({ prefix, permissions, publicKey: token.subarray(4) });
    return { token: made, signature: nobleCrypto.ed25519Sign(made, groupSeed) };
  };

  test("default: a granted token with the needed bit", () => {
    expect(verifyRequestAuth(base)).toEqual({ ok: true });
    expect(subaccountToken({ prefix: 3, permissions: 3, publicKey: token.subarray(4) })).toEqual(token);
  });

  test.each([
    ["subaccount_revoked", { isRevoked: () => true }],
    ["subaccount_permission", { neededPermission: PERMISSIONS.write | PERMISSIONS.delete }],
    ["subaccount_not_allowed", { neededPermission: "account" as const }],
    ["subaccount_prefix", { subaccount: granted(5, 3) }],
    ["subaccount_signature_invalid", { subaccount: { ...base.subaccount, signature: new Uint8Array(64) } }],
    ["signature_invalid", { signature: new Uint8Array(64) }],
  ])("error: %s", (reason, change) => {
    expect(verifyRequestAuth({ ...base, ...change })).toEqual({ ok: false, reason });
  });

  test("behaviour: the any-prefix bit makes another prefix do", () => {
    expect(verifyRequestAuth({ ...base, subaccount: granted(5, 3 | PERMISSIONS.anyPrefix) })).toEqual({
      ok: true,
    });
  });

  test("error: an Ed25519 key that is not the account's", () => {
    const verdict = verifyRequestAuth({
      ...base,
      account: parseMailboxId(user?.session_id ?? ""),
      pubkeyEd25519: ed25519PublicKey(member?.ed25519 ?? ""),
    });
    expect(verdict).toEqual({ ok: false, reason: "key_mismatch" });
  });
});

describe("member results", () => {
  test.each(vector.responses.map((entry, index) => ({ index, title: entry.endpoint, entry })))(
    "$index $title",
    ({ entry }) => {
      const method = entry.endpoint as RecursiveRequest["method"]; // the vector has recursive endpoints only
      const result = decodeMemberResult(method, entry.result);
      const payload = memberSignedPayload(requestFor(method, entry), result);
      expect(hexEncode(payload)).toBe(entry.signed_bytes_hex);
      const key = hexDecode(entry.node_pubkey_ed25519);
      expect(nobleCrypto.ed25519Verify(result.signature, payload, key)).toBe(true);
      expect(nobleCrypto.ed25519Sign(payload, hexDecode(entry.node_seed))).toEqual(result.signature);
    },
  );
});

/** The request that a response of the vector answers. */
function requestFor(
  method: RecursiveRequest["method"],
  entry: SignaturesVector["responses"][number],
): RecursiveRequest {
  const asked = (name: string) => entry.result[`request_${name}`];
  const time = Number(asked("timestamp") ?? asked("before") ?? asked("expiry") ?? 0);
  const tokens = [asked("revoke"), asked("unrevoke")]
    .flat()
    .filter((hex) => typeof hex === "string")
    .map((hex) => hexDecode(hex));
  const common = {
    account: parseMailboxId(entry.account),
    auth: { signature: new Uint8Array(64) },
    messages: (asked("messages") ?? []) as string[], // hashes in the vector
    timestampMs: time,
    beforeMs: time,
    expiryMs: time,
    namespace: "all" as const,
    tokens,
  };
  switch (method) {
    case "store":
      return { ...common, method, namespace: NAMESPACES.directMessages, data: new Uint8Array() };
    case "delete":
      return { ...common, method, required: false };
    case "expire":
      return { ...common, method, expiriesMs: [time], mode: "set" };
    default:
      return { ...common, method };
  }
}

describe("monitor subscriptions", () => {
  test.each(vector.monitor.map((entry, index) => ({ index, title: entry.signer, entry })))(
    "$index $title",
    ({ entry }) => {
      const encoded = hexDecode(entry.request_bt_hex);
      const parsed = decodeMonitorRequests(encoded);
      expect(parsed).toHaveLength(1);
      if (!parsed[0]?.ok) throw new Error("the vector has one valid subscription");
      const { request } = parsed[0];
      expect(request).toMatchObject({
        account: entry.account,
        timestampSeconds: entry.timestamp_seconds,
        wantData: entry.want_data === 1,
        namespaces: entry.namespaces,
      });
      const payload = monitorSignedPayload(request);
      expect(new TextDecoder().decode(payload)).toBe(entry.signed_text);
      expect(hexEncode(nobleCrypto.ed25519Sign(payload, hexDecode(entry.seed)))).toBe(entry.signature_hex);
      const verdict = verifyRequestAuth({
        ...request.auth,
        account: request.account,
        signedBytes: payload,
        neededPermission: PERMISSIONS.read,
      });
      expect(verdict).toEqual({ ok: true });
      expect(hexEncode(encodeMonitorRequests([request]))).toBe(entry.request_bt_hex);
    },
  );
  test("all in one message, in their order", () => {
    const message = hexDecode(`6c${vector.monitor.map((entry) => entry.request_bt_hex).join("")}65`);
    const parsed = decodeMonitorRequests(message);
    expect(parsed).toMatchObject(
      vector.monitor.map(({ account, namespaces }) => ({ ok: true, request: { account, namespaces } })),
    );
    const requests = parsed.flatMap((entry) => (entry.ok ? [entry.request] : []));
    expect(encodeMonitorRequests(requests)).toEqual(message);
  });
});
