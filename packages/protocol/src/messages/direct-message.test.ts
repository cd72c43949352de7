import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64Decode, base64Encode, concatBytes, hexDecode, hexEncode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { SessionError } from "../errors.ts";
import { type Account, deriveAccount } from "../identity/index.ts";
import {
  alice,
  bob,
  bytes,
  carol,
  errorCode,
  loadVector,
  scriptedRandom,
  seededRandom,
} from "../testing/index.ts";
import {
  decodeContent,
  deterministicEphemeralSecret,
  encodeContent,
  envelope,
  openDirectMessage,
  openEnvelope,
  openForAccount,
  padContent,
  sealDirectMessage,
  sealForAccount,
  unpadContent,
  webSocketMessage,
  wrapDirectMessage,
} from "./index.ts";

interface FullVector {
  readonly kind: "full";
  readonly name: string;
  readonly style: "current client" | "older client";
  readonly sender: string;
  readonly recipient: string;
  readonly timestamp: number;
  readonly content_json: Readonly<Record<string, unknown>>;
  readonly content_hex: string;
  readonly padded_len: number;
  readonly ephemeral_secret: string;
  readonly signature: string;
  readonly ciphertext: string;
  readonly envelope_hex: string;
  readonly store_data_base64: string;
}
interface DeterministicVector {
  readonly kind: "deterministic";
  readonly source: string;
  readonly sender: string;
  readonly recipient: string;
  readonly message_unpadded_hex: string;
  readonly ephemeral_secret: string;
  readonly ciphertext: string;
}

const { keys, vectors, must_fail } = loadVector<{
  readonly keys: Readonly<
    Record<
      string,
      { readonly ed25519_seed32: string; readonly account_id: string; readonly ed25519_public: string }
    >
  >;
  readonly vectors: readonly (FullVector | DeterministicVector)[];
  readonly must_fail: readonly {
    readonly name: string;
    readonly recipient: string;
    readonly ciphertext?: string;
    readonly envelope_hex?: string;
    readonly expect: string;
  }[];
}>("session-protocol");

function accountOf(name: string): Account {
  return deriveAccount(hexDecode(keys[name]?.ed25519_seed32 ?? ""));
}

/** The vector's notation: 64-bit numbers as decimal text. */
function withTextTimes(value: unknown): unknown {
  if (typeof value === "number" && value > 2 ** 30) return String(value);
  if (Array.isArray(value)) return value.map(withTextTimes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTextTimes(item)]));
}

