// Every request of every endpoint survives both encodings; nothing but a refusal comes from damaged ones.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { btDecode } from "../bt/index.ts";
import { base64EncodeUnpadded, concatBytes, hexEncode, utf8Encode } from "../bytes/index.ts";
import { ed25519PublicKey, type MailboxId, parseMailboxId } from "../identity/index.ts";
import { bytes, bytes32 } from "../testing/index.ts";
import {
  type ClientRequest,
  clientCall,
  encodeClientRequest,
  encodeForwardedRequest,
  type IfElseRequest,
  parseClientBody,
  parseClientRequest,
  parseForwardedRequest,
  type RecursiveRequest,
  type RequestAuth,
  type SimpleRequest,
  writeBt,
} from "./index.ts";
import { namespace } from "./namespaces.ts";

const numRuns = 60;
const timesMs = fc.integer({ min: 1_000_000_000, max: 2 ** 45 });
const namespaces = fc.integer({ min: -32_768, max: 32_767 }).map(namespace);
const namespacesOrAll = fc.oneof(namespaces, fc.constant("all" as const));
const hashes = bytes32.map(base64EncodeUnpadded);
const hashLists = fc.array(hashes, { minLength: 1, maxLength: 4 });
const tokens = bytes({ min: 36, max: 36 });
const signatures = bytes({ min: 64, max: 64 });
const subaccounts = fc.record({ token: tokens, signature: signatures });
const keys = bytes32.map((key) => ed25519PublicKey(hexEncode(key)));
const accounts = fc
  .tuple(fc.constantFrom("05", "03"), bytes32)
  .map(([prefix, key]) => parseMailboxId(`${prefix}${hexEncode(key)}`));

/** An account and an authentication that suits it: only `05` accounts name an Ed25519 key. */
function signed(mayBeSubaccount = true): fc.Arbitrary<{ account: MailboxId; auth: RequestAuth }> {
  return fc
    .tuple(accounts, signatures, keys, fc.option(subaccounts), fc.boolean())
    .map(([account, signature, pubkeyEd25519, subaccount, named]) => ({
      account,
      auth: {
        signature,
        ...(named && account.startsWith("05") ? { pubkeyEd25519 } : {}),
        ...(subaccount !== null && mayBeSubaccount ? { subaccount } : {}),
      },
    }));
}

const tokenRequest = fc
  .tuple(signed(false), timesMs, fc.array(tokens, { minLength: 1, maxLength: 3 }))
  .map(([who, timestampMs, list]) => ({ ...who, timestampMs, tokens: list }));

const recursive: { readonly [M in RecursiveRequest["method"]]: fc.Arbitrary<RecursiveRequest> } = {
  store: fc
    .tuple(signed(), namespaces, timesMs, fc.integer({ min: 10_000, max: 2 ** 31 }), bytes(), timesMs)
    .map(([{ account, auth }, mailbox, timestampMs, ttlMs, data, signatureTimestampMs]) => ({
      method: "store",
      account,
      namespace: mailbox,
      timestampMs,
      expiryMs: timestampMs + ttlMs,
      data,
      auth,
      signatureTimestampMs,
    })),
  delete: fc
    .tuple(signed(), hashLists)
    .map(([who, messages]) => ({ method: "delete", ...who, messages, required: false })),
  delete_all: fc.tuple(signed(), namespacesOrAll, timesMs).map(([who, mailbox, timestampMs]) => ({
    method: "delete_all",
    ...who,
    namespace: mailbox,
    timestampMs,
  })),
  delete_before: fc
    .tuple(signed(), namespacesOrAll, timesMs)
    .map(([who, mailbox, beforeMs]) => ({ method: "delete_before", ...who, namespace: mailbox, beforeMs })),
  expire: fc
    .tuple(
      signed(),
      fc.array(fc.tuple(hashes, timesMs), { minLength: 1, maxLength: 3 }),
      fc.constantFrom("set", "shorten", "extend"),
    )
    .map(([who, items, mode]) => ({
      method: "expire",
      ...who,
      messages: items.map(([hash]) => hash),
      expiriesMs: items.map(([, expiryMs]) => expiryMs) as [number, ...number[]], // minLength 1
      mode,
    })),
  expire_all: fc
    .tuple(signed(), namespacesOrAll, timesMs)
    .map(([who, mailbox, expiryMs]) => ({ method: "expire_all", ...who, namespace: mailbox, expiryMs })),
  revoke_subaccount: tokenRequest.map((request) => ({ method: "revoke_subaccount", ...request })),
  unrevoke_subaccount: tokenRequest.map((request) => ({ method: "unrevoke_subaccount", ...request })),
};

