import { describe, expect, test } from "vitest";
import { type Ed25519PublicKey, parseMailboxId } from "../identity/index.ts";
import { applyBlock, emptyNetworkState } from "../network/index.ts";
import { blockAt, DOMAIN, registered, testNode } from "../network/testing/chain.ts";
import { local, mainnet } from "../params/index.ts";
import { acceptProofs, emptyProofBook, signUptimeProof } from "../proofs/index.ts";
import { alice, errorCode } from "../testing/index.ts";
import {
  batchAnswer,
  expiriesAnswer,
  ifElseAnswer,
  infoAnswer,
  retrieveAnswer,
  swarmAnswer,
  timeFields,
} from "./answer.ts";
import {
  decodeBatchResponse,
  decodeGetExpiriesResponse,
  decodeIfElseResponse,
  decodeInfoResponse,
  decodeOxendResponse,
  decodeRetrieveResponse,
  decodeSwarmInfo,
  decodeSwarmResponse,
} from "./client-decode.ts";
import { ifElseHolds } from "./endpoints/ifelse.ts";
import { retrieveCost, retrieveLimits } from "./endpoints/retrieve.ts";
import type { MemberOutcome } from "./member-result.ts";
import { isPublicInbox, isPublicOutbox, isUnrevocable, namespace, retrieveNeedsAuth } from "./namespaces.ts";
import { outcomeToWire, reasonPhrase, rpcFailure, rpcOk } from "./status.ts";
import { swarmInfo } from "./swarm-info.ts";
import { base64Value, hexValue, type WireValue, writeBt, writeJson } from "./wire-value.ts";

const NOW = 1_718_000_000_000;
const hash = "a".repeat(43);
const [first, second, third] = [1, 2, 3].map((nodeId) => testNode(nodeId).ed25519) as [
  Ed25519PublicKey,
  Ed25519PublicKey,
  Ed25519PublicKey,
]; // three numbers, three keys

describe("wire values", () => {
  test("behaviour: JSON keys are sorted, undefined is left out, 64-bit numbers are exact", () => {
    const value = {
      z: 1,
      a: { c: undefined, b: [true, null, "é"] },
      swarm_id: 18_446_744_073_709_551_615n,
      data: base64Value(Uint8Array.of(1)),
      key: hexValue(Uint8Array.of(0xab)),
    };
    expect(writeJson(value)).toBe(
      '{"a":{"b":[true,null,"é"]},"data":"AQ==","key":"ab","swarm_id":18446744073709551615,"z":1}',
    );
  });

  test("behaviour: bencode has raw bytes and 0 or 1 for booleans", () => {
    const value = {
      b: true,
      a: base64Value(Uint8Array.of(0x41, 0x42)),
      c: [5, "x"],
      d: hexValue(Uint8Array.of(0x43)),
    };
    expect(new TextDecoder().decode(writeBt(value))).toBe("d1:a2:AB1:bi1e1:cli5e1:xe1:d1:Ce");
  });

  test("error: numbers that JSON cannot hold, null in bencode", () => {
    expect(() => writeJson(Number.NaN)).toThrow(RangeError);
    expect(() => writeBt(null)).toThrow(RangeError);
  });

  test("behaviour: a key named __proto__ is written as itself", () => {
    const value: WireValue = { ["__proto__"]: 1 };
    expect(writeJson(value)).toBe('{"__proto__":1}');
  });
});

describe("status table", () => {
  test.each([
    [rpcFailure("store_signature_required", "11"), 401, "store: signature required to store to namespace 11"],
    [
      rpcFailure("not_ready", "not in any swarm; not done syncing"),
      503,
      "Service node is not ready: not in any swarm; not done syncing\n",
    ],
    [rpcFailure("unknown_method", "$&"), 400, "no method $&"],
    [rpcFailure("rate_limited"), 429, "Too Many Requests\n"],
    [rpcFailure("not_found", "get /x"), 404, "get /x Not Found"],
  ])("%o", (failure, status, body) => {
    expect(outcomeToWire(failure)).toEqual({ status, body });
  });

  test("behaviour: 421 carries the swarm, success its body", () => {
    const body = { swarm: "0" };
    expect(outcomeToWire({ ...rpcFailure("wrong_swarm"), body })).toEqual({ status: 421, body });
    expect(outcomeToWire(rpcOk(body))).toEqual({ status: 200, body });
    expect([200, 421, 418].map(reasonPhrase)).toEqual(["OK", "Misdirected Request", "Error"]);
  });
});

