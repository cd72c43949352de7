/** The decisions of every signed endpoint: order of checks, clock tolerances, permissions, exact refusals. */
import { hexEncode, utf8Encode } from "@session/protocol/bytes";
import { nobleCrypto } from "@session/protocol/crypto";
import { ed25519PublicKey, parseMailboxId } from "@session/protocol/identity";
import { local } from "@session/protocol/params";
import { emptyProofBook } from "@session/protocol/proofs";
import {
  type AuthSigner,
  type DeleteAllRequest,
  type DeleteBeforeRequest,
  type DeleteRequest,
  type ExpireAllRequest,
  type ExpireRequest,
  type GetExpiriesRequest,
  namespace,
  outcomeToWire,
  PERMISSIONS,
  type RetrieveRequest,
  type RevokeSubaccountRequest,
  type StoreRequest,
  signRequest,
  subaccountToken,
  type Unsigned,
} from "@session/protocol/rpc";
import { alice, bob, fixtureNetwork, fixtureNodes } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import type { DecisionFacts, Refusal } from "../facts.ts";
import { decideRecursive } from "../recursive.ts";
import { decideGetExpiries } from "./expire.ts";
import { decideRetrieve } from "./retrieve.ts";
import { decideStore } from "./store.ts";

const nowMs = 1_718_000_000_000;
const dayMs = 86_400_000;
const nodes = fixtureNodes(5);
const state = fixtureNetwork(nodes);
const [first] = nodes;
if (first === undefined) throw new Error("five nodes were asked for");

const facts: DecisionFacts = {
  view: { self: first.ed25519, state, proofs: emptyProofBook(), synced: true },
  nowMs,
  params: local,
  isForwarded: false,
  isRevoked: false,
  crypto: nobleCrypto,
};
const forwarded: DecisionFacts = { ...facts, isForwarded: true };
/** The same node outside of every swarm. */
const elsewhere: DecisionFacts = { ...facts, view: { ...facts.view, state: fixtureNetwork(nodes.slice(1)) } };

const signer: AuthSigner = {
  ed25519Seed: alice.ed25519Seed,
  pubkeyEd25519: ed25519PublicKey(hexEncode(alice.ed25519PublicKey)),
};
const hash = "A".repeat(43);

function subaccount(permissions: number, prefix = 5): AuthSigner {
  const ed25519Seed = new Uint8Array(32).fill(9);
  const token = subaccountToken({
    prefix,
    permissions,
    publicKey: nobleCrypto.ed25519PublicKey(ed25519Seed),
  });
  const signature = nobleCrypto.ed25519Sign(token, alice.ed25519Seed);
  return { ...signer, ed25519Seed, subaccount: { token, signature } };
}

/** Status and text, or "accept". */
function verdict(refusal: Refusal): string {
  if (refusal === undefined) return "accept";
  const { status, body } = outcomeToWire(refusal);
  return `${status} ${typeof body === "string" ? body : "(object)"}`;
}

