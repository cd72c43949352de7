/**
 * The exact answers of every endpoint that works on mailboxes. The expected signature was checked with another
 * implementation when it was written down; those of all members are verified as they come.
 */
import { base64Decode, utf8Encode } from "@session/protocol/bytes";
import { nobleCrypto } from "@session/protocol/crypto";
import {
  type DeleteAllRequest,
  type DeleteBeforeRequest,
  type DeleteRequest,
  type ExpireAllRequest,
  type ExpireRequest,
  type GetExpiriesRequest,
  namespace,
  type RevokeSubaccountRequest,
  type StoreRequest,
  signRequest,
  subaccountToken,
  type UnrevokeSubaccountRequest,
} from "@session/protocol/rpc";
import { alice } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { DAY_MS, paramsOf, retrieveParams, signerOf, storeParams } from "./client.ts";
import { createSwarmOfFive, text } from "./swarm-of-five.ts";

const { network, first, now, post, runSigned, storeRequest, storeSome, useFreshNetworks } =
  createSwarmOfFive();
const signer = signerOf(alice);

describe("store", () => {
  useFreshNetworks();

  test("default: the whole answer", async () => {
    const answer = await post(
      JSON.stringify({ method: "store", params: storeParams("golden", 1_718_000_003_123) }),
    );
    const { swarm, ...rest } = JSON.parse(answer.body);
    expect(answer.type).toBe("application/json");
    expect(rest).toEqual({
      hash: "W3smvAK4odhrBXpzUdNgxST67sRLfzdzgQhIxKkwUV0",
      hf: [19, 4],
      t: 1_718_000_003_123,
    });
    expect(swarm[first().fixture.ed25519]).toEqual({
      expiry: 1_718_086_403_123,
      hash: "W3smvAK4odhrBXpzUdNgxST67sRLfzdzgQhIxKkwUV0",
      signature: "8OAHA8ZNAKoxGJPhkpoY98nKk55912J6otDHvEk3UyE8CFa/qwyAI+zao/TVTtZT81GECzHwPQLV0H/MTiE2AA==",
      t: 1_718_000_003_123,
    });
  });

  test("behaviour: keys come in alphabetic order", async () => {
    const answer = await post(JSON.stringify({ method: "store", params: storeParams("x", now()) }));
    expect(answer.body).toMatch(/^\{"hash":"[^"]{43}","hf":\[19,4\],"swarm":\{"[0-9a-f]{64}":\{"expiry":/);
  });

  test("behaviour: stored again with a later expiry it is extended, by every member", async () => {
    await storeSome("again");
    const again = await runSigned(storeRequest("again", { expiryMs: now() + 2 * DAY_MS }));
    expect(again).toMatchObject({ already: true, expiry: now() + 2 * DAY_MS });
    const shorter = await runSigned(storeRequest("again", { expiryMs: now() + DAY_MS }));
    expect(shorter).toMatchObject({ already: true, expiry: now() + 2 * DAY_MS });
  });

  test("behaviour: a public outbox keeps the newest", async () => {
    const outbox = { namespace: namespace(-21) };
    await runSigned(storeRequest("one", outbox));
    await runSigned(storeRequest("two", outbox));
    const { body } = await first().rpc("retrieve", { pubkey: alice.accountId, namespace: -21 });
    expect(body.messages.map(({ data }: { data: string }) => text(base64Decode(data)))).toEqual(["two"]);
  });
});

describe("retrieve", () => {
  useFreshNetworks();

  test("default: the whole answer", async () => {
    await first().rpc("store", storeParams("golden", now()));
    const answer = await post(JSON.stringify({ method: "retrieve", params: retrieveParams(now()) }));
    expect(answer.body).toBe(
      '{"hf":[19,4],"messages":[{"data":"Z29sZGVu","expiration":1718086403123,"hash":"W3smvAK4odhrBXpzUdNgxST67sRLfzdzgQhIxKkwUV0","timestamp":1718000003123}],"more":false,"t":1718000003123}',
    );
  });

  test("behaviour: after a hash, by count, and both spellings", async () => {
    const hashes = await storeSome("one", "two", "three");
    const got = async (more: object) => {
      const { body } = await first().rpc("retrieve", retrieveParams(now(), more));
      return [body.messages.map(({ hash }: { hash: string }) => hashes.indexOf(hash)), body.more];
    };
    expect(await got({ last_hash: hashes[0] })).toEqual([[1, 2], false]);
    expect(await got({ lastHash: hashes[1] })).toEqual([[2], false]);
    expect(await got({ last_hash: "" })).toEqual([[0, 1, 2], false]);
    expect(await got({ max_count: 2 })).toEqual([[0, 1], true]);
    expect(await got({ max_count: -1 })).toEqual([[0, 1, 2], false]);
    expect(await got({ max_size: 1 })).toEqual([[0], true]);
    expect(await got({ max_size: 0, max_count: 0 })).toEqual([[0, 1, 2], false]);
  });
});

describe("deleting", () => {
  useFreshNetworks();

  test("delete: what was really there, by every member", async () => {
    const [one = "", two = ""] = await storeSome("one", "two");
    const messages = [two, one, "A".repeat(43)];
    const request = signRequest<DeleteRequest>(
      { method: "delete", account: alice.accountId, messages, required: true },
      signer,
    );
    expect(await runSigned(request)).toEqual({ deleted: [one, two].sort() });
    const again = await first().rpc("delete", paramsOf(request));
    expect(again.status).toBe(404);
    expect(again.body.swarm[first().fixture.ed25519].deleted).toEqual([]);
    const notRequired = await first().rpc("delete", { ...paramsOf(request), required: false });
    expect(notRequired.status).toBe(200);
  });

  test("delete_all: a list, or lists by namespace", async () => {
    const [one = ""] = await storeSome("one");
    const contacts = await runSigned(storeRequest("two", { namespace: namespace(3) }));
    const request = (which: DeleteAllRequest["namespace"]) =>
      signRequest<DeleteAllRequest>(
        { method: "delete_all", account: alice.accountId, namespace: which, timestampMs: now() },
        signer,
      );
    expect(await runSigned(request(namespace(0)))).toEqual({ deleted: [one] });
    expect(await runSigned(request("all"))).toEqual({ deleted: { "3": [contacts.hash] } });
    expect(await runSigned(request("all"))).toEqual({ deleted: {} });
  });

  test("delete_before: by the sender's time, in all namespaces too", async () => {
    const old = await runSigned(
      storeRequest("old", { timestampMs: now() - 5_000, namespace: namespace(10) }),
    );
    await storeSome("new");
    const request = signRequest<DeleteBeforeRequest>(
      { method: "delete_before", account: alice.accountId, namespace: "all", beforeMs: now() - 5_000 },
      signer,
    );
    expect(await runSigned(request)).toEqual({ deleted: { "10": [old.hash] } });
  });
});

describe("expiring", () => {
  useFreshNetworks();

  test("expire: set, extend, shorten, and several at once", async () => {
    const [one = "", two = ""] = await storeSome("one", "two");
    const messages = [one, two];
    const expireTo = (changes: Partial<ExpireRequest>) =>
      runSigned(
        signRequest<ExpireRequest>(
          {
            method: "expire",
            account: alice.accountId,
            messages,
            expiriesMs: [now() + DAY_MS],
            mode: "set",
            ...changes,
          },
          signer,
        ),
      );
    expect(await expireTo({ expiriesMs: [now() + 2 * DAY_MS] })).toEqual({
      expiry: now() + 2 * DAY_MS,
      updated: [one, two].sort(),
    });
    expect(await expireTo({ mode: "extend" })).toEqual({
      expiry: now() + DAY_MS,
      unchanged: { [one]: now() + 2 * DAY_MS, [two]: now() + 2 * DAY_MS },
      updated: [],
    });
    expect(await expireTo({ mode: "shorten", messages: [one] })).toEqual({
      expiry: now() + DAY_MS,
      unchanged: {},
      updated: [one],
    });
    const times = new Map([
      [one, now() + 3 * DAY_MS],
      [two, now() + 4 * DAY_MS],
    ]);
    expect(await expireTo({ expiriesMs: [now() + 3 * DAY_MS, now() + 4 * DAY_MS] })).toEqual({
      expiry: [one, two].sort().map((hash) => times.get(hash)),
      updated: [one, two].sort(),
    });
    expect(await expireTo({ mode: "extend", expiriesMs: [now() + 2 * DAY_MS, now() + 5 * DAY_MS] })).toEqual({
      expiry: [now() + 5 * DAY_MS],
      unchanged: { [one]: now() + 3 * DAY_MS },
      updated: [two],
    });
  });

  test("expire: clamped to 30 days from now", async () => {
    const [one = ""] = await storeSome("one");
    const request = signRequest<ExpireRequest>(
      {
        method: "expire",
        account: alice.accountId,
        messages: [one],
        expiriesMs: [now() + 90 * DAY_MS],
        mode: "set",
      },
      signer,
    );
    expect(await runSigned(request)).toEqual({ expiry: now() + 30 * DAY_MS, updated: [one] });
  });

  test("expire_all and get_expiries", async () => {
    const [one = ""] = await storeSome("one");
    const all = signRequest<ExpireAllRequest>(
      { method: "expire_all", account: alice.accountId, namespace: namespace(0), expiryMs: now() + 60_000 },
      signer,
    );
    expect(await runSigned(all)).toEqual({ updated: [one] });
    expect(await runSigned(all)).toEqual({ updated: [] });
    const asked = signRequest<GetExpiriesRequest>(
      {
        method: "get_expiries",
        account: alice.accountId,
        messages: [one, "A".repeat(43)],
        timestampMs: now(),
      },
      signer,
    );
    const { body } = await first().rpc("get_expiries", paramsOf(asked));
    expect(body).toEqual({ expiries: { [one]: now() + 60_000 } });
  });
});

describe("subaccounts", () => {
  useFreshNetworks();

  test("revoked ones are refused by every member until taken back", async () => {
    const subSeed = new Uint8Array(32).fill(3);
    const token = subaccountToken({
      prefix: 5,
      permissions: 7,
      publicKey: nobleCrypto.ed25519PublicKey(subSeed),
    });
    const subaccount = { token, signature: nobleCrypto.ed25519Sign(token, alice.ed25519Seed) };
    const bySub = () =>
      paramsOf(
        signRequest<StoreRequest>(
          {
            method: "store",
            account: alice.accountId,
            namespace: namespace(3),
            timestampMs: now(),
            expiryMs: now() + DAY_MS,
            data: utf8Encode("by a sub-user"),
          },
          { ...signer, ed25519Seed: subSeed, subaccount },
        ),
      );
    const common = { account: alice.accountId, tokens: [token], timestampMs: now() };
    expect((await first().rpc("store", bySub())).status).toBe(200);
    expect(
      await runSigned(
        signRequest<RevokeSubaccountRequest>({ method: "revoke_subaccount", ...common }, signer),
      ),
    ).toEqual({});
    for (const node of network().nodes) expect((await node.rpc("store", bySub())).status).toBe(401);
    expect(
      await runSigned(
        signRequest<UnrevokeSubaccountRequest>({ method: "unrevoke_subaccount", ...common }, signer),
      ),
    ).toEqual({ count: 1 });
    expect((await first().rpc("store", bySub())).status).toBe(200);
  });
});
