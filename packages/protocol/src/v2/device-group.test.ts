import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asBtDict, btBytes, btDecode, btEncode } from "../bt/index.ts";
import { concatBytes, hexEncode, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, secretBytes } from "../crypto/index.ts";
import { SessionError } from "../errors.ts";
import { alice, bob, bytes, checkCodecLaws, errorCode, seededRandom } from "../testing/index.ts";
import { openDeviceGroup, readDeviceGroupNotice, sealDeviceGroup } from "./device-group.ts";
import { deviceGroupCreatedMs, newDeviceGroupId } from "./device-group-id.ts";
import { type DeviceGroupMessage, deviceGroupMessage } from "./device-group-message.ts";
import { type DeviceId, deviceIdBytes, deviceIdFromBytes } from "./device-id.ts";
import { deviceMessageKind } from "./device-message.ts";
import { type DevicePayload, devicePayload } from "./device-payload.ts";
import type { DeviceEntry, DeviceRecord } from "./device-record.ts";
import { openSlot } from "./device-slots.ts";
import { deriveAccountKeys, deriveDeviceKeys, type HybridKeys } from "./hybrid-keys.ts";
import { type AccountKeySeed, rotateAccountKeys } from "./rotation.ts";
import { signedPart } from "./wire-dict.ts";

const nowMs = Date.UTC(2026, 3, 1, 9, 30, 15);
const groupId = newDeviceGroupId(nowMs, seededRandom("group"));
const deviceKeys: readonly HybridKeys[] = Array.from({ length: 6 }, (_, index) =>
  deriveDeviceKeys(new Uint8Array(32).fill(0xd0 + index)),
);
const phone = deviceAt(0);
const laptop = deviceAt(1);
const tablet = deviceAt(2);
const accountSeed = secretBytes(new Uint8Array(32).fill(0xac));
const accountKeys: readonly AccountKeySeed[] = [{ seed: accountSeed, createdSeconds: nowMs / 1000 }];

function deviceAt(index: number): { readonly id: DeviceId; readonly keys: HybridKeys } {
  const id = deviceIdFromBytes(new Uint8Array(32).fill(index + 1));
  return { id, keys: deviceKeys[index] ?? deriveDeviceKeys(new Uint8Array(32)) };
}
function recordOf(keys: HybridKeys): DeviceRecord {
  return {
    kind: "device",
    sequence: 1,
    updatedSeconds: 1_760_000_000,
    publicKeys: keys.publicKeys,
    extra: new Map(),
  };
}
function payloadOf(entries: readonly (readonly [DeviceId, DeviceEntry])[]): DevicePayload {
  return { devices: new Map(entries), accountKeys, extra: new Map() };
}
function seal(payload: DevicePayload, seed = "seal"): Uint8Array {
  return sealDeviceGroup({ payload, groupId, account: alice, random: seededRandom(seed) });
}
function open(data: Uint8Array, keys: HybridKeys): ReturnType<typeof openDeviceGroup> {
  return openDeviceGroup({ bytes: data, account: alice, deviceKeys: [keys] });
}

const two = payloadOf([
  [phone.id, recordOf(phone.keys)],
  [laptop.id, recordOf(laptop.keys)],
]);
const sealed = seal(two);