describe("namespaces", () => {
  const classOf = (n: number) => {
    const value = namespace(n);
    return [
      isPublicInbox(value) ? "inbox" : "",
      isPublicOutbox(value) ? "outbox" : "",
      isUnrevocable(value) ? "unrevocable" : "",
      retrieveNeedsAuth(value) ? "private" : "open",
    ]
      .filter(Boolean)
      .join(" ");
  };

  test.each([
    [0, "inbox private"],
    [10, "inbox private"],
    [40, "inbox private"],
    [-20, "inbox private"],
    [-10, "inbox open"],
    [-1, "outbox open"],
    [-21, "outbox open"],
    [-41, "outbox open"],
    [-11, "unrevocable private"],
    [-111, "unrevocable private"],
    [11, "private"],
    [1, "private"],
    [21, "private"],
    [-2, "private"],
  ])("%i is %s", (n, expected) => {
    expect(classOf(n)).toBe(expected);
  });

  test("error: beyond 16 bits", () => {
    expect(() => namespace(32_768)).toThrow(RangeError);
    expect(() => namespace(0.5)).toThrow(RangeError);
  });
});

describe("retrieve limits", () => {
  test.each([
    [{}, Number.POSITIVE_INFINITY, 1_560_000],
    [{ maxSize: -1 }, Number.POSITIVE_INFINITY, 7_800_000],
    [{ maxSize: -8 }, Number.POSITIVE_INFINITY, 975_000],
    [{ maxSize: -7 }, Number.POSITIVE_INFINITY, 1_114_285],
    [{ maxSize: 9_000_000 }, Number.POSITIVE_INFINITY, 7_800_000],
    [{ maxSize: 500 }, Number.POSITIVE_INFINITY, 500],
    [{ maxCount: 3 }, 3, 7_800_000],
    [{ maxCount: -3 }, Number.POSITIVE_INFINITY, 7_800_000],
    [{ maxCount: 3, maxSize: -2 }, 3, 3_900_000],
  ])("%o", (request, count, bytes) => {
    expect(retrieveLimits(request)).toEqual({ count, bytes });
  });

  test("behaviour: one message costs 100, its hash and four thirds of its data", () => {
    expect([retrieveCost(hash, 0), retrieveCost(hash, 100), retrieveCost(hash, 76_800)]).toEqual([
      143, 276, 102_543,
    ]);
  });
});

describe("ifelse conditions", () => {
  const node = { hardfork: [19, 4], version: [2, 8, 0], height: 10 } as const;

  test.each([
    [{ hardforkAtLeast: [19, 4] }, true],
    [{ hardforkAtLeast: [19, 5] }, false],
    [{ hardforkAtLeast: [18, 9] }, true],
    [{ hardforkBefore: [19, 4] }, false],
    [{ hardforkBefore: [20, 0] }, true],
    [{ versionAtLeast: [2, 8, 0] }, true],
    [{ versionBefore: [2, 10, 0] }, true],
    [{ versionBefore: [2, 8, 0] }, false],
    [{ heightAtLeast: 10 }, true],
    [{ heightBefore: 10 }, false],
    [{ heightAtLeast: 10, versionBefore: [2, 8, 0] }, false],
  ] as const)("%o: %s", (condition, expected) => {
    expect(ifElseHolds(condition, node)).toBe(expected);
  });
});