describe("decideStore", () => {
  const base = {
    method: "store",
    account: alice.accountId,
    timestampMs: nowMs,
    expiryMs: nowMs + dayMs,
    data: utf8Encode("m"),
  } as const;
  const inbox = (changes: Partial<StoreRequest> = {}): StoreRequest => ({
    ...base,
    namespace: namespace(0),
    ...changes,
  });
  const config = (changes: Partial<Unsigned<StoreRequest>> = {}, by: AuthSigner = signer): StoreRequest =>
    signRequest<StoreRequest>({ ...base, namespace: namespace(3), ...changes }, by);
  const decide = (request: StoreRequest, given = facts) => verdict(decideStore(request, given));

  test("default: a public inbox needs no signature, and a wrong one is not looked at", () => {
    expect(decide(inbox())).toBe("accept");
    expect(decide(inbox({ auth: { signature: new Uint8Array(64) } }))).toBe("accept");
  });

  test("default: other namespaces take the account's signature", () => {
    expect(decide(config())).toBe("accept");
  });

  test("error: the wrong swarm comes before everything else", () => {
    const refusal = decideStore(inbox({ expiryMs: 0 }), elsewhere);
    expect(refusal).toMatchObject({ name: "wrong_swarm", body: { swarm: "0", t: nowMs, hf: [19, 4] } });
    expect(refusal?.body?.snodes).toHaveLength(4);
  });

  test.each([
    ["shortest", 0, 10_000, "accept"],
    ["below the minimum", 0, 9_999, "403 Provided expiry/TTL is not valid."],
    ["longest of a public inbox", 0, 14 * dayMs, "accept"],
    ["above it", 0, 14 * dayMs + 1, "403 Provided expiry/TTL is not valid."],
    ["longest elsewhere", 3, 30 * dayMs, "accept"],
    ["above it elsewhere", 3, 30 * dayMs + 1, "403 Provided expiry/TTL is not valid."],
    ["negative", 0, -1, "403 Provided expiry/TTL is not valid."],
  ])("behaviour: TTL, %s", (_name, number, ttlMs, expected) => {
    const changes = { namespace: namespace(number), expiryMs: nowMs + ttlMs };
    expect(decide(number === 0 ? inbox(changes) : config(changes))).toBe(expected);
  });

  test.each([
    ["10 s ahead", nowMs + 10_000, nowMs + dayMs, "accept"],
    ["more ahead", nowMs + 10_001, nowMs + dayMs, "406 Timestamp error: check your clock"],
    ["expired 10 s ago", nowMs - dayMs, nowMs - 10_000, "accept"],
    ["expired before", nowMs - dayMs, nowMs - 10_001, "406 Timestamp error: check your clock"],
  ])("behaviour: clock, %s", (_name, timestampMs, expiryMs, expected) => {
    expect(decide(inbox({ timestampMs, expiryMs }))).toBe(expected);
  });

  test("error: no signature where one is needed", () => {
    expect(decide(inbox({ namespace: namespace(3) }))).toBe(
      "401 store: signature required to store to namespace 3",
    );
    expect(decide(inbox({ namespace: namespace(-1) }))).toBe(
      "401 store: signature required to store to namespace -1",
    );
  });

  test("behaviour: sig_timestamp counts in place of the message's time, within 60 s", () => {
    const at = (signatureTimestampMs: number, given = facts) =>
      decide(config({ signatureTimestampMs, timestampMs: nowMs - dayMs }), given);
    const tooFar = "406 store signature timestamp too far from current time";
    expect(at(nowMs - 60_000)).toBe("accept");
    expect(at(nowMs - 60_001)).toBe(tooFar);
    expect(at(nowMs + 60_001)).toBe(tooFar);
    expect(at(nowMs - 60_001, forwarded)).toBe(tooFar);
    expect(decide(config({ timestampMs: nowMs - dayMs }))).toBe(tooFar);
  });

  test("error: a signature over something else", () => {
    const signed = config();
    const failed = "401 store signature verification failed";
    expect(decide({ ...signed, namespace: namespace(4) })).toBe(failed);
    expect(decide({ ...signed, account: bob.accountId })).toBe(failed);
  });

  test("behaviour: a subaccount needs write, and delete too for a public outbox", () => {
    const failed = "401 store signature verification failed";
    expect(decide(config({}, subaccount(PERMISSIONS.write)))).toBe("accept");
    expect(decide(config({}, subaccount(PERMISSIONS.read | PERMISSIONS.delete)))).toBe(failed);
    const outbox = { namespace: namespace(-1) };
    expect(decide(config(outbox, subaccount(PERMISSIONS.write)))).toBe(failed);
    expect(decide(config(outbox, subaccount(PERMISSIONS.write | PERMISSIONS.delete)))).toBe("accept");
  });

  test("error: a revoked subaccount, or one of another prefix", () => {
    const failed = "401 store signature verification failed";
    expect(decide(config({}, subaccount(PERMISSIONS.write)), { ...facts, isRevoked: true })).toBe(failed);
    expect(decide(config({}, subaccount(PERMISSIONS.write, 3)))).toBe(failed);
    expect(decide(config({}, subaccount(PERMISSIONS.write | PERMISSIONS.anyPrefix, 3)))).toBe("accept");
  });

  test("behaviour: a 03 mailbox is signed with its own key", () => {
    const seed = new Uint8Array(32).fill(7);
    const account = parseMailboxId(`03${hexEncode(nobleCrypto.ed25519PublicKey(seed))}`);
    const request = signRequest<StoreRequest>(
      { ...base, account, namespace: namespace(11) },
      { ed25519Seed: seed },
    );
    expect(decide(request)).toBe("accept");
  });
});