describe("sealDeviceGroup and openDeviceGroup", () => {
  test("default: every device of the group reads the payload", () => {
    for (const { keys } of [phone, laptop]) expect(open(sealed, keys)).toEqual({ groupId, payload: two });
  });

  test("behaviour: one to four devices look alike, the fifth takes four more slots", () => {
    const shape = (count: number): readonly [number, number, number] => {
      const entries = Array.from({ length: count }, (_, index) => deviceAt(index));
      const message = deviceGroupMessage.decode(
        seal(payloadOf(entries.map(({ id, keys }) => [id, recordOf(keys)]))),
      );
      return [message.slots.length, message.encryptedPayload.length, message.kicked.length];
    };
    expect([1, 4, 5].map(shape)).toEqual([
      [4, 8716, 0],
      [4, 8716, 0],
      [8, 8716, 0],
    ]);
  });

  test("behaviour: a payload beyond its bucket takes the next one", () => {
    const free = 2300 + 6400 - devicePayload.encode(two).length - "1:Z1000:".length;
    const sizeWith = (length: number): number =>
      deviceGroupMessage.decode(seal({ ...two, extra: new Map([["Z", new Uint8Array(length)]]) }))
        .encryptedPayload.length;
    expect([sizeWith(free), sizeWith(free + 1)]).toEqual([8716, 15_116]);
  });

  test("behaviour: the place of a device changes from message to message", () => {
    const places = [1, 2, 3, 4, 5, 6].map((round) => {
      const { slots, encryptedPayload, ephemeral } = deviceGroupMessage.decode(seal(two, `round ${round}`));
      return slots.findIndex(
        (slot) =>
          openSlot({ slot, encryptedPayload, device: phone.keys, ephemeral }, nobleCrypto) !== undefined,
      );
    });
    expect(places).not.toContain(-1);
    expect(new Set(places).size).toBeGreaterThan(1);
  });

  test("behaviour: a device that was removed reads the last message and not the next", () => {
    const rotated = rotateAccountKeys({ keys: accountKeys, seed: new Uint8Array(32).fill(9), nowMs });
    const next = seal({
      ...payloadOf([
        [phone.id, recordOf(phone.keys)],
        [laptop.id, { kind: "removed", goneSeconds: 1_760_000_001 }],
      ]),
      accountKeys: rotated,
    });
    expect(open(sealed, laptop.keys).payload.accountKeys).toEqual(accountKeys);
    expect(errorCode(() => open(next, laptop.keys))).toBe("key_not_found");
    expect(open(next, phone.keys).payload.accountKeys).toEqual(rotated);
    const kicked = (deviceId: DeviceId): boolean =>
      readDeviceGroupNotice({ bytes: next, account: alice, deviceId }).isKicked;
    expect([laptop, phone, tablet].map(({ id }) => kicked(id))).toEqual([true, false, false]);
  });

  test("behaviour: a departure is no removal, and the number of markers tells little", () => {
    const entries: [DeviceId, DeviceEntry][] = [[phone.id, recordOf(phone.keys)]];
    const markers = (more: readonly [DeviceId, DeviceEntry][]): number =>
      deviceGroupMessage.decode(seal(payloadOf([...entries, ...more]))).kicked.length;
    expect(markers([[laptop.id, { kind: "left", goneSeconds: 5 }]])).toBe(0);
    expect(markers([[laptop.id, { kind: "removed", goneSeconds: 5 }]])).toBe(4);
  });

  test("behaviour: an earlier key of the device still opens", () => {
    const keys = [tablet.keys, phone.keys];
    expect(openDeviceGroup({ bytes: sealed, account: alice, deviceKeys: keys }).payload).toEqual(two);
  });

  test("behaviour: the seeds in the payload do not stay behind in the buffers of its encryption", () => {
    const buffers: Uint8Array[] = [];
    const keep = (buffer: Uint8Array): Uint8Array => {
      buffers.push(buffer);
      return buffer;
    };
    const crypto: CryptoProvider = {
      ...nobleCrypto,
      xchacha20Poly1305Seal: (key, nonce, plaintext) =>
        nobleCrypto.xchacha20Poly1305Seal(key, nonce, keep(plaintext)),
      xchacha20Poly1305Open: (...args) => keep(nobleCrypto.xchacha20Poly1305Open(...args)),
    };
    const bytes = sealDeviceGroup({
      payload: two,
      groupId,
      account: alice,
      random: seededRandom("seal"),
      crypto,
    });
    expect(openDeviceGroup({ bytes, account: alice, deviceKeys: [phone.keys], crypto }).payload).toEqual(two);
    expect(buffers.map((buffer) => buffer.every((byte) => byte === 0))).toEqual([true, true]);
  });

  test("error: slots in another order, though the account signed it", () => {
    const message = deviceGroupMessage.decode(sealed);
    const reordered = resign({ ...message, slots: message.slots.toReversed() });
    expect(errorCode(() => open(reordered, phone.keys))).toBe("decryption_failed");
  });

  test("error: nobody with the recovery phrase alone reads it", () => {
    expect(errorCode(() => open(sealed, tablet.keys))).toBe("key_not_found");
    expect(errorCode(() => openDeviceGroup({ bytes: sealed, account: alice, deviceKeys: [] }))).toBe(
      "key_not_found",
    );
  });

  test("error: another account", () => {
    expect(errorCode(() => openDeviceGroup({ bytes: sealed, account: bob, deviceKeys: [phone.keys] }))).toBe(
      "signature_invalid",
    );
  });

  test("error: any bit flipped", () => {
    fc.assert(
      fc.property(fc.nat({ max: sealed.length * 8 - 1 }), (bit) => {
        const damaged = Uint8Array.from(sealed);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(errorCode(() => open(damaged, phone.keys))).not.toBe("none");
      }),
      { numRuns: 40 },
    );
  });

  test("error: signed by the account but damaged before", () => {
    const message = deviceGroupMessage.decode(sealed);
    const encryptedPayload = Uint8Array.from(message.encryptedPayload).fill(0, 0, 1);
    expect(errorCode(() => open(resign({ ...message, encryptedPayload }), phone.keys))).toBe(
      "decryption_failed",
    );
  });

  test("error: sealing without a device or an account key", () => {
    expect(() => seal(payloadOf([]))).toThrow(RangeError);
    expect(() => seal(payloadOf([[phone.id, { kind: "left", goneSeconds: 1 }]]))).toThrow(RangeError);
    expect(() => seal({ ...two, accountKeys: [] })).toThrow(RangeError);
  });

  test("error: a message that no node would store", () => {
    try {
      seal({ ...two, extra: new Map([["Z", new Uint8Array(75_000)]]) });
      expect.unreachable();
    } catch (error) {
      expect(error instanceof SessionError && error.code).toBe("out_of_range");
    }
  });
});