describe("vectors/session-protocol.json", () => {
  test.each(Object.entries(keys))("default: key %s", (name, expected) => {
    const account = accountOf(name);
    expect(account.accountId).toBe(expected.account_id);
    expect(hexEncode(account.ed25519PublicKey)).toBe(expected.ed25519_public);
  });

  test.each(vectors.filter((vector) => vector.kind === "deterministic"))("default: $source", (vector) => {
    const [sender, recipient] = [accountOf(vector.sender), accountOf(vector.recipient)];
    const message = hexDecode(vector.message_unpadded_hex);
    const ephemeralSecret = deterministicEphemeralSecret({
      senderSeed: sender.ed25519Seed,
      recipient: recipient.accountId,
      message,
    });
    expect(hexEncode(ephemeralSecret)).toBe(vector.ephemeral_secret);
    const sealed = sealForAccount({
      plaintext: message,
      sender,
      recipient: recipient.accountId,
      ephemeralSecret,
    });
    expect(hexEncode(sealed)).toBe(vector.ciphertext);
    expect(openForAccount({ sealed, account: recipient }).sender).toBe(sender.accountId);
  });

  const full = vectors.filter((vector) => vector.kind === "full");

  test.each(full)("default: content and ciphertext of $name", (vector) => {
    const [sender, recipient] = [accountOf(vector.sender), accountOf(vector.recipient)];
    const content = decodeContent(hexDecode(vector.content_hex));
    expect(withTextTimes(content)).toEqual(vector.content_json);
    expect(hexEncode(encodeContent(content))).toBe(vector.content_hex);
    const opened = openForAccount({ sealed: hexDecode(vector.ciphertext), account: recipient });
    expect(opened.plaintext).toHaveLength(vector.padded_len);
    const signed = concatBytes(opened.plaintext, sender.ed25519PublicKey, recipient.x25519PublicKey);
    expect(hexEncode(nobleCrypto.ed25519Sign(signed, sender.ed25519Seed))).toBe(vector.signature);
    expect(hexEncode(unpadContent(opened.plaintext))).toBe(vector.content_hex);
    const sealed = sealForAccount({
      plaintext: opened.plaintext,
      sender,
      recipient: recipient.accountId,
      ephemeralSecret: hexDecode(vector.ephemeral_secret),
    });
    expect(hexEncode(sealed)).toBe(vector.ciphertext);
  });

  test.each(full)("default: opening the stored data of $name", (vector) => {
    const opened = openDirectMessage({
      data: base64Decode(vector.store_data_base64),
      account: accountOf(vector.recipient),
    });
    expect(opened.sender).toBe(keys[vector.sender]?.account_id);
    expect(hexEncode(opened.senderEd25519)).toBe(keys[vector.sender]?.ed25519_public);
    expect(opened.timestampMs).toBe(vector.timestamp);
    expect(withTextTimes(opened.content)).toEqual(vector.content_json);
    expect(hexEncode(envelope.encode(opened.envelope))).toBe(vector.envelope_hex);
  });

  test.each(full.filter(({ style }) => style === "current client"))(
    "default: $name is written byte for byte as current clients do",
    (vector) => {
      const sender = accountOf(vector.sender);
      const { proSig } = envelope.decode(hexDecode(vector.envelope_hex));
      const { sigTimestamp: _set, ...content } = decodeContent(hexDecode(vector.content_hex));
      // The decoy is random by nature, so the two draws for it are arbitrary and its bytes are compared apart.
      const random = scriptedRandom(
        hexDecode(vector.ephemeral_secret),
        new Uint8Array(64).fill(5),
        new Uint8Array(64).fill(6),
      );
      const data = sealDirectMessage({
        content,
        sender,
        recipient: accountOf(vector.recipient).accountId,
        timestampMs: vector.timestamp,
        random,
      });
      const sealed = hexDecode(vector.ciphertext);
      const decoy = openDirectMessage({ data, account: accountOf(vector.recipient) }).envelope.proSig;
      expect(decoy).toHaveLength(64);
      expect(data).toEqual(
        wrapDirectMessage({ sealed, timestampMs: vector.timestamp, proSig: decoy ?? new Uint8Array() }),
      );
      const vectorData = wrapDirectMessage({
        sealed,
        timestampMs: vector.timestamp,
        proSig: proSig ?? new Uint8Array(),
      });
      expect(base64Encode(vectorData)).toBe(vector.store_data_base64);
    },
  );

  const failure = (expected: string): string =>
    expected.startsWith("sealed box")
      ? "decryption_failed"
      : expected.startsWith("signature")
        ? "signature_invalid"
        : "timestamp_mismatch";
  test.each(must_fail)("error: $name", (vector) => {
    const account = accountOf(vector.recipient);
    const run = () =>
      vector.envelope_hex === undefined
        ? openForAccount({ sealed: hexDecode(vector.ciphertext ?? ""), account })
        : openEnvelope({ envelope: envelope.decode(hexDecode(vector.envelope_hex)), account });
    expect(errorCode(run)).toBe(failure(vector.expect));
  });
});

