// Every case of the two vectors: signed as the client, then judged as the server. Then each refusal on its own.
import { describe, expect, test } from "vitest";
import { deriveBlinded15Keys, deriveBlinded25Keys } from "../blinding/index.ts";
import { base64Decode, hexDecode, hexEncode, latin1Decode, utf8Encode } from "../bytes/index.ts";
import { type Account, deriveAccount } from "../identity/index.ts";
import { alice, loadVector } from "../testing/index.ts";
import {
  AUTH_REFUSALS,
  type AuthDecision,
  type AuthOptions,
  authenticateRequest,
  type CommunityIdentity,
  type CommunityRequest,
  signCommunityRequest,
  signedRequestBytes,
} from "./index.ts";

interface AuthCase {
  readonly name: string;
  readonly seed: string;
  readonly serverPubkey: string;
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
  readonly blinded: boolean;
  readonly signedBytes: string;
  readonly headers: Readonly<
    Record<"X-SOGS-Pubkey" | "X-SOGS-Nonce" | "X-SOGS-Timestamp" | "X-SOGS-Signature", string>
  >;
}
interface HeaderCase {
  readonly blinded: boolean;
  readonly method: string;
  readonly path: string;
  readonly timestamp: number;
  readonly nonce_base64: string;
  readonly body: string | null;
  readonly "X-SOGS-Pubkey": string;
  readonly "X-SOGS-Signature": string;
}
interface LibraryFile {
  readonly accounts: {
    readonly sogs_test: { readonly ed25519_sk64: string; readonly server_pk: string };
  };
  readonly sogs_headers: readonly HeaderCase[];
}

const { cases } = loadVector<{ readonly cases: readonly AuthCase[] }>("communities-auth");
const library = loadVector<LibraryFile>("blinding");

function identityOf(account: Account, server: Uint8Array, isBlinded: boolean): CommunityIdentity {
  return isBlinded
    ? { kind: "blinded", keys: deriveBlinded15Keys(account, server) }
    : { kind: "unblinded", account };
}

const open = {
  requiresBlinding: false,
  isBanned: () => false,
  isNonceUsed: () => false,
} as const;

describe("communities-auth.json", () => {
  test.each(cases)("behaviour: $name", (item) => {
    const account = deriveAccount(hexDecode(item.seed));
    const serverPublicKey = hexDecode(item.serverPubkey);
    const request: CommunityRequest = {
      method: item.method,
      endpoint: item.path,
      ...(item.body !== null && { body: hexDecode(item.body) }),
    };
    const nonce = base64Decode(item.headers["X-SOGS-Nonce"]);
    const timestampSeconds = Number(item.headers["X-SOGS-Timestamp"]);
    const signed = { request, serverPublicKey, nonce, timestampSeconds };
    expect(hexEncode(signedRequestBytes(signed))).toBe(item.signedBytes);
    const identity = identityOf(account, serverPublicKey, item.blinded);
    expect(signCommunityRequest({ ...signed, identity })).toEqual(item.headers);
    const decision = authenticateRequest({
      ...open,
      request,
      headers: item.headers,
      serverPublicKey,
      nowSeconds: timestampSeconds + 60,
    });
    const userId = item.blinded ? item.headers["X-SOGS-Pubkey"] : account.accountId;
    expect(decision).toEqual({ kind: "user", userId, nonce });
  });
});