describe("readDeviceGroupNotice", () => {
  test("default: what a device outside the group learns", () => {
    expect(readDeviceGroupNotice({ bytes: sealed, account: alice, deviceId: tablet.id })).toEqual({
      groupId,
      linkX25519: deriveAccountKeys(accountSeed).publicKeys.x25519,
      isKicked: false,
    });
  });

  test("behaviour: the group ID looks different in every message", () => {
    const encrypted = ["a", "b"].map((seed) => deviceGroupMessage.decode(seal(two, seed)).encryptedGroupId);
    expect(encrypted[0]).not.toEqual(encrypted[1]);
  });

  test("behaviour: the marker is the hash that the specification names", () => {
    const data = seal(
      payloadOf([
        [phone.id, recordOf(phone.keys)],
        [laptop.id, { kind: "removed", goneSeconds: 5 }],
      ]),
    );
    const { ephemeral, kicked } = deviceGroupMessage.decode(data);
    const marker = nobleCrypto.blake2b(concatBytes(alice.ed25519Seed, deviceIdBytes(laptop.id)), {
      length: 16,
      key: ephemeral,
      personalization: utf8Encode("SessionDevKicked"),
    });
    expect(kicked.map(hexEncode)).toContain(hexEncode(marker));
  });

  test("error: another account", () => {
    expect(errorCode(() => readDeviceGroupNotice({ bytes: sealed, account: bob, deviceId: phone.id }))).toBe(
      "signature_invalid",
    );
  });
});

describe("device group IDs", () => {
  test("default: the minute of creation, then random bytes", () => {
    const id = newDeviceGroupId(90_000, { secure: (length) => new Uint8Array(length).fill(7) });
    expect(hexEncode(id)).toBe("0100000007070707");
    expect(deviceGroupCreatedMs(id)).toBe(60_000);
    expect(deviceGroupCreatedMs(groupId)).toBe(Date.UTC(2026, 3, 1, 9, 30));
  });

  test("error: another length", () => {
    expect(() => deviceGroupCreatedMs(new Uint8Array(7))).toThrow(RangeError);
  });
});

