import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode } from "../bytes/index.ts";
import { secretBytes } from "../crypto/index.ts";
import { loadVector } from "../testing/index.ts";
import { deviceIdFromBytes } from "./device-id.ts";
import {
  type AccountKeySeed,
  currentAccountKey,
  expireAccountKeys,
  mergeAccountKeys,
  rotateAccountKeys,
  rotationTimeMs,
} from "./rotation.ts";

interface RotationCase {
  readonly current_seed: string;
  readonly device_id: string;
  readonly device_count: number;
  readonly u_le64_hex: string;
  readonly u: number;
  readonly epsilon_seconds: number;
  readonly rotate_after_created_seconds_floor: number;
}
const vectors = loadVector<{ readonly rotation: readonly RotationCase[] }>("protocol-v2").rotation;

const DAY_SECONDS = 86_400;
const start = 1_760_000_000;

function key(fill: number, createdSeconds: number, rotatedSeconds?: number): AccountKeySeed {
  return {
    seed: secretBytes(new Uint8Array(32).fill(fill)),
    createdSeconds,
    ...(rotatedSeconds !== undefined && { rotatedSeconds }),
  };
}
/** [first byte of the seed, created, rotated] of each key. */
function shape(keys: readonly AccountKeySeed[]): readonly (readonly (number | undefined)[])[] {
  return keys.map(({ seed, createdSeconds, rotatedSeconds }) => [seed[0], createdSeconds, rotatedSeconds]);
}

describe("rotationTimeMs", () => {
  test.each(vectors)("default: $device_id, one of $device_count", (vector) => {
    const createdSeconds = start;
    const delayMs =
      rotationTimeMs({
        current: { seed: secretBytes(hexDecode(vector.current_seed)), createdSeconds },
        deviceId: deviceIdFromBytes(hexDecode(vector.device_id)),
        deviceCount: vector.device_count,
      }) -
      createdSeconds * 1000;
    expect(delayMs).toBe(Math.floor((43_200 + vector.epsilon_seconds) * 1000));
    expect(Math.floor(delayMs / 1000)).toBe(vector.rotate_after_created_seconds_floor);
    // Eleven hours, and of two more the part that the hash leaves.
    const u = new DataView(hexDecode(vector.u_le64_hex).buffer).getBigUint64(0, true);
    expect(Number(u) / 2 ** 64).toBe(vector.u);
    expect(delayMs).toBe(Math.floor((39_600 + 7200 * (1 - vector.u ** vector.device_count)) * 1000));
  });

  test("behaviour: from 11 to 13 hours, and the earliest of many devices on average after 12", () => {
    const delayHours = (seed: number, device: number, deviceCount: number): number =>
      rotationTimeMs({
        current: key(seed, 0),
        deviceId: deviceIdFromBytes(new Uint8Array(32).fill(device)),
        deviceCount,
      }) / 3_600_000;
    const earliest = Array.from({ length: 200 }, (_, seed) =>
      Math.min(...[1, 2, 3, 4, 5].map((device) => delayHours(seed, device, 5))),
    );
    expect(Math.min(...earliest)).toBeGreaterThanOrEqual(11);
    expect(Math.max(...earliest)).toBeLessThanOrEqual(13);
    const mean = earliest.reduce((sum, hours) => sum + hours, 0) / earliest.length;
    expect(mean).toBeGreaterThan(11.85);
    expect(mean).toBeLessThan(12.15);
  });

  test.each([0, -1, 1.5, Number.NaN])("error: %s devices", (deviceCount) => {
    expect(() =>
      rotationTimeMs({ current: key(1, 0), deviceId: deviceIdFromBytes(new Uint8Array(32)), deviceCount }),
    ).toThrow(RangeError);
  });
});