describe("answers and their readers", () => {
  const signature = new Uint8Array(64).fill(3);
  const stored: MemberOutcome = {
    ok: true,
    result: { method: "store", hash, expiryMs: NOW + 5, already: false, signature },
  };
  const members = new Map<Ed25519PublicKey, MemberOutcome>([
    [first, stored],
    [second, { ok: false, failure: { kind: "timeout" } }],
    [third, { ok: false, failure: { kind: "refused", code: 406, reason: "clock" } }],
  ]);

  test("default: a store, in the reference's shape", () => {
    const text = writeJson(swarmAnswer({ members, self: first, nowMs: NOW, params: mainnet }));
    expect(JSON.parse(text)).toEqual({
      hash,
      hf: [19, 4],
      t: NOW,
      swarm: {
        [first]: { expiry: NOW + 5, hash, signature: `${"AwMD".repeat(21)}Aw==`, t: NOW },
        [second]: { failed: true, timeout: true },
        [third]: { failed: true, code: "406", reason: "clock" },
      },
    });
  });

  test("behaviour: the client reads back what the node wrote", () => {
    const text = writeJson(swarmAnswer({ members, self: first, nowMs: NOW, params: mainnet }));
    expect(decodeSwarmResponse("store", text)).toEqual({ members, hash, timeMs: NOW, hardfork: [19, 4] });
  });

  test.each<MemberOutcome>([
    { ok: true, result: { method: "delete_all", deleted: [hash], signature } },
    {
      ok: true,
      result: {
        method: "delete_before",
        deleted: new Map([
          [-10, [hash]],
          [0, []],
        ]),
        signature,
      },
    },
    { ok: true, result: { method: "expire_all", updated: new Map([[11, [hash]]]), signature } },
    ...[1, [], [1], [1, 2]].map(
      (expiryMs): MemberOutcome => ({
        ok: true,
        result: { method: "expire", updated: [], expiryMs, unchanged: new Map([[hash, 9]]), signature },
      }),
    ),
    { ok: true, result: { method: "revoke_subaccount", signature } },
    { ok: true, result: { method: "unrevoke_subaccount", count: 2, signature } },
    { ok: false, failure: { kind: "bad_peer_response" } },
    { ok: false, failure: { kind: "query_failure", reason: "storage full" } },
    { ok: false, failure: { kind: "query_failure" } },
  ])("behaviour: member result %# comes back unchanged", (outcome) => {
    const method = outcome.ok ? outcome.result.method : "delete";
    const text = writeJson(
      swarmAnswer({ members: new Map([[first, outcome]]), self: first, nowMs: NOW, params: mainnet }),
    );
    expect(decodeSwarmResponse(method, text).members.get(first)).toEqual(outcome);
  });

  test("behaviour: retrieve", () => {
    const message = { hash, timestampMs: NOW, expiryMs: NOW + 1, data: Uint8Array.of(1, 2) };
    const text = writeJson({ ...retrieveAnswer([message], true), ...timeFields(NOW, mainnet) });
    expect(text).toContain(`"data":"AQI=","expiration":${NOW + 1},"hash"`);
    expect(decodeRetrieveResponse(text)).toEqual({
      messages: [message],
      more: true,
      timeMs: NOW,
      hardfork: [19, 4],
    });
  });

  test.each([
    ["no list", {}],
    ["a hash that is none", { messages: [{ hash: "x", timestamp: 1, expiration: 1, data: "" }] }],
    ["a time of zero", { messages: [{ hash, timestamp: 0, expiration: 1, data: "" }] }],
    ["data that is not base64", { messages: [{ hash, timestamp: 1, expiration: 1, data: "?" }] }],
    ["data too long", { messages: [{ hash, timestamp: 1, expiration: 1, data: "A".repeat(102_404) }] }],
  ])("error: a retrieve answer with %s", (_, body) => {
    expect(errorCode(() => decodeRetrieveResponse(JSON.stringify(body)))).not.toBe("none");
  });

  test("behaviour: info, expiries, oxend", () => {
    const info = writeJson({ ...infoAnswer(NOW, mainnet), ...timeFields(NOW, mainnet) });
    expect(info).toBe(`{"hf":[19,4],"t":${NOW},"timestamp":${NOW},"version":[2,8,0]}`);
    expect(decodeInfoResponse(info)).toEqual({
      version: [2, 8, 0],
      timestampMs: NOW,
      timeMs: NOW,
      hardfork: [19, 4],
    });
    const expiries = new Map([[hash, NOW]]);
    expect(decodeGetExpiriesResponse(writeJson(expiriesAnswer(expiries)))).toEqual(expiries);
    expect(decodeOxendResponse('{"result":{"height":3},"t":1,"hf":[19,4]}').result).toEqual({ height: 3 });
    expect(errorCode(() => decodeOxendResponse("{}"))).toBe("missing_field");
  });

  test("behaviour: batch results by position; a sequence may stop early, a batch may not", () => {
    const text = writeJson(batchAnswer([rpcOk({ a: 1 }), rpcFailure("store_clock")]));
    const read = (method: "batch" | "sequence", count: number) =>
      decodeBatchResponse(text, { count, method });
    expect(read("batch", 2)).toEqual([
      { code: 200, body: { a: 1 } },
      { code: 406, body: "Timestamp error: check your clock" },
    ]);
    expect(read("sequence", 3)).toHaveLength(2);
    expect(errorCode(() => read("batch", 3))).toBe("invalid_length");
    expect(errorCode(() => read("sequence", 1))).toBe("invalid_length");
  });

  test("behaviour: ifelse tells what it compared, and the chosen branch's answer if there is one", () => {
    const node = { hardfork: [19, 4], version: [2, 8, 0], height: 7 } as const;
    const chosen = writeJson(ifElseAnswer({ node, condition: true, outcome: rpcFailure("store_clock") }));
    expect(chosen).toBe(
      '{"condition":true,"height":7,"hf":[19,4],"result":{"body":"Timestamp error: check your clock","code":406},"v":[2,8,0]}',
    );
    expect(decodeIfElseResponse(chosen)).toEqual({
      ...node,
      condition: true,
      result: { code: 406, body: "Timestamp error: check your clock" },
    });
    const none = ifElseAnswer({ node, condition: false });
    expect(decodeIfElseResponse(writeJson(none))).toEqual({ ...node, condition: false });
    expect(errorCode(() => decodeIfElseResponse('{"condition":true,"height":7,"v":[2,8,0]}'))).toBe(
      "missing_field",
    );
  });

  test("behaviour: one member's nonsense is that member's failure", () => {
    const outcomes = new Map([...members].slice(0, 1));
    const body = JSON.parse(
      writeJson(swarmAnswer({ members: outcomes, self: second, nowMs: NOW, params: mainnet })),
    );
    for (const nonsense of [null, 5, [], {}, { hash }, { hash: "x", signature: "y" }]) {
      const answer = decodeSwarmResponse("store", { ...body, swarm: { ...body.swarm, [third]: nonsense } });
      expect(answer.members.get(first)).toEqual(stored);
      expect(answer.members.get(third)).toEqual({ ok: false, failure: { kind: "bad_peer_response" } });
    }
  });

  test("error: answers that are no JSON, or name members by something else than keys", () => {
    expect(errorCode(() => decodeSwarmResponse("store", "oops"))).toBe("invalid_encoding");
    expect(errorCode(() => decodeSwarmResponse("store", '{"swarm":{"ab":{}}}'))).toBe("invalid_encoding");
    expect(errorCode(() => decodeSwarmResponse("store", '{"swarm":[]}'))).toBe("invalid_encoding");
  });
});

