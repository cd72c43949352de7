import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asBtDict, type BtValue, btDecode, btEncode } from "../bt/index.ts";
import { hexEncode, latin1Decode, utf8Encode } from "../bytes/index.ts";
import { secretBytes } from "../crypto/index.ts";
import { bytes, bytes32, checkCodecLaws, errorCode } from "../testing/index.ts";
import { type DeviceId, deviceIdBytes, deviceIdFromBytes } from "./device-id.ts";
import { type DevicePayload, devicePayload } from "./device-payload.ts";
import { type DeviceEntry, type DeviceRecord, type Devices, mergeDevices } from "./device-record.ts";
import { deriveDeviceKeys } from "./hybrid-keys.ts";

const publicKeys = deriveDeviceKeys(new Uint8Array(32).fill(1)).publicKeys;
const otherKeys = deriveDeviceKeys(new Uint8Array(32).fill(2)).publicKeys;

function id(fill: number): DeviceId {
  return deviceIdFromBytes(new Uint8Array(32).fill(fill));
}
function record(sequence: number, more: Partial<DeviceRecord> = {}): DeviceRecord {
  return { kind: "device", sequence, updatedSeconds: 1_760_000_000, publicKeys, extra: new Map(), ...more };
}

const entries: fc.Arbitrary<DeviceEntry> = fc.oneof(
  fc
    .record(
      {
        sequence: fc.nat(3),
        updatedSeconds: fc.nat(),
        publicKeys: fc.constantFrom(publicKeys, otherKeys),
        description: fc.constantFrom("", "Alice’s phone"),
        platform: fc.constantFrom("i", "ours"),
        version: fc.nat(),
        extra: fc.constantFrom<ReadonlyMap<string, BtValue>>(new Map(), new Map([["x", [1n, 2n]]])),
      },
      { requiredKeys: ["sequence", "updatedSeconds", "publicKeys", "extra"] },
    )
    .map((fields): DeviceRecord => ({ kind: "device", ...fields })),
  fc.record({
    kind: fc.constantFrom("removed" as const, "left" as const), // literal types
    goneSeconds: fc.integer({ min: 1, max: 5 }),
  }),
);
const deviceLists: fc.Arbitrary<Devices> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }).map(id), entries), { maxLength: 4 })
  .map((list) => new Map(list));

describe("devicePayload", () => {
  const payloads: fc.Arbitrary<DevicePayload> = fc.record({
    devices: deviceLists,
    accountKeys: fc.array(
      fc.record(
        { seed: bytes32.map(secretBytes), createdSeconds: fc.nat(), rotatedSeconds: fc.nat() },
        { requiredKeys: ["seed", "createdSeconds"] },
      ),
      { maxLength: 3 },
    ),
    extra: fc.constantFrom<DevicePayload["extra"]>(new Map(), new Map([["Z", utf8Encode("new")]])),
  });

  test("behaviour: keeps the codec laws", () => {
    checkCodecLaws(devicePayload, payloads, { numRuns: 40 });
  });

  test("default: the wire form", () => {
    const payload: DevicePayload = {
      devices: new Map<DeviceId, DeviceEntry>([
        [id(0x62), { kind: "left", goneSeconds: 9 }],
        [id(0x61), { kind: "removed", goneSeconds: 8 }],
      ]),
      accountKeys: [
        { seed: secretBytes(new Uint8Array(32).fill(0x73)), createdSeconds: 5, rotatedSeconds: 6 },
        { seed: secretBytes(new Uint8Array(32).fill(0x74)), createdSeconds: 6 },
      ],
      extra: new Map(),
    };
    expect(latin1Decode(devicePayload.encode(payload))).toBe(
      `d1:Dd32:${"a".repeat(32)}i8e32:${"b".repeat(32)}i-9ee` +
        `1:Kld1:ci5e1:ri6e1:s32:${"s".repeat(32)}ed1:ci6e1:s32:${"t".repeat(32)}eee`,
    );
  });

  test("default: a record on the wire", () => {
    const full = record(7, { description: "pad", platform: "d", version: 2_025_000 });
    const encoded = devicePayload.encode({
      devices: new Map([[id(0x61), full]]),
      accountKeys: [],
      extra: new Map(),
    });
    const [, dict] = [...asBtDict(asBtDict(btDecode(encoded)).get("D") ?? 0n)][0] ?? [];
    expect([...asBtDict(dict ?? 0n).keys()]).toEqual(["#", "@", "M", "X", "d", "t", "v"]);
    expect(devicePayload.decode(encoded).devices.get(id(0x61))).toEqual(full);
  });

  const wireRecord = new Map<string, BtValue>([
    ["#", 1n],
    ["@", 1n],
    ["M", publicKeys.mlKem],
    ["X", publicKeys.x25519],
  ]);
  const wire = (key: Uint8Array, value: BtValue): Uint8Array =>
    btEncode(
      new Map<string, BtValue>([
        ["D", new Map([[latin1Decode(key), value]])],
        ["K", []],
      ]),
    );
  const deviceKey = new Uint8Array(32).fill(0xff);

  test.each<[string, BtValue, string]>([
    ["none", wireRecord, "none"],
    ["an unknown field", new Map([...wireRecord, ["y", 1n]]), "none"],
    ["a tombstone without a time", 0n, "out_of_range"],
    ["a tombstone beyond all times", -(2n ** 63n), "out_of_range"],
    ["a text for a record", utf8Encode("x"), "invalid_encoding"],
    ["no keys", new Map([["#", 1n]]), "missing_field"],
    [
      "an ML-KEM key that breaks FIPS 203",
      new Map<string, BtValue>([...wireRecord, ["M", new Uint8Array(1184).fill(255)]]),
      "invalid_encoding",
    ],
    [
      "a description of 65 bytes",
      new Map<string, BtValue>([...wireRecord, ["d", new Uint8Array(65).fill(65)]]),
      "out_of_range",
    ],
    [
      "a description that is no text",
      new Map<string, BtValue>([...wireRecord, ["d", Uint8Array.of(0xff)]]),
      "invalid_encoding",
    ],
    ["a sequence below zero", new Map<string, BtValue>([...wireRecord, ["#", -1n]]), "out_of_range"],
  ])("error: in a record: %s", (_name, value, code) => {
    expect(errorCode(() => devicePayload.decode(wire(deviceKey, value)))).toBe(code);
  });

  test.each<[string, Uint8Array, string]>([
    ["a device ID of 31 bytes", wire(deviceKey.subarray(1), 1n), "invalid_length"],
    ["no devices", utf8Encode("d1:Klee"), "missing_field"],
    ["no account keys", utf8Encode("d1:Ddee"), "missing_field"],
    ["an account key without a seed", utf8Encode("d1:Dde1:Kld1:ci1eeee"), "missing_field"],
    ["an account key that is no dict", utf8Encode("d1:Dde1:Kli1eee"), "invalid_encoding"],
    ["an account key made before 1970", utf8Encode("d1:Dde1:Kld1:ci-1e1:s0:eee"), "invalid_length"],
  ])("error: %s", (_name, encoded, code) => {
    expect(errorCode(() => devicePayload.decode(encoded))).toBe(code);
  });

  test("error: encoding values outside the format", () => {
    const encode = (entry: DeviceEntry): unknown =>
      devicePayload.encode({ devices: new Map([[id(1), entry]]), accountKeys: [], extra: new Map() });
    for (const entry of [
      record(-1),
      record(1, { description: "é".repeat(33) }),
      record(1, { version: 0.5 }),
      record(1, { publicKeys: { ...publicKeys, x25519: new Uint8Array(31) } }),
      record(1, { extra: new Map([["#", 1n]]) }),
      { kind: "removed", goneSeconds: 0 } as const,
    ])
      expect(() => encode(entry)).toThrow(RangeError);
  });
});

