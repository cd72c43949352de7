import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64Decode, base64Encode, concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { SessionError } from "../errors.ts";
import { type Account, deriveAccount } from "../identity/index.ts";
import { decodeContent, encodeContent } from "../messages/index.ts";
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
import { deriveAccountKeys, encapsulate } from "./hybrid-keys.ts";
import { openMessage, sealFallbackMessage, sealMessage } from "./message.ts";
import { type MessageBody, messageBody, signMessageBody } from "./message-body.ts";
import { isProtocolV2, messageFrame } from "./message-frame.ts";

interface MessageCase {
  readonly name: string;
  readonly sender: string;
  readonly recipient: string;
  readonly recipient_account_key_seed: string;
  readonly ephemeral_secret: string;
  readonly mlkem_coins: string;
  readonly kiss: string;
  readonly key_indicator: string;
  readonly mlkem_shared_secret: string;
  readonly content_hex: string;
  readonly inner_dict_hex: string;
  readonly total_len: number;
  readonly message_base64: string;
  readonly pro_public?: string;
}
interface FallbackCase {
  readonly sender: string;
  readonly recipient: string;
  readonly ephemeral_secret: string;
  readonly inner_dict_hex: string;
  readonly message_base64: string;
}
interface SizeCase {
  readonly content_len: number;
  readonly inner_len: number;
  readonly total_len: number;
}
const vectors = loadVector<{
  readonly keys: Readonly<Record<string, { readonly ed25519_seed32: string; readonly account_id: string }>>;
  readonly messages: readonly MessageCase[];
  readonly non_pfs: readonly FallbackCase[];
  readonly sizes: readonly SizeCase[];
}>("protocol-v2");

const vectorAccounts = new Map(
  Object.entries(vectors.keys).map(([name, key]) => [name, deriveAccount(hexDecode(key.ed25519_seed32))]),
);
function vectorAccount(name: string): Account {
  return vectorAccounts.get(name) ?? alice;
}

const bobKeys = deriveAccountKeys(new Uint8Array(32).fill(0xb0));
const olderKeys = deriveAccountKeys(new Uint8Array(32).fill(0xb1));
const proSeed = new Uint8Array(32).fill(0x99);
const hello = utf8Encode("hello");

function toBob(content: Uint8Array = hello, seed = "message", isPro = false): Uint8Array {
  return sealMessage({
    content,
    sender: alice,
    recipient: bob.accountId,
    recipientKeys: bobKeys.publicKeys,
    random: seededRandom(seed),
    ...(isPro && { proSeed }),
  });
}
const asBob = { account: bob, accountKeys: [bobKeys] };

/** A provider whose signatures under one seed are given: the vectors do not tell the Pro key. */
function signingAs(seed: Uint8Array, signature: Uint8Array): CryptoProvider {
  return {
    ...nobleCrypto,
    ed25519Sign: (message, by) => (by === seed ? signature : nobleCrypto.ed25519Sign(message, by)),
  };
}

describe("vectors/protocol-v2.json keys", () => {
  test.each(Object.entries(vectors.keys))("default: the account of %s", (name, { account_id }) => {
    expect(vectorAccount(name).accountId).toBe(account_id);
  });
});