describe("decideRetrieve", () => {
  const base = { method: "retrieve", account: alice.accountId, namespace: namespace(0) } as const;
  const signed = (
    changes: Partial<Unsigned<RetrieveRequest>> = {},
    by: AuthSigner = signer,
  ): RetrieveRequest => signRequest<RetrieveRequest>({ ...base, timestampMs: nowMs, ...changes }, by);
  const decide = (request: RetrieveRequest, given = facts) => verdict(decideRetrieve(request, given));

  test("default: signed", () => {
    expect(decide(signed())).toBe("accept");
  });

  test("behaviour: legacy groups and public outboxes are read by anyone", () => {
    expect(decide({ ...base, namespace: namespace(-10) })).toBe("accept");
    expect(decide({ ...base, namespace: namespace(-21) })).toBe("accept");
  });

  test("error: unsigned elsewhere", () => {
    expect(decide(base)).toBe("401 retrieve: request signature required");
  });

  test("error: the clock is looked at before the signature", () => {
    const late = signed({ timestampMs: nowMs - 60_001 }, { ...signer, ed25519Seed: bob.ed25519Seed });
    expect(decide(late)).toBe("406 retrieve timestamp too far from current time");
    expect(decide(signed({ timestampMs: nowMs + 60_000 }))).toBe("accept");
  });

  test("error: somebody else's signature", () => {
    expect(decide(signed({}, { ...signer, ed25519Seed: bob.ed25519Seed }))).toBe(
      "401 retrieve signature verification failed",
    );
  });

  test("behaviour: a subaccount needs read; revoked it may read only unrevocable namespaces", () => {
    const failed = "401 retrieve signature verification failed";
    const revoked = { ...facts, isRevoked: true };
    expect(decide(signed({}, subaccount(PERMISSIONS.read)))).toBe("accept");
    expect(decide(signed({}, subaccount(PERMISSIONS.write)))).toBe(failed);
    expect(decide(signed({}, subaccount(PERMISSIONS.read)), revoked)).toBe(failed);
    expect(decide(signed({ namespace: namespace(-11) }, subaccount(PERMISSIONS.read)), revoked)).toBe(
      "accept",
    );
  });

  test("error: the wrong swarm", () => {
    expect(decide(signed(), elsewhere)).toBe("421 (object)");
  });
});

