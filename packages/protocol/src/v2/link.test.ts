import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { describe, expect, test } from "vitest";
import { asBtDict, btBytes, btDecode, btEncode } from "../bt/index.ts";
import { concatBytes, hexDecode, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { alice, bob, bytes, bytes32, checkCodecLaws, errorCode, seededRandom } from "../testing/index.ts";
import { type DeviceId, deviceIdFromBytes } from "./device-id.ts";
import { deviceMessageKind } from "./device-message.ts";
import type { DeviceRecord } from "./device-record.ts";
import { deriveAccountKeys, deriveDeviceKeys } from "./hybrid-keys.ts";
import {
  type LinkMessage,
  type LinkRequest,
  linkMessage,
  linkRequest,
  openLinkRequest,
  sealLinkRequest,
} from "./link.ts";
import {
  LINK_EMOJI,
  LINK_EMOJI_ALL,
  LINK_EMOJI_SHOWN,
  linkEmoji,
  linkEmojiIndices,
  sixBitGroups,
} from "./link-emoji.ts";

await sodium.ready;

const deviceId: DeviceId = deviceIdFromBytes(new Uint8Array(32).fill(0x1d));
const record: DeviceRecord = {
  kind: "device",
  sequence: 1,
  updatedSeconds: 1_760_000_000,
  publicKeys: deriveDeviceKeys(new Uint8Array(32).fill(5)).publicKeys,
  description: "New laptop",
  platform: "d",
  version: 1_002_003,
  extra: new Map(),
};
const accountKey = deriveAccountKeys(new Uint8Array(32).fill(0xac));
const olderKey = deriveAccountKeys(new Uint8Array(32).fill(0xad));

function seal(seed = "link"): ReturnType<typeof sealLinkRequest> {
  return sealLinkRequest({
    deviceId,
    record,
    linkX25519: accountKey.publicKeys.x25519,
    account: alice,
    random: seededRandom(seed),
  });
}
const asMember = { account: alice, accountKeys: [olderKey, accountKey] };
const { data, request } = seal();

describe("link requests", () => {
  test("default: a device of the group reads who wants to join", () => {
    expect(deviceMessageKind(data)).toBe("link");
    expect(openLinkRequest({ data, ...asMember })).toEqual({ deviceId, record, request });
  });

  test("behaviour: the wire form, opened by libsodium", () => {
    const dict = asBtDict(btDecode(data));
    expect([...dict.keys()]).toEqual(["", "E", "L", "i"]);
    const ephemeral = btBytes(dict, "E", 32);
    const shared = sodium.crypto_scalarmult(accountKey.x25519Secret, ephemeral);
    const keyAndNonce = nobleCrypto.blake2b(concatBytes(shared, ephemeral, accountKey.publicKeys.x25519), {
      length: 56,
      personalization: utf8Encode("SessionDvGrpLink"),
    });
    const opened = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
      null,
      btBytes(dict, "L"),
      null,
      keyAndNonce.slice(32),
      keyAndNonce.slice(0, 32),
    );
    expect(opened).toEqual(request);
    expect([...asBtDict(btDecode(request)).keys()]).toEqual(["I", "i", "~"]);
  });

  test("behaviour: the device is named by the request, the account by its signature", () => {
    const { signature } = linkRequest.decode(request);
    expect(nobleCrypto.ed25519Verify(signature, request.slice(0, -71), alice.ed25519PublicKey)).toBe(true);
  });

  test("error: a device outside the group, whatever it knows of the account", () => {
    expect(errorCode(() => openLinkRequest({ data, account: alice, accountKeys: [] }))).toBe("key_not_found");
    expect(errorCode(() => openLinkRequest({ data, account: alice, accountKeys: [olderKey] }))).toBe(
      "key_not_found",
    );
  });

  test("error: another account", () => {
    expect(errorCode(() => openLinkRequest({ data, account: bob, accountKeys: [accountKey] }))).toBe(
      "key_not_found",
    );
  });

  test("error: a request that somebody else signed", () => {
    const forged = sealLinkRequest({
      deviceId,
      record,
      linkX25519: accountKey.publicKeys.x25519,
      account: { ed25519Seed: bob.ed25519Seed, x25519PublicKey: alice.x25519PublicKey },
      random: seededRandom("forged"),
    });
    expect(errorCode(() => openLinkRequest({ data: forged.data, ...asMember }))).toBe("signature_invalid");
  });

  test("error: a damaged ciphertext", () => {
    const message = linkMessage.decode(data);
    const sealed = Uint8Array.from(message.sealed).fill(0, 0, 1);
    expect(
      errorCode(() => openLinkRequest({ data: linkMessage.encode({ ...message, sealed }), ...asMember })),
    ).toBe("decryption_failed");
  });

  test("error: a group key of small order", () => {
    const options = { deviceId, record, account: alice, random: seededRandom("small") };
    expect(errorCode(() => sealLinkRequest({ ...options, linkX25519: new Uint8Array(32) }))).toBe(
      "invalid_encoding",
    );
  });

  test("error: a record that no node would store", () => {
    const options = { deviceId, account: alice, linkX25519: accountKey.publicKeys.x25519 };
    const large = { ...record, extra: new Map([["y", new Uint8Array(76_000)]]) };
    expect(
      errorCode(() => sealLinkRequest({ ...options, record: large, random: seededRandom("large") })),
    ).toBe("out_of_range");
  });

  test("error: random bytes, with and without the form of a request", () => {
    fc.assert(
      fc.property(
        bytes({ max: 300 }),
        bytes32,
        bytes({ min: 2, max: 2 }),
        (noise, ephemeral, keyIndicator) => {
          expect(errorCode(() => openLinkRequest({ data: noise, ...asMember }))).not.toBe("none");
          const formed = linkMessage.encode({ ephemeral, keyIndicator, sealed: noise, extra: new Map() });
          expect(errorCode(() => openLinkRequest({ data: formed, ...asMember }))).not.toBe("none");
        },
      ),
      { numRuns: 50 },
    );
  });

  test("error: any bit flipped in the parts that are sealed", () => {
    const start = data.length - request.length - 16;
    fc.assert(
      fc.property(fc.integer({ min: start * 8, max: data.length * 8 - 1 }), (bit) => {
        const damaged = Uint8Array.from(data);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(errorCode(() => openLinkRequest({ data: damaged, ...asMember }))).not.toBe("none");
      }),
      { numRuns: 30 },
    );
  });
});

