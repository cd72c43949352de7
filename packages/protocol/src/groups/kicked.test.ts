import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { type Account, deriveAccount, parseAccountId } from "../identity/index.ts";
import {
  alice,
  bob,
  bytes,
  carol,
  checkCodecLaws,
  errorCode,
  loadVector,
  scriptedRandom,
  seededRandom,
} from "../testing/index.ts";
import {
  deriveGroup,
  multiEncrypted,
  openAmong,
  openKickedNotice,
  sealForEach,
  sealKickedNotice,
} from "./index.ts";

const group = deriveGroup(new Uint8Array(32).fill(0x67));
const { groupId } = group;
const nonce = new Uint8Array(24).fill(0x33);

describe("vectors/groups-kicked.json", () => {
  const { cases } = loadVector<{
    readonly cases: readonly {
      readonly name: string;
      readonly senderEd25519SecretKey: string;
      readonly recipients: readonly { readonly sessionId: string; readonly ed25519SecretKey: string }[];
      readonly messages: readonly string[];
      readonly domain: string;
      readonly nonce: string;
      readonly encoded: string;
    }[];
  }>("groups-kicked");

  test.each(cases)("default: $name", (vector) => {
    const sender = deriveGroup(hexDecode(vector.senderEd25519SecretKey.slice(0, 64)));
    const generation = Number(/generation (\d+)/.exec(vector.name)?.[1]);
    const data = sealKickedNotice({
      group: sender,
      members: vector.recipients.map(({ sessionId }) => parseAccountId(sessionId)),
      generation,
      random: scriptedRandom(hexDecode(vector.nonce)),
    });
    expect(hexEncode(data)).toBe(vector.encoded);
    const decoded = multiEncrypted.decode(hexDecode(vector.encoded));
    expect(hexEncode(decoded.nonce)).toBe(vector.nonce);
    for (const [index, { sessionId, ed25519SecretKey }] of vector.recipients.entries()) {
      const account = deriveAccount(hexDecode(ed25519SecretKey.slice(0, 64)));
      expect(account.accountId).toBe(sessionId);
      const plaintext = openAmong({
        entries: decoded.entries,
        senderX25519: sender.x25519PublicKey,
        recipient: account,
        nonce: decoded.nonce,
        domain: vector.domain,
      });
      expect(plaintext && hexEncode(plaintext)).toBe(vector.messages[index]);
      expect(openKickedNotice({ data, groupId: sender.groupId, account })).toEqual({ generation });
    }
  });
});

describe("multi-recipient codec", () => {
  const values = fc.record({
    nonce: bytes({ min: 24, max: 24 }),
    entries: fc.array(bytes({ max: 60 }), { maxLength: 4 }),
  });
  test("codec laws", () => {
    // Not canonical: keys of later versions are skipped.
    checkCodecLaws(multiEncrypted, values, { canonical: false });
  });
  test.each([
    ["nothing", "", "invalid_length"],
    ["a list", "le", "invalid_encoding"],
    ["no nonce", "d1:elee", "missing_field"],
    ["a short nonce", "d1:#3:abc1:elee", "invalid_length"],
    ["no entries", `d1:#24:${"n".repeat(24)}e`, "missing_field"],
    ["entries that are no list", `d1:#24:${"n".repeat(24)}1:e1:xe`, "invalid_encoding"],
    ["an entry that is a number", `d1:#24:${"n".repeat(24)}1:eli1eee`, "invalid_encoding"],
    ["more than nodes store", `d1:#24:${"n".repeat(24)}1:el76800:${"x".repeat(76_800)}ee`, "invalid_length"],
  ])("error: %s", (_name, text, code) => {
    expect(errorCode(() => multiEncrypted.decode(utf8Encode(text)))).toBe(code);
  });
  test("error: encoding a short nonce, or more than nodes store", () => {
    expect(() => multiEncrypted.encode({ nonce: new Uint8Array(23), entries: [] })).toThrow(RangeError);
    expect(() => multiEncrypted.encode({ nonce, entries: [new Uint8Array(76_800)] })).toThrow(RangeError);
  });
});