describe("vectors/protocol-v2.json messages", () => {
  test.each(vectors.messages)("default: seals $name", (vector) => {
    const { proSignature } = messageBody.decode(hexDecode(vector.inner_dict_hex));
    const sealed = sealMessage({
      content: hexDecode(vector.content_hex),
      sender: vectorAccount(vector.sender),
      recipient: vectorAccount(vector.recipient).accountId,
      recipientKeys: deriveAccountKeys(hexDecode(vector.recipient_account_key_seed)).publicKeys,
      random: scriptedRandom(hexDecode(vector.ephemeral_secret), hexDecode(vector.mlkem_coins)),
      ...(proSignature && { proSeed, crypto: signingAs(proSeed, proSignature) }),
    });
    expect(base64Encode(sealed)).toBe(vector.message_base64);
    expect(sealed.length).toBe(vector.total_len);
  });

  test.each(vectors.messages)("default: opens $name", (vector) => {
    const accountKey = deriveAccountKeys(hexDecode(vector.recipient_account_key_seed));
    const sender = vectorAccount(vector.sender);
    const opened = openMessage({
      data: base64Decode(vector.message_base64),
      account: vectorAccount(vector.recipient),
      accountKeys: [olderKeys, accountKey],
    });
    expect(opened).toMatchObject({
      sender: sender.accountId,
      senderEd25519: sender.ed25519PublicKey,
      content: hexDecode(vector.content_hex),
      isForwardSecret: true,
      accountKey,
    });
    expect(opened.pro !== undefined).toBe(vector.pro_public !== undefined);
    if (opened.pro !== undefined)
      expect(
        nobleCrypto.ed25519Verify(
          opened.pro.signature,
          opened.pro.message,
          hexDecode(vector.pro_public ?? ""),
        ),
      ).toBe(true);
  });

  test.each(vectors.messages)("default: frame and body of $name", (vector) => {
    const data = base64Decode(vector.message_base64);
    const frame = messageFrame.decode(data);
    expect(hexEncode(frame.keyIndicator)).toBe(vector.key_indicator);
    const { mlKem } = deriveAccountKeys(hexDecode(vector.recipient_account_key_seed)).publicKeys;
    expect(hexEncode(mlKem.subarray(0, 2).map((byte, at) => byte ^ (hexDecode(vector.kiss)[at] ?? 0)))).toBe(
      vector.key_indicator,
    );
    const { ciphertext, sharedSecret } = encapsulate(mlKem, hexDecode(vector.mlkem_coins));
    expect(frame.mlKemCiphertext).toEqual(ciphertext);
    expect(hexEncode(sharedSecret)).toBe(vector.mlkem_shared_secret);
    expect(messageFrame.encode(frame)).toEqual(data);
    const body = messageBody.decode(hexDecode(vector.inner_dict_hex));
    expect(hexEncode(messageBody.encode(body))).toBe(vector.inner_dict_hex);
  });
});

describe("vectors/protocol-v2.json non_pfs", () => {
  test.each(vectors.non_pfs)("default: $sender to $recipient", (vector) => {
    const data = base64Decode(vector.message_base64);
    const { keyIndicator, mlKemCiphertext } = messageFrame.decode(data);
    const sender = vectorAccount(vector.sender);
    const { content } = messageBody.decode(hexDecode(vector.inner_dict_hex));
    const sealed = sealFallbackMessage({
      content,
      sender,
      recipient: vectorAccount(vector.recipient).accountId,
      random: scriptedRandom(hexDecode(vector.ephemeral_secret), keyIndicator, mlKemCiphertext),
    });
    expect(base64Encode(sealed)).toBe(vector.message_base64);
    const opened = openMessage({ data, account: vectorAccount(vector.recipient), accountKeys: [bobKeys] });
    expect(opened).toEqual({
      sender: sender.accountId,
      senderEd25519: sender.ed25519PublicKey,
      content,
      isForwardSecret: false,
    });
  });
});

describe("vectors/protocol-v2.json sizes", () => {
  test.each(vectors.sizes)("default: $content_len bytes make $total_len", (vector) => {
    const content = new Uint8Array(vector.content_len);
    const body: MessageBody = {
      senderEd25519: alice.ed25519PublicKey,
      content,
      extra: new Map(),
      signature: new Uint8Array(64),
    };
    expect(messageBody.encode(body).length).toBe(vector.inner_len);
    expect(toBob(content).length).toBe(vector.total_len);
  });
});

describe("sizes at the edges", () => {
  // 1140 bytes go to the frame, 115 to the empty body, 71 to a Pro signature, and one to each further digit of the length.
  test.each([
    ["the most that the smallest message holds", 279, false, 1536],
    ["one byte more", 280, false, 1792],
    ["the most of the second size", 535, false, 1792],
    ["one byte more than that", 536, false, 2048],
    ["nothing, with a Pro signature", 0, true, 1536],
    ["the most beside a Pro signature", 208, true, 1536],
    ["one byte more beside a Pro signature", 209, true, 1792],
    ["the most that nodes store", 75_541, false, 76_800],
    ["the most that nodes store beside a Pro signature", 75_470, true, 76_800],
  ])("behaviour: %s", (_name, length, isPro, size) => {
    const content = new Uint8Array(length).fill(7);
    const data = toBob(content, "edge", isPro);
    expect(data.length).toBe(size);
    expect(openMessage({ data, ...asBob }).content).toEqual(content);
  });

  test.each([
    ["one byte more than nodes store", 75_542, false],
    ["one byte more beside a Pro signature", 75_471, true],
  ])("error: %s", (_name, length, isPro) => {
    try {
      toBob(new Uint8Array(length), "edge", isPro);
      expect.unreachable();
    } catch (error) {
      expect(error instanceof SessionError && error.code).toBe("out_of_range");
    }
  });
});