describe("linkMessage", () => {
  const messages: fc.Arbitrary<LinkMessage> = fc.record({
    ephemeral: bytes32,
    keyIndicator: bytes({ min: 2, max: 2 }),
    sealed: bytes({ max: 60 }),
    extra: fc.constantFrom<LinkMessage["extra"]>(new Map(), new Map([["z", 1n]])),
  });

  test("behaviour: keeps the codec laws", () => {
    checkCodecLaws(linkMessage, messages, { numRuns: 60 });
  });

  test.each<[string, Readonly<Record<string, Uint8Array>>, string]>([
    ["another type", { "": utf8Encode("G") }, "invalid_encoding"],
    ["a short ephemeral key", { E: new Uint8Array(31) }, "invalid_length"],
    ["a long indicator", { i: new Uint8Array(3) }, "invalid_length"],
  ])("error: %s", (_name, change, code) => {
    const encoded = btEncode(new Map([...asBtDict(btDecode(data)), ...Object.entries(change)]));
    expect(errorCode(() => linkMessage.decode(encoded))).toBe(code);
  });

  test("error: more than a node stores", () => {
    expect(errorCode(() => linkMessage.decode(new Uint8Array(76_801)))).toBe("invalid_length");
  });
});

describe("linkRequest", () => {
  const requests: fc.Arbitrary<LinkRequest> = fc.record({
    deviceId: bytes32.map((raw) => deviceIdFromBytes(raw)),
    record: fc.constantFrom(record, { ...record, sequence: 9, extra: new Map([["y", [1n]]]) }),
    extra: fc.constantFrom<LinkRequest["extra"]>(new Map(), new Map([["Z", 1n]])),
    signature: bytes({ min: 64, max: 64 }),
  });

  test("behaviour: keeps the codec laws", () => {
    checkCodecLaws(linkRequest, requests, { numRuns: 40 });
  });

  test.each<[string, Readonly<Record<string, Uint8Array | bigint>>, string]>([
    ["a device ID of another length", { I: new Uint8Array(31) }, "invalid_length"],
    ["a record that is a tombstone", { i: 5n }, "invalid_encoding"],
    ["a field behind the signature", { "~x": 1n }, "unexpected_field"],
  ])("error: %s", (_name, change, code) => {
    const encoded = btEncode(new Map([...asBtDict(btDecode(request)), ...Object.entries(change)]));
    expect(errorCode(() => linkRequest.decode(encoded))).toBe(code);
  });
});