describe("deviceGroupMessage", () => {
  const of = (length: number): fc.Arbitrary<Uint8Array> => bytes({ min: length, max: length });
  const messages: fc.Arbitrary<DeviceGroupMessage> = fc.record({
    encryptedGroupId: of(8),
    ephemeral: of(32),
    slots: fc.array(fc.record({ index: of(2), encryptedKey: of(32), ciphertext: of(1088) }), {
      minLength: 1,
      maxLength: 3,
    }),
    linkX25519: of(32),
    encryptedPayload: bytes({ max: 40 }),
    kicked: fc.array(of(16), { maxLength: 3 }),
    extra: fc.constantFrom<DeviceGroupMessage["extra"]>(new Map(), new Map([["Z", 1n]])),
    signature: of(64),
  });

  test("behaviour: keeps the codec laws", () => {
    checkCodecLaws(deviceGroupMessage, messages, { numRuns: 25 });
  });

  test("behaviour: wire keys in their order", () => {
    const data = seal(
      payloadOf([
        [phone.id, recordOf(phone.keys)],
        [laptop.id, { kind: "removed", goneSeconds: 1 }],
      ]),
    );
    const dict = asBtDict(btDecode(data));
    expect([...dict.keys()]).toEqual(["", "@", "A", "C", "K", "X", "d", "k", "~"]);
    expect([btBytes(dict, "C").length, btBytes(dict, "K").length, btBytes(dict, "k").length]).toEqual([
      4 * 1088,
      4 * 34,
      4 * 16,
    ]);
  });

  test.each<[string, Readonly<Record<string, Uint8Array | bigint>>, string]>([
    ["another type", { "": utf8Encode("L") }, "invalid_encoding"],
    ["a type that is a number", { "": 1n }, "invalid_encoding"],
    ["ciphertexts of another length", { C: new Uint8Array(1087) }, "invalid_length"],
    ["no ciphertext", { C: new Uint8Array(), K: new Uint8Array() }, "invalid_length"],
    ["fewer keys than ciphertexts", { K: new Uint8Array(34) }, "invalid_length"],
    ["keys of another length", { K: new Uint8Array(35) }, "invalid_length"],
    ["markers of another length", { k: new Uint8Array(15) }, "invalid_length"],
    ["no marker where markers are", { k: new Uint8Array() }, "invalid_length"],
    ["a short ephemeral key", { A: new Uint8Array(31) }, "invalid_length"],
    ["a field behind the signature", { "~~": 1n }, "unexpected_field"],
  ])("error: %s", (_name, change, code) => {
    const bytes = btEncode(new Map([...asBtDict(btDecode(sealed)), ...Object.entries(change)]));
    expect(errorCode(() => deviceGroupMessage.decode(bytes))).toBe(code);
  });

  test.each(["", "@", "A", "C", "K", "X", "d", "~"])("error: no field %j", (key) => {
    const bytes = btEncode(new Map([...asBtDict(btDecode(sealed))].filter(([name]) => name !== key)));
    expect(errorCode(() => deviceGroupMessage.decode(bytes))).toBe("missing_field");
  });

  test("error: encoding without a slot, or parts of another length", () => {
    const message = deviceGroupMessage.decode(sealed);
    for (const change of [
      { slots: [] },
      { kicked: [new Uint8Array(15)] },
      { encryptedGroupId: new Uint8Array(9) },
      { slots: message.slots.map((slot) => ({ ...slot, index: new Uint8Array(1) })) },
    ])
      expect(() => deviceGroupMessage.encode({ ...message, ...change })).toThrow(RangeError);
  });
});

describe("deviceMessageKind", () => {
  test("default", () => {
    expect(deviceMessageKind(sealed)).toBe("group");
    expect(deviceMessageKind(utf8Encode("d0:1:Le"))).toBe("link");
    expect(deviceMessageKind(utf8Encode("d0:1:Xe"))).toBe("unknown");
  });

  test("error: random bytes", () => {
    fc.assert(
      fc.property(bytes({ max: 200 }), (noise) => {
        errorCode(() => deviceMessageKind(noise));
        expect(errorCode(() => open(noise, phone.keys))).not.toBe("none");
      }),
    );
  });

  test("error: a key that a stranger wrote does not go into the message of the error", () => {
    const long = `~${"x".repeat(1000)}`;
    const data = btEncode(new Map([...asBtDict(btDecode(sealed)), [long, 1n]]));
    expect(() => deviceGroupMessage.decode(data)).toThrow(
      /^~: expected no field behind it, for it would not cover that$/,
    );
  });

  test.each([
    ["no type", utf8Encode("de"), "missing_field"],
    ["no dict", utf8Encode("le"), "invalid_encoding"],
    ["more than a node stores", new Uint8Array(76_801), "invalid_length"],
  ])("error: %s", (_name, data, code) => {
    expect(errorCode(() => deviceMessageKind(data))).toBe(code);
  });
});

/** The message with a signature of the account over what it now says. */
function resign(message: DeviceGroupMessage): Uint8Array {
  const signed = signedPart(asBtDict(btDecode(deviceGroupMessage.encode(message))));
  return deviceGroupMessage.encode({
    ...message,
    signature: nobleCrypto.ed25519Sign(signed, alice.ed25519Seed),
  });
}