describe("decisions of the other endpoints", () => {
  const { accountId: account } = alice;
  const messages = [hash];

  test("delete: no clock, delete permission", () => {
    const request = (by = signer) =>
      signRequest<DeleteRequest>({ method: "delete", account, messages, required: false }, by);
    expect(verdict(decideRecursive(request(), facts))).toBe("accept");
    expect(verdict(decideRecursive(request(subaccount(PERMISSIONS.delete)), facts))).toBe("accept");
    expect(verdict(decideRecursive(request(subaccount(PERMISSIONS.write)), facts))).toBe(
      "401 delete_msgs signature verification failed",
    );
    expect(verdict(decideRecursive({ ...request(), messages: ["B".repeat(43)] }, facts))).toBe(
      "401 delete_msgs signature verification failed",
    );
    expect(verdict(decideRecursive(request(), elsewhere))).toBe("421 (object)");
  });

  test("delete_all: 60 s, or 70 s when forwarded", () => {
    const request = (timestampMs: number) =>
      signRequest<DeleteAllRequest>({ method: "delete_all", account, namespace: "all", timestampMs }, signer);
    const tooFar = "406 delete_all timestamp too far from current time";
    expect(verdict(decideRecursive(request(nowMs - 60_000), facts))).toBe("accept");
    expect(verdict(decideRecursive(request(nowMs - 60_001), facts))).toBe(tooFar);
    expect(verdict(decideRecursive(request(nowMs - 70_000), forwarded))).toBe("accept");
    expect(verdict(decideRecursive(request(nowMs - 70_001), forwarded))).toBe(tooFar);
    expect(verdict(decideRecursive({ ...request(nowMs), namespace: namespace(0) }, facts))).toBe(
      "401 delete_all signature verification failed",
    );
  });

  test("delete_before: at most 60 s ahead, and that is a 401", () => {
    const request = (beforeMs: number) =>
      signRequest<DeleteBeforeRequest>(
        { method: "delete_before", account, namespace: namespace(0), beforeMs },
        signer,
      );
    expect(verdict(decideRecursive(request(nowMs + 60_000), facts))).toBe("accept");
    expect(verdict(decideRecursive(request(0), facts))).toBe("accept");
    expect(verdict(decideRecursive(request(nowMs + 60_001), facts))).toBe(
      "401 delete_before timestamp too far in the future",
    );
    expect(verdict(decideRecursive({ ...request(nowMs), beforeMs: nowMs - 1 }, facts))).toBe(
      "401 delete_before signature verification failed",
    );
  });

  test("expire_all: not further back than 60 s, or 70 s when forwarded", () => {
    const request = (expiryMs: number) =>
      signRequest<ExpireAllRequest>({ method: "expire_all", account, namespace: "all", expiryMs }, signer);
    const past = "406 expire_all timestamp should be >= current time";
    expect(verdict(decideRecursive(request(nowMs - 60_000), facts))).toBe("accept");
    expect(verdict(decideRecursive(request(nowMs - 60_001), facts))).toBe(past);
    expect(verdict(decideRecursive(request(nowMs - 70_000), forwarded))).toBe("accept");
    expect(verdict(decideRecursive(request(nowMs - 70_001), forwarded))).toBe(past);
    expect(verdict(decideRecursive({ ...request(nowMs), expiryMs: nowMs + 1 }, facts))).toBe(
      "401 expire_all signature verification failed",
    );
  });

  test("expire: each expiry not further back than 60 s; shortening needs delete", () => {
    const request = (changes: Partial<Unsigned<ExpireRequest>> = {}, by: AuthSigner = signer) =>
      signRequest<ExpireRequest>(
        { method: "expire", account, messages, expiriesMs: [nowMs], mode: "set", ...changes },
        by,
      );
    expect(verdict(decideRecursive(request(), facts))).toBe("accept");
    expect(verdict(decideRecursive(request({ expiriesMs: [nowMs, nowMs - 60_001] }), facts))).toBe(
      "401 expire: timestamp should be >= current time",
    );
    expect(verdict(decideRecursive({ ...request(), mode: "extend" }, facts))).toBe(
      "401 expire: signature verification failed",
    );
    expect(verdict(decideRecursive(request({ mode: "shorten" }, subaccount(PERMISSIONS.write)), facts))).toBe(
      "400 expire: shorten parameter cannot be used with this subaccount token (missing delete access)",
    );
    expect(verdict(decideRecursive(request({ mode: "extend" }, subaccount(PERMISSIONS.write)), facts))).toBe(
      "accept",
    );
    expect(verdict(decideRecursive(request({}, subaccount(PERMISSIONS.read)), facts))).toBe(
      "401 expire: signature verification failed",
    );
  });

  test.each(["revoke_subaccount", "unrevoke_subaccount"] as const)(
    "%s: the account itself, within 60 s",
    (method) => {
      const tokens = [new Uint8Array(36)];
      const request = (timestampMs: number, by: AuthSigner = signer) =>
        // The two requests differ in their name only.
        signRequest<RevokeSubaccountRequest>(
          { method: method as "revoke_subaccount", account, tokens, timestampMs },
          by,
        );
      expect(verdict(decideRecursive(request(nowMs - 60_000), forwarded))).toBe("accept");
      expect(verdict(decideRecursive(request(nowMs - 60_001), forwarded))).toBe(
        `406 ${method} timestamp too far from current time`,
      );
      expect(verdict(decideRecursive(request(nowMs, subaccount(15)), facts))).toBe(
        `401 ${method} signature verification failed`,
      );
    },
  );

  test("get_expiries: read, within 60 s", () => {
    const request = (timestampMs: number, by: AuthSigner = signer) =>
      signRequest<GetExpiriesRequest>({ method: "get_expiries", account, messages, timestampMs }, by);
    expect(verdict(decideGetExpiries(request(nowMs), facts))).toBe("accept");
    expect(verdict(decideGetExpiries(request(nowMs + 60_001), facts))).toBe(
      "406 get_expiries timestamp too far from current time",
    );
    expect(verdict(decideGetExpiries(request(nowMs, subaccount(PERMISSIONS.write)), facts))).toBe(
      "401 get_expiries signature verification failed",
    );
    expect(verdict(decideGetExpiries(request(nowMs), elsewhere))).toBe("421 (object)");
  });
});