describe("openMessage", () => {
  test("default: what sealMessage made", () => {
    const opened = openMessage({ data: toBob(), ...asBob });
    expect(opened).toEqual({
      sender: alice.accountId,
      senderEd25519: alice.ed25519PublicKey,
      content: hello,
      isForwardSecret: true,
      accountKey: bobKeys,
    });
  });

  test("default: a content survives", () => {
    const content = { sigTimestamp: 1_750_000_000_000, dataMessage: { body: "hi" } };
    const { content: opened } = openMessage({ data: toBob(encodeContent(content)), ...asBob });
    expect(decodeContent(opened)).toMatchObject(content);
  });

  test("behaviour: any content up to 20,000 bytes, in blocks of 256", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.nat(255), (length, fill) => {
        const content = new Uint8Array(length).fill(fill);
        const data = toBob(content);
        expect(data.length % 256).toBe(0);
        expect(openMessage({ data, ...asBob }).content).toEqual(content);
      }),
      { numRuns: 25 },
    );
  });

  test("behaviour: a retained key still opens, and the result names it", () => {
    const named = { ...bobKeys, label: "rotated yesterday" };
    const opened = openMessage({
      data: toBob(),
      account: bob,
      accountKeys: [{ ...olderKeys, label: "older" }, named],
    });
    expect(opened.isForwardSecret && opened.accountKey.label).toBe("rotated yesterday");
  });

  test("behaviour: of keys that share the first two bytes, the one that opens is found", () => {
    const mlKem = Uint8Array.from(olderKeys.publicKeys.mlKem);
    mlKem.set(bobKeys.publicKeys.mlKem.subarray(0, 2));
    const twin = { ...olderKeys, publicKeys: { ...olderKeys.publicKeys, mlKem } };
    expect(openMessage({ data: toBob(), account: bob, accountKeys: [twin, bobKeys] })).toMatchObject({
      accountKey: bobKeys,
    });
    expect(errorCode(() => openMessage({ data: toBob(), account: bob, accountKeys: [twin] }))).toBe(
      "decryption_failed",
    );
  });

  test("behaviour: the Pro signature covers the whole body before it", () => {
    const data = sealMessage({
      content: hello,
      sender: alice,
      recipient: bob.accountId,
      recipientKeys: bobKeys.publicKeys,
      random: seededRandom("pro"),
      proSeed,
    });
    const { pro } = openMessage({ data, ...asBob });
    const proKey = nobleCrypto.ed25519PublicKey(proSeed);
    expect(pro && nobleCrypto.ed25519Verify(pro.signature, pro.message, proKey)).toBe(true);
    expect(hexEncode(pro?.message.slice(-70, -64) ?? new Uint8Array())).toBe(hexEncode(utf8Encode("1:~64:")));
  });

  test("behaviour: a key that was erased leaves nothing that opens, not even with the recovery phrase", () => {
    expect(errorCode(() => openMessage({ data: toBob(), account: bob, accountKeys: [] }))).toBe(
      "key_not_found",
    );
    expect(errorCode(() => openMessage({ data: toBob(), account: bob, accountKeys: [olderKeys] }))).toBe(
      "key_not_found",
    );
  });

  test("error: another recipient", () => {
    expect(errorCode(() => openMessage({ data: toBob(), account: carol, accountKeys: [bobKeys] }))).toBe(
      "key_not_found",
    );
  });

  test("error: any bit of the key indicator flipped names a key that is not there", () => {
    const data = toBob();
    for (let bit = 16; bit < 32; bit++)
      expect(errorCode(() => openMessage({ data: flip(data, bit), ...asBob }))).toBe("key_not_found");
  });

  test("error: any other bit flipped", () => {
    const data = toBob();
    fc.assert(
      fc.property(fc.integer({ min: 32, max: data.length * 8 - 1 }), (bit) => {
        expect(["key_not_found", "decryption_failed", "invalid_encoding"]).toContain(
          errorCode(() => openMessage({ data: flip(data, bit), ...asBob })),
        );
      }),
      { numRuns: 80, examples: [[36 * 8 - 1], [36 * 8], [1124 * 8], [data.length * 8 - 1]] },
    );
  });

  test("error: bytes in front of or behind the message", () => {
    const data = toBob();
    expect(errorCode(() => openMessage({ data: concatBytes(data, Uint8Array.of(0)), ...asBob }))).toBe(
      "decryption_failed",
    );
    expect(errorCode(() => openMessage({ data: concatBytes(data, new Uint8Array(256)), ...asBob }))).toBe(
      "decryption_failed",
    );
    expect(errorCode(() => openMessage({ data: data.subarray(0, -1), ...asBob }))).toBe("invalid_length");
  });

  test("error: an ephemeral key of small order", () => {
    const data = toBob();
    data.fill(0, 4, 36);
    expect(errorCode(() => openMessage({ data, ...asBob }))).toBe("invalid_encoding");
  });

  test("error: a body that was signed for somebody else", () => {
    const frame = openMessage({ data: toBob(), ...asBob });
    const { signature } = messageBody.decode(
      signMessageBody({ content: hello, sender: alice, recipient: bob.accountId }),
    );
    const passedOn = sealMessage({
      content: frame.content,
      sender: alice,
      recipient: carol.accountId,
      recipientKeys: bobKeys.publicKeys,
      random: seededRandom("passed on"),
      crypto: signingAs(alice.ed25519Seed, signature),
    });
    expect(errorCode(() => openMessage({ data: passedOn, account: carol, accountKeys: [bobKeys] }))).toBe(
      "signature_invalid",
    );
  });

  test("error: a sender who did not sign", () => {
    const data = sealMessage({
      content: hello,
      sender: { ed25519PublicKey: carol.ed25519PublicKey, ed25519Seed: alice.ed25519Seed },
      recipient: bob.accountId,
      recipientKeys: bobKeys.publicKeys,
      random: seededRandom("not mine"),
    });
    expect(errorCode(() => openMessage({ data, ...asBob }))).toBe("signature_invalid");
  });

  test("error: random bytes behind a valid header", () => {
    fc.assert(
      fc.property(bytes({ min: 1534, max: 1800 }), (noise) => {
        const data = concatBytes(Uint8Array.of(0, 2), noise);
        expect(["key_not_found", "invalid_encoding"]).toContain(
          errorCode(() => openMessage({ data, ...asBob })),
        );
      }),
      { numRuns: 25 },
    );
  });

  test("error: random bytes", () => {
    fc.assert(
      fc.property(bytes({ max: 2000 }), (data) => {
        expect(errorCode(() => openMessage({ data, ...asBob }))).not.toBe("none");
      }),
      { numRuns: 100 },
    );
  });
});