describe("linkEmoji", () => {
  test("default: both devices show the same, of a request that was swapped others", () => {
    const onNewDevice = linkEmoji(request);
    expect(linkEmoji(openLinkRequest({ data, ...asMember }).request)).toEqual(onNewDevice);
    const swapped = sealLinkRequest({
      deviceId,
      record: { ...record, publicKeys: deriveDeviceKeys(new Uint8Array(32).fill(6)).publicKeys },
      linkX25519: accountKey.publicKeys.x25519,
      account: alice,
      random: seededRandom("swapped"),
    });
    const shown = (all: ReturnType<typeof linkEmoji>): string =>
      all
        .slice(0, LINK_EMOJI_SHOWN)
        .map(({ emoji }) => emoji)
        .join(" ");
    expect(shown(linkEmoji(swapped.request))).not.toBe(shown(onNewDevice));
    expect(onNewDevice.length).toBe(LINK_EMOJI_ALL);
  });

  test("behaviour: libsodium makes the same hash", () => {
    const text = utf8Encode("the decrypted request");
    const salt = nobleCrypto.blake2b(text, { length: 16, personalization: utf8Encode("SessionLinkEmoji") });
    const hash = sodium.crypto_pwhash(
      16,
      text,
      salt,
      2,
      16 * 1024 * 1024,
      sodium.crypto_pwhash_ALG_ARGON2ID13,
    );
    expect(linkEmojiIndices(text)).toEqual(sixBitGroups(hash));
  });

  test.each([
    ["the lowest six bits come first", "3f000000000000000000000000000000", [63, 0, 0]],
    ["the second index crosses into the next byte", "c00f0000000000000000000000000000", [0, 63, 0]],
    ["the number is little-endian", "01100000000000000000000000000000", [1, 0, 1]],
  ])("behaviour: %s", (_name, hash, first) => {
    expect(sixBitGroups(hexDecode(hash)).slice(0, 3)).toEqual(first);
  });

  test("behaviour: the eleventh and the last index", () => {
    // Bits 60 to 65 and 120 to 125; the two highest bits take no part.
    expect(sixBitGroups(hexDecode("00000000000000f00300000000000000"))[10]).toBe(63);
    expect(sixBitGroups(hexDecode("000000000000000000000000000000ff"))[20]).toBe(63);
    expect(sixBitGroups(new Uint8Array(16).fill(255))).toEqual(Array.from({ length: 21 }, () => 63));
  });

  test("behaviour: the 64 emoji of Matrix", () => {
    expect(LINK_EMOJI.length).toBe(64);
    expect(new Set(LINK_EMOJI.map(({ emoji }) => emoji)).size).toBe(64);
    expect(new Set(LINK_EMOJI.map(({ name }) => name)).size).toBe(64);
    expect([0, 29, 37, 63].map((index) => LINK_EMOJI[index])).toEqual([
      { emoji: "🐶", name: "Dog" },
      { emoji: "❤️", name: "Heart" },
      { emoji: "☂️", name: "Umbrella" },
      { emoji: "📌", name: "Pin" },
    ]);
  });
});