const others: {
  readonly [M in Exclude<SimpleRequest, RecursiveRequest>["method"]]: fc.Arbitrary<SimpleRequest>;
} = {
  retrieve: fc
    .tuple(
      signed(),
      namespaces,
      timesMs,
      fc.record(
        {
          lastHash: hashes,
          maxCount: fc.integer({ min: 1, max: 1000 }),
          maxSize: fc.integer({ min: -10, max: -1 }),
          waitMs: fc.integer({ min: 1, max: 20_000 }),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([who, mailbox, timestampMs, limits]) => ({
      method: "retrieve",
      ...who,
      namespace: mailbox,
      timestampMs,
      ...limits,
    })),
  get_expiries: fc
    .tuple(signed(), hashLists, timesMs)
    .map(([who, messages, timestampMs]) => ({ method: "get_expiries", ...who, messages, timestampMs })),
  get_swarm: accounts.map((account) => ({ method: "get_swarm", account })),
  info: fc.constant({ method: "info" }),
  oxend_request: fc.constantFrom<SimpleRequest>(
    { method: "oxend_request", endpoint: "get_service_nodes" },
    { method: "oxend_request", endpoint: "ons_resolve", params: { type: 0, name_hash: "abc=", x: [null] } },
  ),
};

const simple = fc.oneof(...Object.values(recursive), ...Object.values(others));
const batches: fc.Arbitrary<ClientRequest> = fc.record({
  method: fc.constantFrom("batch", "sequence"),
  requests: fc.array(simple, { minLength: 1, maxLength: 3 }),
});
const versions = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99));
const hardforks = fc.tuple(fc.nat(99), fc.nat(99));
const ifElses: fc.Arbitrary<IfElseRequest> = fc
  .tuple(
    fc.record(
      {
        hardforkAtLeast: hardforks,
        hardforkBefore: hardforks,
        versionAtLeast: versions,
        versionBefore: versions,
        heightBefore: fc.nat(),
      },
      { requiredKeys: [] },
    ),
    fc.oneof(simple, batches),
    fc.option(simple, { nil: undefined }),
  )
  .map(([condition, whenTrue, whenFalse]) => ({
    method: "ifelse",
    condition: { ...condition, heightAtLeast: 0 },
    whenTrue,
    ...(whenFalse && { whenFalse }),
  }));

const any: readonly (readonly [string, fc.Arbitrary<ClientRequest>])[] = [
  ...Object.entries(recursive),
  ...Object.entries(others),
  ["batch and sequence", batches],
  ["ifelse", ifElses],
];

describe.each(any)("%s", (_name, requests) => {
  test("behaviour: the JSON form reads back as the request", () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(parseClientBody(encodeClientRequest(request))).toEqual({ ok: true, request: plain(request) });
      }),
      { numRuns },
    );
  });

  test("behaviour: the bencoded form reads back as the request", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { params } = clientCall(request);
        const dict = btDecode(writeBt(params as Parameters<typeof writeBt>[0])); // a call always has params
        expect(parseClientRequest(request.method, dict as ReadonlyMap<string, never>)).toEqual({
          ok: true,
          request: plain(request),
        });
      }),
      { numRuns },
    );
  });

  test("error: no strict prefix of a body is a request", () => {
    fc.assert(
      fc.property(requests, fc.nat(), (request, cut) => {
        const body = encodeClientRequest(request);
        expect(parseClientBody(body.slice(0, cut % body.length)).ok).toBe(false);
      }),
      { numRuns },
    );
  });

  test("error: a damaged body is refused or read as another request, and never throws", () => {
    fc.assert(
      fc.property(requests, fc.nat(), fc.nat(255), (request, at, byte) => {
        const body = utf8Encode(encodeClientRequest(request));
        body[at % body.length] = byte;
        expect(typeof parseClientBody(body).ok).toBe("boolean");
      }),
      { numRuns },
    );
  });
});

describe.each(Object.entries(recursive))("forwarded %s", (_name, requests) => {
  test("behaviour: reads back as the request, and nothing shorter or longer does", () => {
    fc.assert(
      fc.property(requests, fc.nat(), (request, cut) => {
        const { method, params } = encodeForwardedRequest(request);
        expect(parseForwardedRequest(method, params)).toEqual({ ok: true, request: plain(request) });
        expect(parseForwardedRequest(method, params.subarray(0, cut % params.length)).ok).toBe(false);
        expect(parseForwardedRequest(method, concatBytes(params, Uint8Array.of(0))).ok).toBe(false);
      }),
      { numRuns },
    );
  });
});

/** fast-check makes records without a prototype. */
function plain<T>(value: T): T {
  return structuredClone(value);
}
