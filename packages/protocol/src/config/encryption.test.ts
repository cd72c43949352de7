import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { beforeAll, describe, expect, test } from "vitest";
import { concatBytes, equalBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { zstdDecompress } from "../compression/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { accountIdFromBytes, deriveAccount } from "../identity/index.ts";
import {
  deterministicEphemeralSecret,
  encodeContent,
  envelope,
  openForAccount,
  padContent,
  type SharedConfigMessage,
  STORED_BYTES_MAX,
  sealForAccount,
  webSocketMessage,
} from "../messages/index.ts";
import { alice, bob, bytes, bytes32, errorCode, loadVector } from "../testing/index.ts";
import type { ConfigContext } from "./context.ts";
import { userConfigContext } from "./context.ts";
import { decryptConfig, encryptConfig, padConfig, paddedConfigLength, unpadConfig } from "./encryption.ts";
import { CONFIG_KINDS } from "./kinds.ts";
import { encodeStoredConfig, openStoredConfig } from "./storage.ts";
import { unwrapConfig, wrapConfig } from "./wrapper.ts";

type Case =
  | {
      readonly kind: "encrypt";
      readonly name: string;
      readonly plaintext: string;
      readonly key: string;
      readonly domain: string;
      readonly ciphertext: string;
    }
  | { readonly kind: "padded-size"; readonly name: string; readonly size: number; readonly padded: number }
  | { readonly kind: "pad"; readonly name: string; readonly plaintext: string; readonly padded: string }
  | {
      readonly kind: "wrap";
      readonly name: string;
      readonly seed: string;
      readonly payload: string;
      readonly seqno: number;
      readonly namespace: number;
      readonly wrapped: string;
      readonly blake2b256: string;
    }
  | {
      readonly kind: "encrypt-deterministic";
      readonly name: string;
      readonly senderSecretKey: string;
      readonly recipient: string;
      readonly message: string;
      readonly ciphertext: string;
    }
  | { readonly kind: "zstd"; readonly name: string; readonly plaintext: string; readonly compressed: string };

const { cases } = loadVector<{ readonly cases: readonly Case[] }>("config-encryption");

function wrapperKindOf(namespace: number): SharedConfigMessage["kind"] {
  const kind = Object.values(CONFIG_KINDS).find((item) => item.namespace === namespace)?.wrapperKind;
  if (kind === undefined) throw new Error(`no wrapped config in namespace ${namespace}`);
  return kind;
}

describe("vectors/config-encryption.json", () => {
  test.each(cases.filter((item) => item.kind === "encrypt"))(
    "default: $name",
    ({ plaintext, key, domain, ciphertext }) => {
      const [padded, keyBase] = [hexDecode(plaintext), hexDecode(key)];
      expect(hexEncode(encryptConfig({ padded, keyBase, domain }))).toBe(ciphertext);
      const sealed = hexDecode(ciphertext);
      expect(hexEncode(decryptConfig({ sealed, keyBases: [keyBase], domain }))).toBe(plaintext);
    },
  );
  test.each(cases.filter((item) => item.kind === "padded-size"))("default: $name", ({ size, padded }) => {
    expect(paddedConfigLength(size)).toBe(padded);
  });
  test.each(cases.filter((item) => item.kind === "pad"))("default: $name", ({ plaintext, padded }) => {
    expect(hexEncode(padConfig(hexDecode(plaintext)))).toBe(padded);
    expect(hexEncode(unpadConfig(hexDecode(padded)))).toBe(plaintext);
  });
  test.each(cases.filter((item) => item.kind === "wrap"))(
    "default: $name",
    ({ seed, payload, seqno, namespace, wrapped, blake2b256 }) => {
      const account = deriveAccount(hexDecode(seed));
      const kind = wrapperKindOf(namespace);
      const data = wrapConfig({ payload: hexDecode(payload), seqno, kind, account });
      expect(hexEncode(data)).toBe(wrapped);
      expect(hexEncode(nobleCrypto.blake2b(data, { length: 32 }))).toBe(blake2b256);
      expect(hexEncode(unwrapConfig({ data, kind, account }))).toBe(payload);
    },
  );
  test.each(cases.filter((item) => item.kind === "encrypt-deterministic"))(
    "default: $name",
    ({ senderSecretKey, recipient, message, ciphertext }) => {
      const sender = deriveAccount(hexDecode(senderSecretKey).subarray(0, 32));
      const to = accountIdFromBytes(hexDecode(recipient));
      const plaintext = hexDecode(message);
      const ephemeralSecret = deterministicEphemeralSecret({
        senderSeed: sender.ed25519Seed,
        recipient: to,
        message: plaintext,
      });
      const sealed = sealForAccount({ plaintext, sender, recipient: to, ephemeralSecret });
      expect(hexEncode(sealed)).toBe(ciphertext);
    },
  );
  test.each(cases.filter((item) => item.kind === "zstd"))("default: $name", ({ plaintext, compressed }) => {
    const bytesMax = plaintext.length / 2;
    expect(hexEncode(zstdDecompress(hexDecode(compressed), { bytesMax }))).toBe(plaintext);
  });
});

describe("padding", () => {
  test("behaviour: comes off again, whatever the message, and its size with the overhead is a multiple", () => {
    fc.assert(
      fc.property(bytes({ min: 1, max: 600 }), (message) => {
        message[0] = 0x64;
        expect(unpadConfig(padConfig(message))).toEqual(message);
        expect((padConfig(message).length + 40) % 256).toBe(0);
      }),
    );
  });
  test("behaviour: nothing but zeros is nothing", () => {
    expect(unpadConfig(new Uint8Array(9))).toHaveLength(0);
  });
});

describe("encryptConfig", () => {
  const keyBase = new Uint8Array(32).fill(3);
  beforeAll(() => sodium.ready);

  test("behaviour: an independent implementation opens it", () => {
    const padded = padConfig(utf8Encode("d1:#i1e1:&dee"));
    const sealed = encryptConfig({ padded, keyBase, domain: "Contacts" });
    const length = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 216);
    const key = sodium.crypto_generichash(32, concatBytes(keyBase, length, utf8Encode("Contacts")), null);
    const opened = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
      null,
      sealed.subarray(0, -24),
      null,
      sealed.subarray(-24),
      key,
    );
    expect(equalBytes(opened, padded)).toBe(true);
  });
  test("behaviour: the keys are tried in their order", () => {
    const sealed = encryptConfig({ padded: new Uint8Array(9), keyBase, domain: "x" });
    const keyBases = [new Uint8Array(32), new Uint8Array(32).fill(1), keyBase];
    expect(decryptConfig({ sealed, keyBases, domain: "x" })).toHaveLength(9);
  });
  test.each([
    ["no keys", { keyBases: [] as Uint8Array[] }, "decryption_failed"],
    ["another key", { keyBases: [new Uint8Array(32)] }, "decryption_failed"],
    ["another domain", { domain: "y" }, "decryption_failed"],
    ["fewer bytes than the overhead", { sealed: new Uint8Array(39) }, "invalid_length"],
  ])("error: %s", (_name, change, code) => {
    const sealed = encryptConfig({ padded: new Uint8Array(9), keyBase, domain: "x" });
    const options = { sealed, keyBases: [keyBase], domain: "x", ...change };
    expect(errorCode(() => decryptConfig(options))).toBe(code);
  });
  test("error: keys and domains of another length", () => {
    const padded = new Uint8Array(9);
    for (const options of [
      { padded, keyBase: new Uint8Array(31), domain: "x" },
      { padded, keyBase, domain: "" },
      { padded, keyBase, domain: "x".repeat(25) },
    ])
      expect(() => encryptConfig(options)).toThrow(RangeError);
  });
});