describe("sealMessage", () => {
  test("behaviour: takes its random bytes in a fixed order, and all of them", () => {
    const random = scriptedRandom(new Uint8Array(32).fill(1), new Uint8Array(32).fill(2));
    sealMessage({
      content: hello,
      sender: alice,
      recipient: bob.accountId,
      recipientKeys: bobKeys.publicKeys,
      random,
    });
    expect(random.left()).toBe(0);
  });

  test("behaviour: equal texts give messages without a common part", () => {
    expect(toBob(hello, "one").subarray(2, 40)).not.toEqual(toBob(hello, "two").subarray(2, 40));
  });

  test.each([
    ["an ML-KEM key that breaks FIPS 203", { mlKem: new Uint8Array(1184).fill(255) }, "invalid_encoding"],
    ["an ML-KEM key of another length", { mlKem: new Uint8Array(1183) }, "invalid_length"],
    ["an X25519 key of small order", { x25519: new Uint8Array(32) }, "invalid_encoding"],
  ])("error: %s", (_name, change, code) => {
    const recipientKeys = { ...bobKeys.publicKeys, ...change };
    const options = { content: hello, sender: alice, recipient: bob.accountId, recipientKeys };
    expect(errorCode(() => sealMessage({ ...options, random: seededRandom("bad key") }))).toBe(code);
  });
});

describe("sealFallbackMessage", () => {
  const data = sealFallbackMessage({
    content: hello,
    sender: alice,
    recipient: bob.accountId,
    random: seededRandom("fallback"),
    proSeed,
  });

  test("behaviour: looks like any V2 message and is marked as weaker", () => {
    expect(data.length).toBe(1536);
    expect(isProtocolV2(data)).toBe(true);
    const opened = openMessage({ data, ...asBob });
    expect(opened).toMatchObject({ sender: alice.accountId, content: hello, isForwardSecret: false });
    expect(opened.pro?.signature.length).toBe(64);
  });

  test("behaviour: opens without any account key", () => {
    expect(openMessage({ data, account: bob, accountKeys: [] }).isForwardSecret).toBe(false);
  });

  test("error: another recipient", () => {
    expect(errorCode(() => openMessage({ data, account: carol, accountKeys: [] }))).toBe("key_not_found");
  });
});

function flip(data: Uint8Array, bit: number): Uint8Array {
  const damaged = Uint8Array.from(data);
  damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return damaged;
}
