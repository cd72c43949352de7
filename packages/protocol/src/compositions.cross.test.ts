// Constructions that no other cross-test covers, made again with libsodium, node:crypto and node:zlib from the text of
// the specification, on random inputs.
import * as node from "node:crypto";
import * as zlib from "node:zlib";
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { describe, expect, test } from "vitest";
import { fileIdOf, openDeterministicAttachment, sealDeterministicAttachment } from "./attachments/index.ts";
import { base64Encode, concatBytes, hexEncode, utf8Encode } from "./bytes/index.ts";
import { decryptConfig, encryptConfig } from "./config/encryption.ts";
import { nobleCrypto, secretBytes } from "./crypto/index.ts";
import { encodeRecoveryPhrase, onsNameHash, openOnsAnswer, parseMailboxId } from "./identity/index.ts";
import { messageHash } from "./messages/index.ts";
import { alice, bytes, bytes32, seededRandom } from "./testing/index.ts";
import {
  type DevicePayload,
  type DeviceRecord,
  deriveDeviceKeys,
  deviceGroupMessage,
  deviceIdFromBytes,
  devicePayload,
  sealDeviceGroup,
} from "./v2/index.ts";

await sodium.ready;
const few = { numRuns: 20 };
const sized = (length: number) => bytes({ min: length, max: length });

interface Blake2bOptions {
  readonly length: number;
  readonly key?: Uint8Array;
  readonly salt?: Uint8Array;
  readonly personal?: string;
}

const MASK = 2n ** 64n - 1n;
// biome-ignore format: as RFC 7693 prints it
const IV = [
  0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
];
const SIGMA = [
  "0123456789abcdef",
  "ea489fd61c02b753",
  "b8c052fdae367194",
  "7931dcbe265a40f8",
  "905724afe1bc683d",
  "2c6a0b834d75fe19",
  "c51fed4a0763928b",
  "db7ec13950f4862a",
  "6fe9b308c2d714a5",
  "a2847615fb9e3cd0",
].map((row) => [...row].map((digit) => Number.parseInt(digit, 16)));

/** BLAKE2b after RFC 7693, slow and plain: libsodium's binding takes no message beside salt and personalisation. */
function blake2b(data: Uint8Array, options: Blake2bOptions): Uint8Array {
  const { length, key = new Uint8Array(), salt = new Uint8Array(16), personal = "" } = options;
  const parameters = concatBytes(
    Uint8Array.of(length, key.length, 1, 1),
    new Uint8Array(28),
    salt,
    utf8Encode(personal),
    new Uint8Array(16 - personal.length),
  );
  const state = IV.map((word, at) => word ^ wordAt(parameters, at));
  const blocks = key.length === 0 ? data : concatBytes(key, new Uint8Array(128 - key.length), data);
  const count = Math.max(1, Math.ceil(blocks.length / 128));
  for (let block = 0; block < count; block++) {
    const isLast = block === count - 1;
    const done = isLast ? blocks.length : (block + 1) * 128;
    const bytesOfBlock = new Uint8Array(128);
    bytesOfBlock.set(blocks.subarray(block * 128, block * 128 + 128));
    compress(state, bytesOfBlock, BigInt(done), isLast);
  }
  const digest = new DataView(new ArrayBuffer(64));
  for (const [at, word] of state.entries()) digest.setBigUint64(at * 8, word, true);
  return new Uint8Array(digest.buffer).slice(0, length);
}

function wordAt(data: Uint8Array, at: number): bigint {
  return new DataView(data.buffer, data.byteOffset).getBigUint64(at * 8, true);
}