describe("blinding.json", () => {
  const { ed25519_sk64, server_pk } = library.accounts.sogs_test;
  const account = deriveAccount(hexDecode(ed25519_sk64).subarray(0, 32));
  const serverPublicKey = hexDecode(server_pk);

  test.each(library.sogs_headers)("behaviour: blinded $blinded, body $body", (item) => {
    const request: CommunityRequest = {
      method: item.method,
      endpoint: item.path,
      ...(item.body !== null && { body: utf8Encode(item.body) }),
    };
    const headers = signCommunityRequest({
      request,
      identity: identityOf(account, serverPublicKey, item.blinded),
      serverPublicKey,
      nonce: base64Decode(item.nonce_base64),
      timestampSeconds: item.timestamp,
    });
    expect(headers).toEqual({
      "X-SOGS-Pubkey": item["X-SOGS-Pubkey"],
      "X-SOGS-Nonce": item.nonce_base64,
      "X-SOGS-Timestamp": String(item.timestamp),
      "X-SOGS-Signature": item["X-SOGS-Signature"],
    });
    const nowSeconds = item.timestamp;
    expect(authenticateRequest({ ...open, request, headers, serverPublicKey, nowSeconds }).kind).toBe("user");
  });
});

const server = new Uint8Array(32).fill(5);
const NOW = 1_700_000_000;
const nonce = new Uint8Array(16).fill(0xee);
const get: CommunityRequest = { method: "GET", endpoint: "/rooms" };
const blinded = identityOf(alice, server, true);

function sign(
  changes: {
    readonly request?: CommunityRequest;
    readonly identity?: CommunityIdentity;
    readonly timestampSeconds?: number;
  } = {},
): Readonly<Record<string, string>> {
  const defaults = { request: get, identity: blinded, timestampSeconds: NOW };
  return signCommunityRequest({ ...defaults, serverPublicKey: server, nonce, ...changes });
}

function judge(changes: Partial<AuthOptions> = {}): AuthDecision {
  const defaults = { ...open, request: get, serverPublicKey: server, nowSeconds: NOW };
  return authenticateRequest({ ...defaults, headers: sign(), ...changes });
}

function reason(decision: AuthDecision): string {
  return decision.kind === "refused" ? decision.reason : decision.kind;
}

describe("signedRequestBytes", () => {
  const text = (endpoint: string, method = "GET"): string =>
    latin1Decode(
      signedRequestBytes({
        request: { method, endpoint },
        serverPublicKey: server,
        nonce,
        timestampSeconds: 7,
      }).subarray(48),
    );

  test("behaviour: the path is percent-decoded, the query stays as it is sent", () => {
    expect(text("/a%20b%2Fc?x=%20&y=?")).toBe("7GET/a b/c?x=%20&y=?");
    expect(text("/%F0%9F%8d%8d")).toBe("7GET/\u00f0\u009f\u008d\u008d");
    expect(text("/🍍")).toBe("7GET/\u00f0\u009f\u008d\u008d");
  });
  test("behaviour: a percent sign that encodes nothing stays, and bytes need not be UTF-8", () => {
    expect(text("/%zz%4%")).toBe("7GET/%zz%4%");
    expect(text("/%ff%00%2541")).toBe("7GET/\u00ff\u0000%41");
  });
  test("behaviour: a lone question mark is not signed", () => {
    expect(text("/rooms?")).toBe("7GET/rooms");
  });
  test("behaviour: the method is signed in capitals", () => {
    expect(text("/rooms", "delete")).toBe("7DELETE/rooms");
  });
  test("behaviour: an empty body is as none", () => {
    const options = { serverPublicKey: server, nonce, timestampSeconds: 7 };
    const request = { ...get, body: new Uint8Array() };
    expect(signedRequestBytes({ ...options, request })).toEqual(
      signedRequestBytes({ ...options, request: get }),
    );
  });
  test("error: keys, nonces and times outside the format", () => {
    const options = { request: get, serverPublicKey: server, nonce, timestampSeconds: 7 };
    expect(() => signedRequestBytes({ ...options, serverPublicKey: nonce })).toThrow(RangeError);
    expect(() => signedRequestBytes({ ...options, nonce: server })).toThrow(RangeError);
    expect(() => sign({ timestampSeconds: 1.5 })).toThrow(RangeError);
    expect(() => sign({ timestampSeconds: -1 })).toThrow(RangeError);
  });
});