describe("unwrapConfig", () => {
  const kind = "CONTACTS";
  const payload = utf8Encode("payload");
  const wrap = (options: {
    readonly payload: Uint8Array;
    readonly kind?: typeof kind | "USER_GROUPS";
  }): Uint8Array => wrapConfig({ seqno: 1, kind, account: alice, ...options });

  test("compat: takes off a second wrapper, and no third", () => {
    const twice = wrap({ payload: wrap({ payload }) });
    expect(unwrapConfig({ data: twice, kind, account: alice })).toEqual(payload);
    const thrice = wrap({ payload: twice });
    expect(unwrapConfig({ data: thrice, kind, account: alice })).toEqual(wrap({ payload }));
  });
  test("compat: takes a payload with ordinary padding", () => {
    const content = encodeContent({ sharedConfigMessage: { kind, seqno: 1n, data: payload } });
    const sealed = sealForAccount({
      plaintext: padContent(content),
      sender: alice,
      recipient: alice.accountId,
      ephemeralSecret: new Uint8Array(32).fill(9),
    });
    const body = envelope.encode({ type: "SESSION_MESSAGE", timestamp: 1, content: sealed });
    const data = webSocketMessage.encode({ type: "REQUEST", request: { verb: "", path: "", body, id: 0n } });
    expect(unwrapConfig({ data, kind, account: alice })).toEqual(payload);
  });
  test("behaviour: bytes that are not a wrapper of ours for this kind stay as they are", () => {
    const foreign = encodeContent({ sharedConfigMessage: { kind, seqno: 1n, data: payload } });
    const sealed = sealForAccount({
      plaintext: foreign,
      sender: bob,
      recipient: alice.accountId,
      ephemeralSecret: new Uint8Array(32).fill(9),
    });
    const body = envelope.encode({ type: "SESSION_MESSAGE", timestamp: 1, content: sealed });
    const fromBob = webSocketMessage.encode({
      type: "REQUEST",
      request: { verb: "", path: "", body, id: 0n },
    });
    expect(openForAccount({ sealed, account: alice }).sender).toBe(bob.accountId);
    for (const data of [payload, new Uint8Array(), fromBob, wrap({ payload, kind: "USER_GROUPS" })])
      expect(unwrapConfig({ data, kind, account: alice })).toBe(data);
  });
});

