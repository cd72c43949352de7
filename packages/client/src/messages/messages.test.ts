// Limits of what goes out, and the gate for what comes in.
import { nobleCrypto } from "@session/protocol/crypto";
import { parseAccountId } from "@session/protocol/identity";
import { type Content, openDirectMessage } from "@session/protocol/messages";
import { createSeededRandom } from "@session/testkit/fakes";
import { alice, bob, carol } from "@session/testkit/fixtures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeMessage, truncateUtf8 } from "./incoming.ts";
import { acceptContent, checkName, checkText, sealContent, syncContent, textContent } from "./outgoing.ts";

const code = (expected: string, meta = {}) => expect.objectContaining({ code: expected, meta });

describe("checkText", () => {
  test("behaviour: 2,000 code points, not UTF-16 units, not bytes", () => {
    expect(() => checkText("a".repeat(2_000))).not.toThrow();
    expect(() => checkText("😀".repeat(2_000))).not.toThrow();
    const limit = { length: 2_001, limit: 2_000 };
    expect(() => checkText("a".repeat(2_001))).toThrow(code("message_too_long", limit));
    expect(() => checkText("😀".repeat(2_001))).toThrow(code("message_too_long", limit));
  });

  test("error: nothing visible", () => {
    for (const text of ["", " ", "\n\t "]) expect(() => checkText(text)).toThrow(code("message_empty"));
  });
});

test("checkName: 1 to 100 bytes of UTF-8", () => {
  expect(() => checkName("é".repeat(50))).not.toThrow();
  expect(() => checkName("é".repeat(51))).toThrow(code("invalid_name", { bytes: 102, limit: 100 }));
  expect(() => checkName("  ")).toThrow(code("invalid_name", { bytes: 2, limit: 100 }));
});

describe("contents", () => {
  test("textContent: carries the profile, or the name of those without one", () => {
    expect(textContent("hi", { displayName: "Alice", updatedSeconds: 7 })).toEqual({
      dataMessage: { body: "hi", profile: { displayName: "Alice", lastProfileUpdateSeconds: 7 } },
    });
    expect(textContent("hi", undefined).dataMessage?.profile?.displayName).toBe("Anonymous");
  });

  test("syncContent: names the conversation and carries no profile", () => {
    expect(syncContent("hi", bob.accountId)).toEqual({
      dataMessage: { body: "hi", syncTarget: bob.accountId },
    });
  });

  test("acceptContent: says yes", () => {
    expect(acceptContent(undefined).messageRequestResponse?.isApproved).toBe(true);
  });
});

describe("sealContent", () => {
  const seal = (content: Content, recipient = bob.accountId) =>
    sealContent({
      content,
      sender: alice,
      recipient,
      timestampMs: 1_718_000_000_000,
      random: createSeededRandom("seal"),
      crypto: nobleCrypto,
    });

  test("default: opens for the recipient and for nobody else", () => {
    const { data, hash } = seal(textContent("hi", undefined));
    expect(hash).toMatch(/^[A-Za-z0-9+/]{43}$/);
    const opened = openDirectMessage({ data, account: bob });
    expect(opened).toMatchObject({ sender: alice.accountId, timestampMs: 1_718_000_000_000 });
    expect(() => openDirectMessage({ data, account: carol })).toThrow();
  });

  test("error: more than nodes store", () => {
    expect(() => seal({ dataMessage: { body: "a".repeat(77_000) } })).toThrow(
      expect.objectContaining({ code: "message_too_large" }),
    );
  });

  test("error: an ID whose key has small order", () => {
    const nobody = parseAccountId(`05${"00".repeat(32)}`);
    expect(() => seal(textContent("hi", undefined), nobody)).toThrow(
      expect.objectContaining({ code: "invalid_account_id" }),
    );
  });
});

describe("judgeMessage", () => {
  const context = { self: alice.accountId, isBlocked: false };
  const judge = (content: Content, sender = bob.accountId, timestampMs = 5) =>
    judgeMessage({ sender, content, timestampMs }, context);
  const body = (text: string, more = {}): Content => ({ dataMessage: { body: text, ...more } });

  test("default: a text from someone belongs to the conversation with them", () => {
    expect(judge(body("hi"))).toEqual({
      kind: "text",
      conversation: bob.accountId,
      text: "hi",
      profile: undefined,
    });
  });

  test("behaviour: our own copies belong to the conversation they name, or to the note to self", () => {
    const copy = body("hi", { syncTarget: carol.accountId });
    expect(judge(copy, alice.accountId)).toMatchObject({ conversation: carol.accountId });
    expect(judge(body("hi"), alice.accountId)).toMatchObject({ conversation: alice.accountId });
    const group = body("hi", { syncTarget: `03${"ab".repeat(32)}` });
    expect(judge(group, alice.accountId)).toEqual({ kind: "unknown", name: "syncTarget" });
  });

  test("behaviour: dropped: blocked, no time, someone else's copy, a config, nothing in it", () => {
    const blocked = { ...context, isBlocked: true };
    const opened = { sender: bob.accountId, content: body("hi"), timestampMs: 5 };
    expect(judgeMessage(opened, blocked)).toMatchObject({ kind: "drop" });
    expect(judge(body("hi"), bob.accountId, 0)).toMatchObject({ kind: "drop" });
    expect(judge(body("hi", { syncTarget: alice.accountId }))).toMatchObject({ kind: "drop" });
    const config = { kind: "CONTACTS", seqno: 1n, data: new Uint8Array(1) } as const;
    expect(judge({ sharedConfigMessage: config })).toMatchObject({ kind: "drop" });
    expect(judge({ dataMessage: {} })).toMatchObject({ kind: "drop" });
    expect(judge(body(""))).toMatchObject({ kind: "drop" });
  });

  test("behaviour: other kinds are named, in the order in which readers look for them", () => {
    const receipt = { type: "READ", timestamp: [1] } as const;
    const typing = { timestamp: 5, action: "STARTED" } as const;
    expect(judge({ receiptMessage: receipt, typingMessage: typing })).toEqual({
      kind: "unknown",
      name: "receiptMessage",
    });
    expect(judge({ typingMessage: typing })).toEqual({ kind: "unknown", name: "typingMessage" });
    const reaction = { id: 1, author: bob.accountId, emoji: "😮", action: "REACT" } as const;
    expect(judge(body("hi", { reaction }))).toEqual({ kind: "unknown", name: "reaction" });
    expect(judge({ dataMessage: { flags: 2 } })).toEqual({ kind: "unknown", name: "dataMessage" });
    expect(judge({})).toEqual({ kind: "unknown", name: "empty" });
  });

  test("behaviour: long texts are cut at 2,000 code points, long names at 100 bytes", () => {
    const verdict = judge(
      body("😀".repeat(2_500), { profile: { displayName: "é".repeat(80), lastProfileUpdateSeconds: 9 } }),
    );
    if (verdict.kind !== "text") throw new Error("expected a text");
    expect([...verdict.text]).toHaveLength(2_000);
    expect(verdict.profile).toEqual({ name: "é".repeat(50), updatedSeconds: 9 });
  });
});

test("truncateUtf8: a prefix of whole characters that fits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(40), (text, limit) => {
      const cut = truncateUtf8(text, limit);
      expect(text.startsWith(cut)).toBe(true);
      expect(new TextEncoder().encode(cut).length).toBeLessThanOrEqual(limit);
    }),
  );
});