describe("get_swarm", () => {
  const state = applyBlock(emptyNetworkState(), blockAt(1, registered(1, 2, 3)), DOMAIN);
  const proof = signUptimeProof(
    {
      tableDigest: new Uint8Array(32),
      tableHeight: 1,
      ip: "127.0.1.1",
      height: 1,
      ed25519: first,
      httpsPort: 22_021,
      peerPort: 22_020,
      storageServerVersion: [2, 8, 0],
      timestampSeconds: NOW / 1000,
      nodeVersion: [0, 1, 0],
    },
    testNode(1).seed,
  );
  const { book } = acceptProofs(emptyProofBook(), [proof], { nowMs: NOW, params: local, state });
  const text = writeJson({ ...swarmInfo(alice.accountId, state, book), ...timeFields(NOW, local) });

  test("default: every member; a known one with address, ports and keys", () => {
    const body = JSON.parse(text);
    expect(body).toMatchObject({ swarm: "0", t: NOW, hf: [19, 4] });
    expect(body.snodes).toHaveLength(3);
    const member = body.snodes.find((one: { pubkey_ed25519: string }) => one.pubkey_ed25519 === first);
    expect(member).toMatchObject({
      ip: "127.0.1.1",
      port: "22021",
      port_https: 22_021,
      port_omq: 22_020,
      port_quic: 22_020,
      pubkey_legacy: first,
    });
    expect(member.address).toMatch(/^[ybndrfg8ejkmcpqxot1uwisza345h769]{52}\.snode$/);
  });

  test("behaviour: the client keeps the members it can reach", () => {
    const info = decodeSwarmInfo(text);
    expect([info.swarmId, info.members.map(({ ed25519 }) => ed25519)]).toEqual([0n, [first]]);
  });

  test("behaviour: without any swarm", () => {
    const none = swarmInfo(parseMailboxId(`03${"00".repeat(32)}`), emptyNetworkState(), book);
    expect(writeJson(none)).toBe('{"snodes":[],"swarm":"ffffffffffffffff"}');
    expect(decodeSwarmInfo(writeJson(none))).toEqual({ members: [], swarmId: null });
  });
});