describe("encodeStoredConfig", () => {
  const user = userConfigContext({ kind: CONFIG_KINDS.contacts, account: alice });
  const group: ConfigContext = { kind: CONFIG_KINDS.groupInfo, encryptionKeys: [alice.ed25519Seed] };
  const plaintext = (length: number): Uint8Array => new Uint8Array(length).fill(0x64);
  const compress = (input: Uint8Array): Uint8Array => new Uint8Array(zstdCompressSync(input));
  const plaintextOf = (data: Uint8Array | undefined, context: ConfigContext): Uint8Array => {
    const opened = openStoredConfig(data ?? new Uint8Array(), context);
    return opened.kind === "message" ? opened.plaintext : opened.part.chunk;
  };

  test.each([
    ["user config", user, 432],
    ["group config", group, 256],
  ])("default: %s", (_name, context, length) => {
    const stored = encodeStoredConfig({ bytes: plaintext(100), seqno: 1 }, context);
    expect(stored.map((item) => item.length)).toEqual([length]);
    expect(plaintextOf(stored[0], context)).toEqual(plaintext(100));
  });
  test("behaviour: compresses when that makes it shorter", () => {
    const bytesOf = (length: number): number | undefined =>
      encodeStoredConfig({ bytes: plaintext(length), seqno: 1 }, { ...group, compress })[0]?.length;
    expect([bytesOf(10_000), bytesOf(1)]).toEqual([256, 256]);
    const incompressible = concatBytes(plaintext(1), nobleCrypto.sha512(plaintext(1)));
    const [stored] = encodeStoredConfig({ bytes: incompressible, seqno: 1 }, { ...group, compress });
    expect(plaintextOf(stored, group)).toEqual(incompressible);
    expect(
      unpadConfig(
        decryptConfig({
          sealed: stored ?? plaintext(0),
          keyBases: group.encryptionKeys,
          domain: "groups::Info",
        }),
      ),
    ).toEqual(incompressible);
  });
  test.each([
    [98, 0x7a],
    [99, 0x64],
  ])("behaviour: of 100 bytes, a frame of %s is stored behind the byte %s", (frameBytes, first) => {
    const shorter = { ...group, compress: () => plaintext(frameBytes) };
    const [sealed = plaintext(0)] = encodeStoredConfig({ bytes: plaintext(100), seqno: 1 }, shorter);
    const options = { sealed, keyBases: group.encryptionKeys, domain: "groups::Info" };
    expect(unpadConfig(decryptConfig(options))[0]).toBe(first);
  });
  test("behaviour: what the wrapper would make too large is stored without it", () => {
    const stored = encodeStoredConfig({ bytes: plaintext(75_000), seqno: 1 }, user);
    expect(stored.map((item) => item.length)).toEqual([STORED_BYTES_MAX]);
    expect(plaintextOf(stored[0], user)).toEqual(plaintext(75_000));
  });
  test("behaviour: what is too large for one item is stored in parts", () => {
    const stored = encodeStoredConfig({ bytes: plaintext(76_761), seqno: 1 }, user);
    expect(stored.map((item) => item.length)).toEqual([STORED_BYTES_MAX, 5_259]);
  });
  test("error: more than can be stored at all", () => {
    const run = (): unknown => encodeStoredConfig({ bytes: plaintext(5_000_001), seqno: 1 }, group);
    expect(errorCode(run)).toBe("out_of_range");
  });
  test("error: a context without keys, or without the account for the wrapper", () => {
    const message = { bytes: plaintext(10), seqno: 1 };
    expect(() => encodeStoredConfig(message, { ...group, encryptionKeys: [] })).toThrow(RangeError);
    expect(() => encodeStoredConfig(message, { ...group, kind: CONFIG_KINDS.contacts })).toThrow(RangeError);
  });
});

