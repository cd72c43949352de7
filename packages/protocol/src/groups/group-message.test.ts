import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { btDecode, btEncode } from "../bt/index.ts";
import { base64Decode, base64Encode, concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { type Account, deriveAccount, parseGroupId } from "../identity/index.ts";
import { decodeContent, type Envelope, encodeContent, envelope } from "../messages/index.ts";
import {
  alice,
  bob,
  bytes,
  checkCodecLaws,
  errorCode,
  loadVector,
  scriptedRandom,
  seededRandom,
} from "../testing/index.ts";
import {
  deriveGroup,
  openForGroup,
  openGroupMessage,
  sealForGroup,
  sealGroupMessage,
  signedGroupData,
  wrapGroupContent,
} from "./index.ts";

const group = deriveGroup(new Uint8Array(32).fill(0x67));
const { groupId } = group;
const key = new Uint8Array(32).fill(0x11);
const otherKey = new Uint8Array(32).fill(0x22);
const nonce = new Uint8Array(24).fill(0x33);
const compress = (data: Uint8Array) => Uint8Array.from(zstdCompressSync(data));

describe("vectors/groups-messages.json", () => {
  const { cases } = loadVector<{
    readonly cases: readonly {
      readonly name: string;
      readonly groupId: string;
      readonly encKey: string;
      readonly sender: string;
      readonly senderSessionId: string;
      readonly data: string;
      readonly compressRequested: boolean;
      readonly ciphertext: string;
      readonly ciphertextLength: number;
      readonly innerPlaintext: string;
    }[];
  }>("groups-messages");
  const seeds: Readonly<Record<string, string>> = {
    admin1: "0123456789abcdef0123456789abcdeffedcba9876543210fedcba9876543210",
    member0: "000111222333444555666777888999aaabbbcccdddeeefff0123456789abcdef",
  };

  test.each(cases)("default: opening $name", (vector) => {
    const sealed = hexDecode(vector.ciphertext);
    expect(sealed).toHaveLength(vector.ciphertextLength);
    const opened = openForGroup({
      sealed,
      groupId: parseGroupId(vector.groupId),
      keys: [otherKey, hexDecode(vector.encKey)],
    });
    expect(hexEncode(opened.data)).toBe(vector.data);
    expect(opened.sender).toBe(vector.senderSessionId);
  });

  // The last case is not filled up, which the reference can be told for tests only.
  test.each(cases.filter(({ ciphertextLength }) => ciphertextLength % 256 === 0))(
    "default: sealing $name",
    (vector) => {
      const sealed = hexDecode(vector.ciphertext);
      const inner = hexDecode(vector.innerPlaintext);
      const { body, isCompressed } = signedGroupData.decode(inner.subarray(0, inner.lastIndexOf(0x65) + 1));
      expect(isCompressed).toBe(vector.name === "compressible text");
      const sealedAgain = sealForGroup({
        data: hexDecode(vector.data),
        sender: deriveAccount(hexDecode(seeds[vector.sender] ?? "")),
        groupId: parseGroupId(vector.groupId),
        key: hexDecode(vector.encKey),
        nonce: sealed.slice(0, 24),
        ...(vector.compressRequested && { compress: isCompressed ? () => body : compress }),
      });
      expect(hexEncode(sealedAgain)).toBe(vector.ciphertext);
    },
  );
});

describe("vectors/group-message.json", () => {
  const { keys, messages, group_identity_seed, group_id } = loadVector<{
    readonly keys: Readonly<Record<string, { readonly ed25519_seed32: string; readonly account_id: string }>>;
    readonly group_identity_seed: string;
    readonly group_id: string;
    readonly messages: readonly {
      readonly name: string;
      readonly sender: string;
      readonly group_id: string;
      readonly group_key: string;
      readonly compressed: boolean;
      readonly envelope_hex: string;
      readonly content_hex: string;
      readonly dict_hex: string;
      readonly nonce: string;
      readonly total_len: number;
      readonly store_data_base64: string;
    }[];
  }>("group-message");

  function accountOf(name: string): Account {
    return deriveAccount(hexDecode(keys[name]?.ed25519_seed32 ?? ""));
  }

  test("default: identities", () => {
    expect(deriveGroup(hexDecode(group_identity_seed)).groupId).toBe(group_id);
    for (const [name, { account_id }] of Object.entries(keys))
      expect(accountOf(name).accountId).toBe(account_id);
  });

  test.each(messages)("default: opening $name", (vector) => {
    const data = base64Decode(vector.store_data_base64);
    expect(data).toHaveLength(vector.total_len);
    const id = parseGroupId(vector.group_id);
    const message = openGroupMessage({ data, groupId: id, keys: [hexDecode(vector.group_key)] });
    expect(message.sender).toBe(keys[vector.sender]?.account_id);
    expect(message.senderEd25519).toEqual(accountOf(vector.sender).ed25519PublicKey);
    expect(message.timestampMs).toBe(1_760_000_000_000);
    expect(hexEncode(encodeContent(message.content))).toBe(vector.content_hex);
    expect(hexEncode(envelope.encode(message.envelope))).toBe(vector.envelope_hex);
  });

  test.each(messages)("default: sealing $name", (vector) => {
    const dict = hexDecode(vector.dict_hex);
    const { body, isCompressed } = signedGroupData.decode(dict);
    expect(isCompressed).toBe(vector.compressed);
    expect(signedGroupData.encode(signedGroupData.decode(dict))).toEqual(dict);
    const { proSig } = envelope.decode(hexDecode(vector.envelope_hex));
    const data = wrapGroupContent({
      content: hexDecode(vector.content_hex),
      timestampMs: 1_760_000_000_000,
      proSig: proSig ?? new Uint8Array(),
    });
    expect(hexEncode(data)).toBe(vector.envelope_hex);
    const sealed = sealForGroup({
      data,
      sender: accountOf(vector.sender),
      groupId: parseGroupId(vector.group_id),
      key: hexDecode(vector.group_key),
      nonce: hexDecode(vector.nonce),
      ...(vector.compressed ? { compress: () => body } : {}),
    });
    expect(base64Encode(sealed)).toBe(vector.store_data_base64);
  });

  test.each(messages)("behaviour: $name is written the same but for the decoy", (vector) => {
    const { sigTimestamp: _set, ...content } = decodeContent(hexDecode(vector.content_hex));
    const id = parseGroupId(vector.group_id);
    const sealed = sealGroupMessage({
      content,
      sender: accountOf(vector.sender),
      groupId: id,
      key: hexDecode(vector.group_key),
      timestampMs: 1_760_000_000_000,
      random: scriptedRandom(new Uint8Array(64).fill(5), new Uint8Array(64).fill(6), hexDecode(vector.nonce)),
      ...(vector.compressed ? { compress } : {}),
    });
    expect(sealed).toHaveLength(vector.total_len);
    expect(hexEncode(sealed.subarray(0, 24))).toBe(vector.nonce);
    const opened = openGroupMessage({ data: sealed, groupId: id, keys: [hexDecode(vector.group_key)] });
    expect(hexEncode(encodeContent(opened.content))).toBe(vector.content_hex);
    expect(opened.envelope).toMatchObject({ type: "CLOSED_GROUP_MESSAGE", sourceDevice: 1 });
    expect(opened.envelope.proSig).toHaveLength(64);
  });
});

describe("signed group data codec", () => {
  const values = fc.record({
    senderEd25519: bytes({ min: 32, max: 32 }),
    body: bytes({ min: 1, max: 60 }),
    isCompressed: fc.boolean(),
    signature: bytes({ min: 64, max: 64 }),
  });
  test("codec laws", () => {
    // Not canonical: keys of later versions are skipped.
    checkCodecLaws(signedGroupData, values, { canonical: false });
  });

  const value = {
    senderEd25519: new Uint8Array(32).fill(1),
    body: utf8Encode("hi"),
    isCompressed: false,
    signature: new Uint8Array(64).fill(2),
  };
  function changed(changes: Record<string, bigint | Uint8Array | undefined>): Uint8Array {
    const dict = btDecode(signedGroupData.encode(value));
    if (!(dict instanceof Map)) return expect.unreachable("a dict");
    const entries = new Map(dict);
    for (const [name, item] of Object.entries(changes))
      if (item === undefined) entries.delete(name);
      else entries.set(name, item);
    return btEncode(entries);
  }
  test("behaviour: keys of later versions are skipped", () => {
    expect(signedGroupData.decode(changed({ b: 1n, zz: value.body }))).toEqual(value);
  });
  test.each<[string, Record<string, bigint | Uint8Array | undefined>, string]>([
    ["no version", { "": undefined }, "missing_field"],
    ["version 0", { "": 0n }, "unsupported_version"],
    ["version 2", { "": 2n }, "unsupported_version"],
    ["a version that is text", { "": utf8Encode("1") }, "invalid_encoding"],
    ["no sender", { a: undefined }, "missing_field"],
    ["a sender of 33 bytes", { a: new Uint8Array(33) }, "invalid_length"],
    ["no data", { d: undefined }, "missing_field"],
    ["data of 0 bytes", { d: new Uint8Array() }, "invalid_length"],
    ["compressed data of 0 bytes", { d: undefined, z: new Uint8Array() }, "invalid_length"],
    ["data in both forms", { z: utf8Encode("z") }, "unexpected_field"],
    ["no signature", { s: undefined }, "missing_field"],
    ["a signature of 63 bytes", { s: new Uint8Array(63) }, "invalid_length"],
  ])("error: %s", (_name, changes, code) => {
    expect(errorCode(() => signedGroupData.decode(changed(changes)))).toBe(code);
  });
  test.each([
    ["a short key", { ...value, senderEd25519: new Uint8Array(31) }],
    ["a short signature", { ...value, signature: new Uint8Array(63) }],
    ["no data", { ...value, body: new Uint8Array() }],
  ])("error: encoding %s", (_name, broken) => {
    expect(() => signedGroupData.encode(broken)).toThrow(RangeError);
  });
});

describe("sealForGroup and openForGroup", () => {
  const seal = (data: Uint8Array, changes: Partial<Parameters<typeof sealForGroup>[0]> = {}) =>
    sealForGroup({ data, sender: alice, groupId, key, nonce, ...changes });
  const open = (sealed: Uint8Array, keys: readonly Uint8Array[] = [key], id = groupId) =>
    openForGroup({ sealed, groupId: id, keys });
  /** Encrypts any plaintext as a member could. */
  const encrypt = (plaintext: Uint8Array) =>
    concatBytes(nonce, nobleCrypto.xchacha20Poly1305Seal(key, nonce, plaintext));

  test("default: what was sealed is opened, from 1 byte to 100 kB, in blocks of 256", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 100_000 })),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        (length, byte, isCompressed) => {
          const data = new Uint8Array(length).map((_, index) => byte ^ (index * index));
          const sealed = seal(data, isCompressed ? { compress } : {});
          expect(sealed.length % 256).toBe(0);
          const opened = open(sealed, [otherKey, key]);
          expect(opened.sender).toBe(alice.accountId);
          expect(hexEncode(opened.data)).toBe(hexEncode(data));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("behaviour: no more zeros than needed, none when the end of a block is met", () => {
    // 121 bytes of dict around up to 9 bytes of data, nonce and tag.
    const dict = signedGroupData.encode({
      senderEd25519: new Uint8Array(32),
      body: new Uint8Array(5),
      isCompressed: false,
      signature: new Uint8Array(64),
    });
    const spare = 256 - 40 - dict.length - 1; // one more digit in the length of the data
    expect(seal(new Uint8Array(5 + spare).fill(1))).toHaveLength(256);
    expect(seal(new Uint8Array(6 + spare).fill(1))).toHaveLength(512);
  });

  test("behaviour: data may end in zeros", () => {
    const data = Uint8Array.of(1, 0, 0, 0);
    expect(open(seal(data)).data).toEqual(data);
  });

  test("behaviour: the compressed form is used only when it is smaller", () => {
    const data = utf8Encode("0123456789");
    const plain = seal(data);
    expect(seal(data, { compress: (input) => concatBytes(input, Uint8Array.of(0)) })).toEqual(plain);
    expect(seal(data, { compress: (input) => Uint8Array.from(input) })).toEqual(plain);
    expect(seal(new Uint8Array(5000), { compress })).toHaveLength(256);
  });

  test("behaviour: any number of zeros is stripped", () => {
    const dict = encryptedDict({});
    expect(open(encrypt(dict)).data).toEqual(utf8Encode("hi"));
    expect(open(encrypt(concatBytes(dict, new Uint8Array(999)))).data).toEqual(utf8Encode("hi"));
  });

  function encryptedDict(
    changes: { readonly body?: Uint8Array; readonly isCompressed?: boolean; readonly signed?: Uint8Array },
    sender: Account = bob,
  ): Uint8Array {
    const { body = utf8Encode("hi"), isCompressed = false } = changes;
    const signed = changes.signed ?? concatBytes(body, group.ed25519PublicKey);
    return signedGroupData.encode({
      senderEd25519: sender.ed25519PublicKey,
      body,
      isCompressed,
      signature: nobleCrypto.ed25519Sign(signed, bob.ed25519Seed),
    });
  }

  test.each<[string, Uint8Array, string]>([
    ["a signature without the group's key", encryptedDict({ signed: utf8Encode("hi") }), "signature_invalid"],
    [
      "a signature for another group",
      encryptedDict({ signed: concatBytes(utf8Encode("hi"), new Uint8Array(32)) }),
      "signature_invalid",
    ],
    ["another sender's name", encryptedDict({}, alice), "signature_invalid"],
    ["a body that is no zstd frame", encryptedDict({ isCompressed: true }), "invalid_encoding"],
    [
      "a zstd frame of more than a million bytes",
      encryptedDict({ body: compress(new Uint8Array(1_000_001)), isCompressed: true }),
      "out_of_range",
    ],
    ["more than a million bytes", encryptedDict({ body: new Uint8Array(1_000_001) }), "out_of_range"],
    ["nothing but zeros", new Uint8Array(50), "invalid_length"],
    ["nothing", new Uint8Array(), "invalid_length"],
    ["a list", utf8Encode("le"), "invalid_encoding"],
    ["bytes after the dict", concatBytes(encryptedDict({}), utf8Encode("0:")), "invalid_length"],
    ["bytes before the dict", concatBytes(new Uint8Array(1), encryptedDict({})), "invalid_encoding"],
  ])("error: %s", (_name, plaintext, code) => {
    expect(errorCode(() => open(encrypt(plaintext)))).toBe(code);
  });

  test("behaviour: a million bytes are read in both forms", () => {
    const data = new Uint8Array(1_000_000);
    expect(open(encrypt(encryptedDict({ body: data }))).data).toHaveLength(1_000_000);
    const body = compress(data);
    expect(open(encrypt(encryptedDict({ body, isCompressed: true }))).data).toHaveLength(1_000_000);
  });

  test.each([
    ["no key", [], "decryption_failed"],
    ["other keys", [otherKey, new Uint8Array(32)], "decryption_failed"],
  ])("error: %s", (_name, keys, code) => {
    expect(errorCode(() => open(seal(utf8Encode("hi")), keys))).toBe(code);
  });

  test("error: a message of another group under the same key", () => {
    const other = deriveGroup(new Uint8Array(32)).groupId;
    expect(errorCode(() => open(seal(utf8Encode("hi")), [key], other))).toBe("signature_invalid");
  });

  test.each([0, 39, 1_010_001])("error: %i bytes", (length) => {
    expect(errorCode(() => open(new Uint8Array(length)))).toBe("invalid_length");
  });

  test("error: no bit can be changed", () => {
    const sealed = seal(utf8Encode("hi"));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const at = bit >> 3;
      const original = sealed[at] ?? 0;
      sealed[at] = original ^ (1 << (bit & 7));
      expect(errorCode(() => open(sealed))).toBe("decryption_failed");
      sealed[at] = original;
    }
  });

  test("error: random bytes under the right key give DecodeError only", () => {
    fc.assert(
      fc.property(bytes({ max: 300 }), (plaintext) => {
        expect(() => open(encrypt(plaintext))).toThrow(DecodeError);
      }),
    );
  });

  test("error: sealing no data, or too much", () => {
    expect(() => seal(new Uint8Array())).toThrow(RangeError);
    expect(errorCode(() => seal(new Uint8Array(1_000_001)))).toBe("out_of_range");
  });
});