function compress(state: bigint[], block: Uint8Array, counter: bigint, isLast: boolean): void {
  const v = new BigUint64Array([...state, ...IV]);
  const at = (index: number): bigint => v[index] ?? 0n;
  v[12] = at(12) ^ counter;
  if (isLast) v[14] = at(14) ^ MASK;
  const rotate = (word: bigint, bits: bigint): bigint => ((word >> bits) | (word << (64n - bits))) & MASK;
  const mix = (a: number, b: number, c: number, d: number, x: bigint, y: bigint): void => {
    v[a] = at(a) + at(b) + x;
    v[d] = rotate(at(d) ^ at(a), 32n);
    v[c] = at(c) + at(d);
    v[b] = rotate(at(b) ^ at(c), 24n);
    v[a] = at(a) + at(b) + y;
    v[d] = rotate(at(d) ^ at(a), 16n);
    v[c] = at(c) + at(d);
    v[b] = rotate(at(b) ^ at(c), 63n);
  };
  for (let round = 0; round < 12; round++) {
    const m = (SIGMA[round % 10] ?? []).map((index) => wordAt(block, index));
    for (let column = 0; column < 4; column++)
      mix(column, column + 4, column + 8, column + 12, m[column * 2] ?? 0n, m[column * 2 + 1] ?? 0n);
    for (let row = 0; row < 4; row++)
      mix(
        row,
        ((row + 1) % 4) + 4,
        ((row + 2) % 4) + 8,
        ((row + 3) % 4) + 12,
        m[row * 2 + 8] ?? 0n,
        m[row * 2 + 9] ?? 0n,
      );
  }
  for (const [index, word] of state.entries()) state[index] = word ^ at(index) ^ at(index + 8);
}

describe("BLAKE2b", () => {
  const options = fc.record(
    {
      length: fc.integer({ min: 1, max: 64 }),
      key: bytes({ min: 1, max: 64 }),
      salt: sized(16),
      personal: fc.stringMatching(/^[A-Za-z_]{16}$/),
    },
    { requiredKeys: ["length"] },
  );
  test("behaviour: any length, key, salt and personalisation, by RFC 7693 alone", () => {
    fc.assert(
      fc.property(bytes({ max: 400 }), options, (data, { personal, ...rest }) => {
        const personalization = personal === undefined ? {} : { personalization: utf8Encode(personal) };
        const ours = nobleCrypto.blake2b(data, { ...rest, ...personalization });
        expect(hexEncode(ours)).toBe(hexEncode(blake2b(data, { ...rest, ...(personal && { personal }) })));
      }),
    );
  });
  test("behaviour: the implementation that the others are compared with agrees with libsodium", () => {
    fc.assert(
      fc.property(bytes({ max: 400 }), bytes32, (data, key) => {
        expect(blake2b(data, { length: 32, key })).toEqual(sodium.crypto_generichash(32, data, key));
      }),
    );
  });
});

describe("deterministic attachments (accounts and messages, section 12.2)", () => {
  const CHUNK = 32_768;
  const SEALED_CHUNK = CHUNK + 17;

  /** Stream in the body of a file, by libsodium; its last chunk is FINAL, no other. */
  function pull(body: Uint8Array, key: Uint8Array): Uint8Array {
    const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(body.slice(1, 25), key);
    const chunks: Uint8Array[] = [];
    for (let at = 25; at < body.length; at += SEALED_CHUNK) {
      const pulled = sodium.crypto_secretstream_xchacha20poly1305_pull(
        state,
        body.slice(at, at + SEALED_CHUNK),
        null,
      );
      if (pulled === false) throw new Error("libsodium: the chunk does not open");
      const { crypto_secretstream_xchacha20poly1305_TAG_FINAL: final } = sodium;
      expect(pulled.tag === final).toBe(at + SEALED_CHUNK >= body.length);
      chunks.push(pulled.message);
    }
    return concatBytes(...chunks);
  }

  test.each(["attachment", "profilePicture"] as const)("behaviour: libsodium opens our %s", (purpose) => {
    const personal = purpose === "attachment" ? "SessionAttachmnt" : "Session_Prof_Pic";
    fc.assert(
      fc.property(bytes32, fc.nat(CHUNK + 9000), (ed25519Seed, length) => {
        const file = seededRandom(`file ${length}`).secure(length);
        const { body, key } = sealDeterministicAttachment({ file, ed25519Seed, purpose });
        const derived = blake2b(file, { length: 56, key: ed25519Seed, personal });
        expect(hexEncode(key)).toBe(hexEncode(derived.slice(24)));
        expect(hexEncode(body.slice(0, 25))).toBe(`53${hexEncode(derived.slice(0, 24))}`);
        const stream = pull(body, derived.slice(24));
        const paddingBytes = stream.length - length;
        expect(hexEncode(stream.slice(0, paddingBytes))).toBe(`${"00".repeat(paddingBytes - 1)}01`);
        expect(stream.slice(paddingBytes)).toEqual(file);
      }),
      {
        numRuns: 5,
        examples: [
          [new Uint8Array(32), 0],
          [new Uint8Array(32), CHUNK],
        ],
      },
    );
  });

  test("behaviour: we open what libsodium sealed under a header of its own", () => {
    fc.assert(
      fc.property(bytes32, fc.nat(3 * CHUNK), (key, length) => {
        const file = seededRandom(`stream ${length}`).secure(length);
        const stream = concatBytes(new Uint8Array(9), Uint8Array.of(1), file);
        const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
        const parts = [Uint8Array.of(0x53), header];
        for (let at = 0; at < stream.length; at += CHUNK) {
          const tag =
            at + CHUNK >= stream.length
              ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
              : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
          const chunk = stream.slice(at, at + CHUNK);
          parts.push(sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, null, tag));
        }
        expect(openDeterministicAttachment({ body: concatBytes(...parts), key })).toEqual(file);
      }),
      few,
    );
  });
});