describe("openStoredConfig", () => {
  const context: ConfigContext = { kind: CONFIG_KINDS.groupInfo, encryptionKeys: [bob.ed25519Seed] };
  const seal = (plaintext: Uint8Array): Uint8Array =>
    encryptConfig({ padded: padConfig(plaintext), keyBase: bob.ed25519Seed, domain: "groups::Info" });

  test.each([
    ["only padding", seal(new Uint8Array()), "invalid_encoding"],
    ["another first byte", seal(utf8Encode("x1:#i1e1:&dee")), "invalid_encoding"],
    ["a broken frame", seal(utf8Encode("zzz")), "invalid_encoding"],
    ["a broken part", seal(utf8Encode("mle")), "missing_field"],
    ["more bytes than nodes store", new Uint8Array(STORED_BYTES_MAX + 1), "invalid_length"],
    ["nothing", new Uint8Array(), "invalid_length"],
    ["noise", new Uint8Array(300), "decryption_failed"],
  ])("error: %s", (_name, data, code) => {
    expect(errorCode(() => openStoredConfig(data, context))).toBe(code);
  });
  test("error: a frame that grows beyond every message", () => {
    const bomb = concatBytes(utf8Encode("z"), new Uint8Array(zstdCompressSync(new Uint8Array(5_000_001))));
    expect(errorCode(() => openStoredConfig(seal(bomb), context))).toBe("out_of_range");
  });
  test("error: any bytes give a DecodeError or a value", () => {
    fc.assert(
      fc.property(fc.oneof(bytes({ max: 400 }), bytes({ max: 200 }).map(seal)), (data) => {
        errorCode(() => openStoredConfig(data, context)); // lets every other error through
      }),
    );
  });
  test("behaviour: the legacy wrapper is optional on reading", () => {
    const user = userConfigContext({ kind: CONFIG_KINDS.contacts, account: alice });
    fc.assert(
      fc.property(bytes32, (tail) => {
        const padded = padConfig(concatBytes(utf8Encode("d"), tail));
        const data = encryptConfig({ padded, keyBase: alice.ed25519Seed, domain: "Contacts" });
        expect(openStoredConfig(data, user)).toEqual({ kind: "message", plaintext: unpadConfig(padded) });
      }),
      { numRuns: 5 },
    );
  });
});