describe("sealGroupMessage and openGroupMessage", () => {
  const random = seededRandom("group-message");
  const timestampMs = 1_760_000_000_000;
  const seal = (body: string, changes: Partial<Parameters<typeof sealGroupMessage>[0]> = {}) =>
    sealGroupMessage({
      content: { dataMessage: { body } },
      sender: alice,
      groupId,
      key,
      timestampMs,
      random,
      ...changes,
    });
  const open = (data: Uint8Array) => openGroupMessage({ data, groupId, keys: [key] });
  const wrapped = (value: Envelope) =>
    open(sealForGroup({ data: envelope.encode(value), sender: alice, groupId, key, nonce }));
  const inner: Envelope = {
    type: "CLOSED_GROUP_MESSAGE",
    timestamp: timestampMs,
    content: encodeContent({ dataMessage: { body: "hi" } }),
  };

  test("default: what was sealed is opened", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.nat(60_000),
        fc.boolean(),
        (text, zeros, isCompressed) => {
          const body = text + "0".repeat(zeros);
          const opened = open(seal(body, isCompressed ? { compress } : {}));
          expect(opened.content).toEqual({ dataMessage: { body }, sigTimestamp: timestampMs });
          expect([opened.sender, opened.timestampMs]).toEqual([alice.accountId, timestampMs]);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("behaviour: an empty content is a message", () => {
    expect(open(seal("", { content: {} })).content).toEqual({ sigTimestamp: timestampMs });
    expect(wrapped({ ...inner, content: new Uint8Array() }).content).toEqual({});
  });

  test("behaviour: what older clients leave out is not missed", () => {
    expect(wrapped(inner)).toMatchObject({ timestampMs, content: { dataMessage: { body: "hi" } } });
  });

  test("behaviour: who wrote it is decided by the signature, never by the envelope", () => {
    expect(wrapped({ ...inner, source: bob.accountId }).sender).toBe(alice.accountId);
  });

  test.each<[string, Envelope, string]>([
    ["an envelope of a 1:1 message", { ...inner, type: "SESSION_MESSAGE" }, "invalid_encoding"],
    ["a Pro signature of another length", { ...inner, proSig: new Uint8Array(63) }, "invalid_length"],
    ["no content", { type: inner.type, timestamp: 1 }, "missing_field"],
    ["a content that is no protobuf", { ...inner, content: Uint8Array.of(0xff) }, "invalid_encoding"],
    [
      "two times",
      { ...inner, content: encodeContent({ sigTimestamp: timestampMs + 1 }) },
      "timestamp_mismatch",
    ],
  ])("error: %s", (_name, value, code) => {
    expect(errorCode(() => wrapped(value))).toBe(code);
  });

  test("error: data that is no envelope", () => {
    const data = sealForGroup({ data: Uint8Array.of(0xff), sender: alice, groupId, key, nonce });
    expect(errorCode(() => open(data))).toBe("invalid_encoding");
  });

  test("error: sealing a content of another time", () => {
    expect(() => seal("hi", { content: { sigTimestamp: 1 } })).toThrow(RangeError);
    expect(open(seal("", { content: { sigTimestamp: timestampMs } })).timestampMs).toBe(timestampMs);
  });

  test("error: more than nodes store, unless compression helps", () => {
    const body = "0".repeat(80_000);
    expect(errorCode(() => seal(body))).toBe("out_of_range");
    expect(open(seal(body, { compress })).content.dataMessage?.body).toBe(body);
  });
});