describe("authenticateRequest", () => {
  test("behaviour: no header is an anonymous request", () => {
    expect(judge({ headers: {} })).toEqual({ kind: "anonymous" });
    expect(judge({ headers: { "x-sogs-pubkey": "", "content-type": "text/plain" } })).toEqual({
      kind: "anonymous",
    });
  });
  test("behaviour: header names in any case", () => {
    const headers = Object.fromEntries(
      Object.entries(sign()).map(([name, value]) => [name.toLowerCase(), value]),
    );
    expect(reason(judge({ headers }))).toBe("user");
  });
  test("behaviour: nonces in hex and without padding, IDs and signatures likewise", () => {
    const headers = sign();
    const trimmed = (name: string): string => headers[name]?.replace(/=+$/, "") ?? "";
    const pubkey = headers["X-SOGS-Pubkey"]?.toUpperCase() ?? "";
    for (const text of ["ee".repeat(16), "EE".repeat(16), trimmed("X-SOGS-Nonce")])
      expect(
        reason(
          judge({
            headers: {
              ...headers,
              "X-SOGS-Pubkey": pubkey,
              "X-SOGS-Nonce": text,
              "X-SOGS-Signature": trimmed("X-SOGS-Signature"),
            },
          }),
        ),
      ).toBe("user");
  });
  test("behaviour: an unblinded user is known by the account ID", () => {
    const headers = sign({ identity: { kind: "unblinded", account: alice } });
    expect(judge({ headers })).toEqual({ kind: "user", userId: alice.accountId, nonce });
  });
  test("behaviour: a day off is the most the clock may be", () => {
    for (const [offset, expected] of [
      [86_400, "user"],
      [-86_400, "user"],
      [86_401, "timestamp_too_far"],
      [-86_401, "timestamp_too_far"],
    ] as const)
      expect(reason(judge({ nowSeconds: NOW + offset })), String(offset)).toBe(expected);
  });
  test("behaviour: bans and nonces are asked for with the server's name of the user", () => {
    const asked: unknown[] = [];
    const userId = blinded.kind === "blinded" ? blinded.keys.id : "";
    judge({
      isBanned: (id) => asked.push(id) > 9,
      isNonceUsed: (id, used) => asked.push(id, used) > 9,
    });
    expect(asked).toEqual([userId, userId, nonce]);
  });

  test.each([["X-SOGS-Pubkey"], ["X-SOGS-Nonce"], ["X-SOGS-Timestamp"], ["X-SOGS-Signature"]])(
    "error: %s alone is missing",
    (name) => {
      expect(judge({ headers: { ...sign(), [name]: "" } })).toEqual({
        kind: "refused",
        reason: "headers_missing",
        status: 400,
        text: "Invalid authentication headers: missing 1/4 required X-SOGS-* headers",
      });
    },
  );
  test("error: three headers are missing", () => {
    expect(judge({ headers: { "X-SOGS-Nonce": "x" } })).toMatchObject({
      status: 400,
      text: "Invalid authentication headers: missing 3/4 required X-SOGS-* headers",
    });
  });
  test.each([
    ["X-SOGS-Pubkey", "15", "pubkey_malformed"],
    ["X-SOGS-Pubkey", `15${"zz".repeat(32)}`, "pubkey_malformed"],
    ["X-SOGS-Pubkey", `05${"00".repeat(32)}`, "prefix_unknown"],
    ["X-SOGS-Pubkey", `25${"00".repeat(32)}`, "prefix_unknown"],
    ["X-SOGS-Pubkey", `15${"00".repeat(32)}`, "pubkey_not_a_key"],
    ["X-SOGS-Pubkey", `0002${"00".repeat(31)}`, "pubkey_not_a_key"],
    ["X-SOGS-Nonce", "AAAA", "nonce_malformed"],
    ["X-SOGS-Nonce", "zz".repeat(16), "nonce_malformed"],
    ["X-SOGS-Nonce", "A".repeat(1000), "nonce_malformed"],
    ["X-SOGS-Signature", "A".repeat(85), "signature_malformed"],
    ["X-SOGS-Signature", "AAAA", "signature_malformed"],
    ["X-SOGS-Timestamp", "1.5", "timestamp_malformed"],
    ["X-SOGS-Timestamp", "-1", "timestamp_malformed"],
    ["X-SOGS-Timestamp", "01700000000", "timestamp_malformed"],
    ["X-SOGS-Timestamp", "9".repeat(16), "timestamp_malformed"],
    ["X-SOGS-Timestamp", "1", "timestamp_too_far"],
    ["X-SOGS-Signature", "A".repeat(86), "signature_wrong"],
    ["X-SOGS-Nonce", "00".repeat(16), "signature_wrong"],
  ])("error: %s is %s", (name, value, expected) => {
    expect(reason(judge({ headers: { ...sign(), [name]: value } }))).toBe(expected);
  });
  test("error: anything else that was signed differs", () => {
    const other = { ...get, method: "DELETE" };
    expect(reason(judge({ request: other }))).toBe("signature_wrong");
    expect(reason(judge({ request: { ...get, endpoint: "/rooms?x" } }))).toBe("signature_wrong");
    expect(reason(judge({ request: { ...get, body: nonce } }))).toBe("signature_wrong");
    expect(reason(judge({ serverPublicKey: new Uint8Array(32) }))).toBe("signature_wrong");
  });
  test("error: a 25 ID, which the reference server does not take", () => {
    const identity: CommunityIdentity = { kind: "blinded", keys: deriveBlinded25Keys(alice, server) };
    expect(reason(judge({ headers: sign({ identity }) }))).toBe("prefix_unknown");
  });
  test("error: an unblinded user where blinding is required gets the text that clients know", () => {
    const headers = sign({ identity: { kind: "unblinded", account: alice } });
    expect(judge({ headers, requiresBlinding: true })).toMatchObject({
      status: 400,
      text: "Invalid authentication: this server requires the use of blinded ids",
    });
    expect(reason(judge({ requiresBlinding: true }))).toBe("user");
  });
  test("behaviour: of several faults the earlier check decides", () => {
    const wrong = "A".repeat(86);
    const yes = (): boolean => true;
    const late = { isBanned: yes, isNonceUsed: yes, nowSeconds: NOW + 100_000 };
    const bad = (changes: Readonly<Record<string, string>>): Partial<AuthOptions> => ({
      ...late,
      requiresBlinding: true,
      headers: { ...sign(), "X-SOGS-Signature": wrong, ...changes },
    });
    expect(reason(judge(bad({ "X-SOGS-Pubkey": "05", "X-SOGS-Nonce": "-" })))).toBe("pubkey_malformed");
    const account = `05${"00".repeat(32)}`;
    expect(reason(judge(bad({ "X-SOGS-Pubkey": account, "X-SOGS-Nonce": "-" })))).toBe("nonce_malformed");
    expect(reason(judge(bad({ "X-SOGS-Pubkey": account })))).toBe("prefix_unknown");
    expect(reason(judge(bad({ "X-SOGS-Pubkey": `00${"00".repeat(32)}` })))).toBe("blinding_required");
    expect(reason(judge(bad({})))).toBe("timestamp_too_far");
    expect(reason(judge({ ...bad({}), nowSeconds: NOW }))).toBe("banned");
    expect(reason(judge({ ...bad({}), nowSeconds: NOW, isBanned: () => false }))).toBe("nonce_used");
  });
  test("behaviour: every refusal has the status of the reference", () => {
    const statuses = Object.entries(AUTH_REFUSALS).map(([name, { status }]) => [name, status]);
    expect(Object.fromEntries(statuses)).toEqual({
      headers_missing: 400,
      pubkey_malformed: 400,
      pubkey_not_a_key: 400,
      nonce_malformed: 400,
      signature_malformed: 400,
      timestamp_malformed: 400,
      prefix_unknown: 400,
      blinding_required: 400,
      timestamp_too_far: 425,
      banned: 403,
      nonce_used: 425,
      signature_wrong: 401,
      user_required: 401,
    });
  });
});