describe("mergeDevices", () => {
  const merge = (a: DeviceEntry, b: DeviceEntry): DeviceEntry | undefined =>
    mergeDevices(new Map([[id(1), a]]), new Map([[id(1), b]])).get(id(1));
  const removed = (goneSeconds: number): DeviceEntry => ({ kind: "removed", goneSeconds });
  const left = (goneSeconds: number): DeviceEntry => ({ kind: "left", goneSeconds });

  test("default: devices that only one side knows stay", () => {
    const merged = mergeDevices(new Map([[id(1), record(1)]]), new Map([[id(2), record(5)]]));
    expect([...merged.keys()]).toEqual([id(1), id(2)]);
  });

  test.each<[string, DeviceEntry, DeviceEntry]>([
    ["the higher sequence over the lower", record(2), record(1, { publicKeys: otherKeys })],
    ["a departure over any record", left(1), record(99)],
    ["a removal over any record", removed(1), record(99)],
    ["a removal over a later departure", removed(1), left(9)],
    ["the later removal", removed(2), removed(1)],
    ["the later departure", left(2), left(1)],
  ])("behaviour: %s", (_name, winner, loser) => {
    expect(merge(winner, loser)).toBe(winner);
    expect(merge(loser, winner)).toBe(winner);
  });

  test("behaviour: of two records with one sequence all devices take the same", () => {
    const [a, b] = [record(3), record(3, { publicKeys: otherKeys })];
    expect(merge(a, b)).toEqual(merge(b, a));
  });

  test("behaviour: all devices converge whatever they hear in whatever order", () => {
    fc.assert(
      fc.property(deviceLists, deviceLists, deviceLists, (a, b, c) => {
        const ab = mergeDevices(a, b);
        expect(ab).toEqual(mergeDevices(b, a));
        expect(mergeDevices(ab, c)).toEqual(mergeDevices(a, mergeDevices(b, c)));
        expect(mergeDevices(ab, b)).toEqual(ab);
      }),
      { numRuns: 60 },
    );
  });
});

describe("DeviceId", () => {
  test("behaviour: 32 bytes as lower-case hex", () => {
    fc.assert(
      fc.property(bytes32, (raw) => {
        expect(deviceIdFromBytes(raw)).toBe(hexEncode(raw));
        expect(deviceIdBytes(deviceIdFromBytes(raw))).toEqual(raw);
      }),
    );
  });

  test("error: another length", () => {
    fc.assert(
      fc.property(bytes({ max: 31 }), (raw) => {
        expect(errorCode(() => deviceIdFromBytes(raw))).toBe("invalid_length");
      }),
    );
  });
});