describe("mergeAccountKeys", () => {
  test("default: the newest is current, the others ended when the next one began", () => {
    const merged = mergeAccountKeys([key(1, 100), key(3, 300)], [key(2, 200)]);
    expect(shape(merged)).toEqual([
      [3, 300, undefined],
      [2, 200, 300],
      [1, 100, 200],
    ]);
  });

  test("behaviour: after a race both keys stay and the smaller seed of one second wins", () => {
    const before = key(9, 100, 500);
    const merged = mergeAccountKeys([key(7, 500), before], [key(4, 500), before]);
    expect(shape(merged)).toEqual([
      [4, 500, undefined],
      [7, 500, 500],
      [9, 100, 500],
    ]);
  });

  test("behaviour: the earlier end wins", () => {
    expect(shape(mergeAccountKeys([key(1, 100, 150), key(2, 200)], [key(1, 100, 170)]))).toEqual([
      [2, 200, undefined],
      [1, 100, 150],
    ]);
    expect(shape(mergeAccountKeys([key(1, 100)], [key(1, 100, 170)]))).toEqual([[1, 100, 170]]);
    expect(shape(mergeAccountKeys([key(1, 100, 170)], [key(1, 100)]))).toEqual([[1, 100, 170]]);
  });

  test("behaviour: all devices converge whatever they hear in whatever order", () => {
    const lists = fc.array(
      fc
        .tuple(
          fc.integer({ min: 1, max: 6 }),
          fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
        )
        .map(([fill, rotated]) => key(fill, (fill >> 1) * 100, rotated)),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(lists, lists, lists, (a, b, c) => {
        const ab = mergeAccountKeys(a, b);
        expect(ab).toEqual(mergeAccountKeys(b, a));
        expect(mergeAccountKeys(ab, c)).toEqual(mergeAccountKeys(a, mergeAccountKeys(b, c)));
        expect(mergeAccountKeys(ab, ab)).toEqual(ab);
        expect(mergeAccountKeys(ab, a)).toEqual(ab);
      }),
    );
  });

  test("behaviour: two devices that rotate at once keep each other's key", () => {
    const shared = [key(1, start)];
    const nowMs = (start + 43_200) * 1000;
    const here = rotateAccountKeys({ keys: shared, seed: new Uint8Array(32).fill(2), nowMs });
    const there = rotateAccountKeys({ keys: shared, seed: new Uint8Array(32).fill(3), nowMs: nowMs + 5000 });
    const merged = mergeAccountKeys(here, there);
    expect(shape(merged)).toEqual([
      [3, start + 43_205, undefined],
      [2, start + 43_200, start + 43_205],
      [1, start, start + 43_200],
    ]);
    expect(mergeAccountKeys(there, here)).toEqual(merged);
  });
});

describe("rotateAccountKeys", () => {
  test("default: the first key of an account", () => {
    const keys = rotateAccountKeys({ keys: [], seed: new Uint8Array(32).fill(1), nowMs: 5999 });
    expect(shape(keys)).toEqual([[1, 5, undefined]]);
    expect(currentAccountKey(keys)).toEqual(keys[0]);
  });

  test("behaviour: a device with a slow clock still replaces the key", () => {
    const keys = rotateAccountKeys({ keys: [key(1, 100)], seed: new Uint8Array(32).fill(2), nowMs: 40_000 });
    expect(shape(keys)).toEqual([
      [2, 101, undefined],
      [1, 100, 101],
    ]);
  });

  test("error: a seed of another length", () => {
    expect(() => rotateAccountKeys({ keys: [], seed: new Uint8Array(31), nowMs: 0 })).toThrow(RangeError);
  });
});

describe("expireAccountKeys", () => {
  const list = [key(3, start), key(2, start - 500, start), key(1, start - 9000, start - 500)];

  test("behaviour: the current key stays however old it is", () => {
    const { keep, erase } = expireAccountKeys({ keys: list, nowMs: (start + 400 * DAY_SECONDS) * 1000 });
    expect([shape(keep), erase.length]).toEqual([[[3, start, undefined]], 2]);
  });

  test("behaviour: a replaced key stays for 16 days and not longer", () => {
    const endMs = (start + 16 * DAY_SECONDS) * 1000;
    const keys = [list[1] ?? key(0, 0)];
    expect(expireAccountKeys({ keys, nowMs: endMs }).erase).toEqual([]);
    expect(expireAccountKeys({ keys, nowMs: endMs + 1 }).keep).toEqual([]);
  });

  test("behaviour: after a stop the current key stays for the 30 days of its record and 16 more", () => {
    const keys = [key(3, start)];
    const stopRecordMs = start * 1000;
    const endMs = stopRecordMs + 46 * DAY_SECONDS * 1000;
    expect(expireAccountKeys({ keys, nowMs: endMs, stopRecordMs }).erase).toEqual([]);
    expect(expireAccountKeys({ keys, nowMs: endMs + 1, stopRecordMs }).keep).toEqual([]);
  });

  test("behaviour: a stop does not prolong the life of a replaced key", () => {
    const nowMs = (start + 17 * DAY_SECONDS) * 1000;
    expect(shape(expireAccountKeys({ keys: list, nowMs, stopRecordMs: nowMs }).keep)).toEqual([
      [3, start, undefined],
    ]);
  });

  test("behaviour: after 13 days offline the backlog opens, after 17 it does not", () => {
    const rotatedSeconds = start + 43_200;
    const mine = key(5, start, rotatedSeconds);
    const kept = (days: number): string[] =>
      expireAccountKeys({ keys: [mine], nowMs: (rotatedSeconds + days * DAY_SECONDS) * 1000 }).keep.map(
        ({ seed }) => hexEncode(seed.slice(0, 1)),
      );
    expect([kept(13), kept(17)]).toEqual([["05"], []]);
  });
});

test("currentAccountKey of no keys", () => {
  expect(currentAccountKey([])).toBeUndefined();
});