describe("direct message", () => {
  const timestampMs = 1_760_000_000_000;
  const seal = (overrides: Partial<Parameters<typeof sealDirectMessage>[0]> = {}): Uint8Array =>
    sealDirectMessage({
      content: { dataMessage: { body: "hello bob" } },
      sender: alice,
      recipient: bob.accountId,
      timestampMs,
      random: seededRandom("direct message"),
      ...overrides,
    });
  const wrap = (changes: object): Uint8Array => {
    const { request } = webSocketMessage.decode(seal());
    const body = envelope.encode({ ...envelope.decode(request?.body ?? new Uint8Array()), ...changes });
    return webSocketMessage.encode({ type: "REQUEST", request: { body } });
  };

  test("default", () => {
    const opened = openDirectMessage({ data: seal(), account: bob });
    expect(opened.sender).toBe(alice.accountId);
    expect(opened.timestampMs).toBe(timestampMs);
    expect(opened.content).toEqual({ dataMessage: { body: "hello bob" }, sigTimestamp: timestampMs });
  });
  test("behaviour: any text between any two accounts, noting to oneself included", () => {
    const someone = fc.constantFrom(alice, bob, carol);
    fc.assert(
      fc.property(
        someone,
        someone,
        fc.string({ unit: "grapheme" }),
        fc.string(),
        (sender, recipient, body, seed) => {
          const data = seal({
            content: { dataMessage: { body } },
            sender,
            recipient: recipient.accountId,
            random: seededRandom(seed),
          });
          const opened = openDirectMessage({ data, account: recipient });
          expect([opened.sender, opened.content.dataMessage?.body]).toEqual([sender.accountId, body]);
        },
      ),
      { numRuns: 20 },
    );
  });
  test("behaviour: the size tells no more than a multiple of 160", () => {
    const lengths = [1, 40, 60].map(
      (length) => seal({ content: { dataMessage: { body: "x".repeat(length) } } }).length,
    );
    expect(new Set(lengths).size).toBe(1);
  });
  test("behaviour: the envelope does not name the sender", () => {
    expect(hexEncode(seal())).not.toContain(alice.accountId.slice(2));
    expect(openDirectMessage({ data: seal(), account: bob }).envelope.source).toBeUndefined();
  });
  test("behaviour: what an envelope claims about the sender is ignored", () => {
    const data = wrap({ source: carol.accountId });
    expect(openDirectMessage({ data, account: bob }).sender).toBe(alice.accountId);
  });
  test("behaviour: either time alone is enough", () => {
    const data = wrap({ timestamp: 0 });
    expect(openDirectMessage({ data, account: bob }).timestampMs).toBe(timestampMs);
    const sealed = sealForAccount({
      plaintext: padContent(encodeContent({ dataMessage: { body: "old" } })),
      sender: alice,
      recipient: bob.accountId,
      ephemeralSecret: new Uint8Array(32).fill(1),
    });
    expect(openDirectMessage({ data: wrap({ content: sealed }), account: bob }).timestampMs).toBe(
      timestampMs,
    );
  });

  test("error: a message of protocol V2 is named as such", () => {
    expect(() => openDirectMessage({ data: Uint8Array.of(0, 1, 2), account: bob })).toThrow(/protocol V2/);
    expect(errorCode(() => openDirectMessage({ data: Uint8Array.of(0), account: bob }))).toBe(
      "unsupported_version",
    );
  });
  test.each([
    ["a message for someone else", () => seal({ recipient: carol.accountId }), "decryption_failed"],
    ["nothing", () => new Uint8Array(), "invalid_encoding"],
    ["no envelope", () => webSocketMessage.encode({ type: "REQUEST", request: {} }), "missing_field"],
    ["no request", () => webSocketMessage.encode({ type: "REQUEST" }), "missing_field"],
    ["a response", () => webSocketMessage.encode({ type: "RESPONSE" }), "invalid_encoding"],
    ["a group envelope", () => wrap({ type: "CLOSED_GROUP_MESSAGE" }), "invalid_encoding"],
    ["no ciphertext", () => wrap({ content: undefined }), "missing_field"],
    [
      "a ciphertext too short to hold a signature",
      () => wrap({ content: new Uint8Array(143) }),
      "invalid_length",
    ],
    ["a Pro signature of another length", () => wrap({ proSig: new Uint8Array(63) }), "invalid_length"],
    ["a source that is no ID", () => wrap({ source: "alice" }), "invalid_encoding"],
    ["another time in the open", () => wrap({ timestamp: timestampMs + 1 }), "timestamp_mismatch"],
    ["more than the limit", () => new Uint8Array(2_000_000).fill(8), "invalid_length"],
  ])("error: %s", (_name, data, code) => {
    expect(errorCode(() => openDirectMessage({ data: data(), account: bob }))).toBe(code);
  });
  test("error: someone else's signed text cannot be sent on to a third account", () => {
    // Carol opens what Alice signed for her and seals the same bytes, signature included, for Bob.
    const { envelope: toCarol } = openDirectMessage({
      data: seal({ recipient: carol.accountId }),
      account: carol,
    });
    const { plaintext } = openForAccount({ sealed: toCarol.content ?? new Uint8Array(), account: carol });
    const forged = sealForAccount({
      plaintext,
      sender: { ed25519Seed: carol.ed25519Seed, ed25519PublicKey: alice.ed25519PublicKey },
      recipient: bob.accountId,
      ephemeralSecret: new Uint8Array(32).fill(1),
    });
    expect(errorCode(() => openForAccount({ sealed: forged, account: bob }))).toBe("signature_invalid");
  });
  test("error: damaged or random data give nothing but DecodeError", () => {
    const valid = seal();
    const damaged = fc.tuple(fc.nat(valid.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => {
      const copy = Uint8Array.from(valid);
      copy[at] = (copy[at] ?? 0) ^ flip;
      return copy;
    });
    fc.assert(
      fc.property(fc.oneof(damaged, bytes({ max: 300 })), (data) => {
        errorCode(() => openDirectMessage({ data, account: bob }));
      }),
      { numRuns: 100 },
    );
  });
  test("error: a content that names another time, or breaks its format, is our own mistake", () => {
    expect(() => seal({ content: { sigTimestamp: 1 } })).toThrow(RangeError);
    expect(() => seal({ content: { dataMessage: { flags: 1 } } })).toThrow(RangeError);
  });
  test("error: larger than nodes store", () => {
    const body = "x".repeat(76_000);
    expect(() => seal({ content: { dataMessage: { body } } })).not.toThrow();
    expect(() => seal({ content: { dataMessage: { body: `${body}${"x".repeat(1000)}` } } })).toThrow(
      SessionError,
    );
  });
});