describe("sealForEach and openAmong", () => {
  const text = utf8Encode("text");
  const seal = (accounts: readonly { readonly x25519PublicKey: Uint8Array }[], domain = "domain") =>
    sealForEach({
      recipients: accounts.map(({ x25519PublicKey }) => ({ x25519PublicKey, plaintext: text })),
      sender: group,
      nonce,
      domain,
    });
  const open = (entries: readonly Uint8Array[], recipient: Account, domain = "domain") =>
    openAmong({ entries, senderX25519: group.x25519PublicKey, recipient, nonce, domain });

  test("behaviour: every recipient opens its own entry, in any order, nobody else does", () => {
    const entries = seal([alice, bob]);
    expect(open(entries, alice)).toEqual(text);
    expect(open([...entries].reverse(), alice)).toEqual(text);
    expect(open(entries, bob)).toEqual(text);
    expect(open(entries, carol)).toBeUndefined();
    expect(open(entries.slice(1), alice)).toBeUndefined();
    expect(open([], alice)).toBeUndefined();
  });
  test("behaviour: a domain keeps its entries to itself", () => {
    expect(open(seal([alice]), alice, "other")).toBeUndefined();
  });
  test("behaviour: recipients and senders whose key has small order are skipped", () => {
    const useless = { x25519PublicKey: new Uint8Array(32) };
    const entries = seal([useless, alice]);
    expect(entries).toHaveLength(1);
    expect(open(entries, alice)).toEqual(text);
    expect(
      openAmong({
        entries,
        senderX25519: useless.x25519PublicKey,
        recipient: alice,
        nonce,
        domain: "domain",
      }),
    ).toBeUndefined();
  });
  test("behaviour: entries too short to be any are passed over", () => {
    const junk = [0, 1, 15, 16, 17].map((length) => new Uint8Array(length));
    expect(open([...junk, ...seal([alice])], alice)).toEqual(text);
  });
});

describe("kicked notice", () => {
  const random = seededRandom("kicked");
  const open = (data: Uint8Array, account = alice) => openKickedNotice({ data, groupId, account });
  const withPlaintext = (plaintext: Uint8Array) =>
    multiEncrypted.encode({
      nonce,
      entries: sealForEach({
        recipients: [{ x25519PublicKey: alice.x25519PublicKey, plaintext }],
        sender: group,
        nonce,
        domain: "SessionGroupKickedMessage",
      }),
    });

  test("behaviour: those named read it, others see that it is not for them", () => {
    const members = [alice.accountId, bob.accountId];
    const data = sealKickedNotice({ group, members, generation: 0, random });
    expect(open(data)).toEqual({ generation: 0 });
    expect(open(data, bob)).toEqual({ generation: 0 });
    expect(open(data, carol)).toBeUndefined();
    const other = deriveGroup(new Uint8Array(32)).groupId;
    expect(openKickedNotice({ data, groupId: other, account: alice })).toBeUndefined();
  });

  test.each([
    ["another account's key", concatBytes(bob.x25519PublicKey, utf8Encode("1"))],
    ["a key alone", alice.x25519PublicKey],
    ["half a key", alice.x25519PublicKey.subarray(16)],
    ["a negative generation", concatBytes(alice.x25519PublicKey, utf8Encode("-1"))],
    ["a leading zero", concatBytes(alice.x25519PublicKey, utf8Encode("01"))],
    ["letters", concatBytes(alice.x25519PublicKey, utf8Encode("1e3"))],
    ["a generation beyond 2^53", concatBytes(alice.x25519PublicKey, utf8Encode("9007199254740992"))],
    ["bytes that are no text", concatBytes(alice.x25519PublicKey, Uint8Array.of(0xff))],
  ])("error: %s", (_name, plaintext) => {
    expect(errorCode(() => open(withPlaintext(plaintext)))).toBe("invalid_encoding");
  });

  test("error: no changed bit is taken for a notice", () => {
    const original = sealKickedNotice({ group, members: [alice.accountId], generation: 5, random });
    fc.assert(
      fc.property(fc.nat(original.length * 8 - 1), (bit) => {
        const data = Uint8Array.from(original);
        data[bit >> 3] = (data[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const outcome = errorCode(() => expect(open(data)).toBeUndefined());
        expect(outcome).not.toBe("decryption_failed");
      }),
      { numRuns: 80 },
    );
  });

  test("error: random bytes give DecodeError only", () => {
    fc.assert(
      fc.property(bytes({ max: 200 }), (data) => {
        expect(() => open(data)).toThrow(DecodeError);
      }),
    );
  });

  test.each([-1, 0.5, Number.NaN])("error: sealing for generation %d", (generation) => {
    expect(() => sealKickedNotice({ group, members: [alice.accountId], generation, random })).toThrow(
      RangeError,
    );
  });
});