describe("hashes that are names", () => {
  test("behaviour: file IDs (accounts and messages, section 12.4)", () => {
    const salt = concatBytes(utf8Encode("SessionFileSvr"), new Uint8Array(2));
    fc.assert(
      fc.property(bytes({ max: 300 }), (body) => {
        expect(fileIdOf(body)).toBe(Buffer.from(blake2b(body, { length: 33, salt })).toString("base64url"));
      }),
    );
  });

  test("behaviour: message hashes (storage RPC, section 5)", () => {
    const namespaces = fc.integer({ min: -32_768, max: 32_767 });
    fc.assert(
      fc.property(bytes32, namespaces, bytes({ max: 300 }), (key, namespace, data) => {
        const mailbox = concatBytes(Uint8Array.of(5), key);
        const input = concatBytes(mailbox, utf8Encode(namespace === 0 ? "" : `${namespace}`), data);
        const expected = Buffer.from(sodium.crypto_generichash(32, input, null)).toString("base64");
        const accountId = parseMailboxId(hexEncode(mailbox));
        expect(messageHash({ accountId, namespace, data })).toBe(expected.replace(/=+$/, ""));
      }),
    );
  });
});

describe("recovery phrases (accounts and messages, section 1.4)", () => {
  test("behaviour: the checksum word is the one that the CRC-32 of the first letters names", () => {
    fc.assert(
      fc.property(sized(16), (seed) => {
        const words = encodeRecoveryPhrase(seed).split(" ");
        const letters = words.slice(0, 12).map((word) => word.slice(0, 3));
        expect(words[12]).toBe(words[crc32(letters.join("")) % 12]);
      }),
    );
  });
});

/** Only newer releases of the runtime have it by name; all of them end a gzip with it. */
function crc32(text: string): number {
  return zlib.gzipSync(text).readUInt32LE(zlib.gzipSync(text).length - 8);
}

describe("names of accounts (accounts and messages, section 14.3)", () => {
  test("behaviour: hash and answer", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme-ascii", minLength: 1 }),
        bytes32,
        sized(24),
        (name, key, nonce) => {
          const text = utf8Encode(name.toLowerCase());
          const hash = sodium.crypto_generichash(32, text, null);
          expect(onsNameHash(name)).toBe(base64Encode(hash));
          const accountId = concatBytes(Uint8Array.of(5), key);
          const sealed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
            accountId,
            null,
            null,
            nonce,
            sodium.crypto_generichash(32, text, hash),
          );
          const answer = { encrypted_value: hexEncode(sealed), nonce: hexEncode(nonce) };
          expect(openOnsAnswer({ name, answer })).toBe(hexEncode(accountId));
        },
      ),
    );
  });
});

describe("configs (config messages, section 5)", () => {
  test("behaviour: the same bytes as libsodium's, opened by us", () => {
    const domains = fc.stringMatching(/^[A-Za-z:]{1,24}$/);
    fc.assert(
      fc.property(bytes32, domains, bytes({ max: 300 }), (keyBase, domain, padded) => {
        const named = utf8Encode(domain);
        const key = sodium.crypto_generichash(32, concatBytes(keyBase, lengthOf(padded), named), null);
        const nonce = sodium.crypto_generichash(24, padded, `libsessionutil-config-encrypted-${domain}`);
        const sealed = concatBytes(
          sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(padded, null, null, nonce, key),
          nonce,
        );
        expect(hexEncode(encryptConfig({ padded, keyBase, domain }))).toBe(hexEncode(sealed));
        expect(decryptConfig({ sealed, keyBases: [keyBase], domain })).toEqual(padded);
      }),
    );
  });
});

function lengthOf(padded: Uint8Array): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.length));
  return length;
}

// Only newer releases of the runtime have ML-KEM; on older ones the vectors stand alone.
if (typeof node.decapsulate === "function")
  describe("device groups (protocol V2, section 4.1)", () => {
    const deviceSeed = new Uint8Array(32).fill(0x5e);
    const { publicKeys } = deriveDeviceKeys(deviceSeed);
    const record: DeviceRecord = {
      kind: "device",
      sequence: 1,
      updatedSeconds: 1_760_000_000,
      publicKeys,
      description: "laptop",
      platform: "linux",
      version: 1,
      extra: new Map(),
    };
    const payload: DevicePayload = {
      devices: new Map([[deviceIdFromBytes(new Uint8Array(32).fill(3)), record]]),
      accountKeys: [{ seed: secretBytes(deviceSeed), createdSeconds: 1_760_000_000 }],
      extra: new Map(),
    };

    test("behaviour: another implementation finds its slot and opens the payload", () => {
      const message = sealDeviceGroup({
        payload,
        groupId: new Uint8Array(8).fill(4),
        account: alice,
        random: seededRandom("cross"),
      });
      const { slots, ephemeral, encryptedPayload } = deviceGroupMessage.decode(message);
      const slot = slots.find(({ index, encryptedKey, ciphertext }) => {
        const parts = [ephemeral, publicKeys.x25519, publicKeys.mlKem, ciphertext, encryptedKey];
        return (
          hexEncode(blake2b(concatBytes(...parts), { length: 2, personal: "SessionDevKeyIdx" })) ===
          hexEncode(index)
        );
      });
      if (slot === undefined) throw new Error("no slot has the device's index");

      const expanded = node.createHash("shake256", { outputLength: 96 });
      const secrets = Uint8Array.from(expanded.update("SessionDeviceKeys").update(deviceSeed).digest());
      const base64url = (data: Uint8Array): string => Buffer.from(data).toString("base64url");
      const privateKey = node.createPrivateKey({
        key: {
          kty: "AKP",
          alg: "ML-KEM-768",
          pub: base64url(publicKeys.mlKem),
          priv: base64url(secrets.subarray(32)),
        },
        format: "jwk",
      });
      const mlKemShared = Uint8Array.from(node.decapsulate(privateKey, slot.ciphertext));
      const shared = sodium.crypto_scalarmult(secrets.slice(0, 32), ephemeral);
      const key = blake2b(concatBytes(shared, ephemeral, publicKeys.x25519, mlKemShared, publicKeys.mlKem), {
        length: 32,
        personal: "SessionDevKeyKey",
      });
      const keyed = { length: 24, key: ephemeral };
      const slotNonce = blake2b(concatBytes(slot.ciphertext, encryptedPayload), {
        ...keyed,
        personal: "SessionDevKNonce",
      });
      const payloadKey = sodium.crypto_stream_xchacha20_xor(slot.encryptedKey, slotNonce, key);
      const ciphertexts = concatBytes(...slots.map(({ ciphertext }) => ciphertext));
      const payloadNonce = blake2b(ciphertexts, { ...keyed, personal: "SessionDevDNonce" });
      const opened = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        null,
        encryptedPayload,
        null,
        payloadNonce,
        payloadKey,
      );
      expect(hexEncode(opened)).toContain(hexEncode(devicePayload.encode(payload)));
    });
  });
