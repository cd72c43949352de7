import { describe, expect, test } from "vitest";
import type { HybridPublicKeys } from "./hybrid-keys.ts";
import {
  type ContactKeyState,
  chooseProtocol,
  isFetchDue,
  noteNoRecord,
  noteRecord,
  recordFreshness,
  type SeenRecord,
} from "./record-cache.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
const now = Date.UTC(2026, 5, 1);

const publicKeys: HybridPublicKeys = { mlKem: new Uint8Array(1184), x25519: new Uint8Array(32) };
const otherKeys: HybridPublicKeys = { mlKem: new Uint8Array(1184).fill(1), x25519: new Uint8Array(32) };

function seen(ageMs: number, more: Partial<SeenRecord> = {}): ContactKeyState {
  return { seen: { publicKeys, fetchedMs: now - ageMs, ...more } };
}
function choose(
  state: ContactKeyState,
  options: { readonly nodesTried?: number; readonly isStrict?: boolean; readonly nowMs?: number } = {},
): ReturnType<typeof chooseProtocol> {
  return chooseProtocol({ state, nodesTried: 0, isStrict: false, nowMs: now, ...options });
}

describe("recordFreshness", () => {
  test.each([
    ["just fetched", 0, "fresh"],
    ["23:59 h", 24 * HOUR_MS - MINUTE_MS, "fresh"],
    ["24 h", 24 * HOUR_MS, "usable"],
    ["24:01 h", 24 * HOUR_MS + MINUTE_MS, "usable"],
    ["48 h", 48 * HOUR_MS, "usable"],
    ["48:01 h", 48 * HOUR_MS + MINUTE_MS, "mustFetch"],
    ["the clock was set back", -1, "mustFetch"],
  ])("behaviour: %s", (_name, ageMs, expected) => {
    expect(recordFreshness(now - ageMs, now)).toBe(expected);
  });
});

describe("chooseProtocol for a contact never seen with V2", () => {
  test("default: fetch first", () => {
    expect(choose({})).toEqual({ kind: "fetch", nodesMin: 1 });
  });

  test("behaviour: V1 without a word when there is no record", () => {
    const v1 = { kind: "v1", reason: "neverSeen", needsNotice: false, needsConfirmation: false };
    expect(choose(noteNoRecord({}, 1, now), { isStrict: true })).toEqual(v1);
    expect(choose({}, { nodesTried: 1 })).toEqual(v1);
  });

  test("behaviour: no record is believed for an hour", () => {
    const state = noteNoRecord({}, 1, now);
    expect(choose(state, { nowMs: now + HOUR_MS - 1 }).kind).toBe("v1");
    expect(choose(state, { nowMs: now + HOUR_MS })).toEqual({ kind: "fetch", nodesMin: 1 });
    expect(choose(state, { nowMs: now - 1 })).toEqual({ kind: "fetch", nodesMin: 1 });
  });
});

describe("chooseProtocol for a contact seen with V2", () => {
  test("behaviour: a fresh record is used, an older one is refreshed meanwhile", () => {
    expect(choose(seen(HOUR_MS))).toEqual({ kind: "v2", publicKeys, isRefreshDue: false });
    expect(choose(seen(30 * HOUR_MS))).toEqual({ kind: "v2", publicKeys, isRefreshDue: true });
  });

  test("behaviour: after 48 hours three nodes are asked before anything else", () => {
    const state = seen(49 * HOUR_MS);
    expect(choose(state)).toEqual({ kind: "fetch", nodesMin: 3 });
    expect(choose(state, { nodesTried: 2 })).toEqual({ kind: "fetch", nodesMin: 3 });
    expect(choose(noteNoRecord(state, 2, now))).toEqual({ kind: "fetch", nodesMin: 3 });
  });

  test("behaviour: a hidden record never makes a silent V1: the cached keys serve for 16 days", () => {
    for (const ageMs of [49 * HOUR_MS, 16 * DAY_MS]) {
      const state = noteNoRecord(seen(ageMs), 3, now);
      const expected = { kind: "v2", publicKeys, isRefreshDue: false };
      expect(choose(state)).toEqual(expected);
      expect(choose(seen(ageMs), { nodesTried: 3 })).toEqual(expected);
    }
  });

  test("behaviour: after 16 days V1, said openly, and in strict mode only when confirmed", () => {
    const state = seen(16 * DAY_MS + 1);
    expect(choose(state)).toEqual({ kind: "fetch", nodesMin: 3 });
    const v1 = { kind: "v1", reason: "keysTooOld", needsNotice: true };
    expect(choose(state, { nodesTried: 3 })).toEqual({ ...v1, needsConfirmation: false });
    expect(choose(state, { nodesTried: 3, isStrict: true })).toEqual({ ...v1, needsConfirmation: true });
  });

  test("behaviour: a signed stop leads to V1 from its time on, said openly", () => {
    const state = seen(HOUR_MS, { stopSeconds: now / 1000 });
    expect(choose(state, { nowMs: now - 1 }).kind).toBe("v2");
    expect(choose(state, { isStrict: true })).toEqual({
      kind: "v1",
      reason: "stopped",
      needsNotice: true,
      needsConfirmation: true,
    });
  });

  test("behaviour: an old stop is looked up again, for it may have been withdrawn", () => {
    expect(choose(seen(3 * DAY_MS, { stopSeconds: 1 }))).toEqual({ kind: "fetch", nodesMin: 3 });
    expect(choose(seen(3 * DAY_MS, { stopSeconds: 1 }), { nodesTried: 3 })).toMatchObject({
      reason: "stopped",
    });
  });

  test("behaviour: a background refresh that just failed is not repeated with every message", () => {
    expect(choose(noteNoRecord(seen(30 * HOUR_MS), 1, now))).toMatchObject({ isRefreshDue: false });
  });
});

describe("noteRecord", () => {
  const createdSeconds = now / 1000 - 600;

  test("default: the record is remembered with the time of the fetch, and no record is forgotten", () => {
    const state = noteRecord(noteNoRecord({}, 3, now), { publicKeys, createdSeconds, stopSeconds: 9 }, now);
    expect(state).toEqual({ seen: { publicKeys, createdSeconds, stopSeconds: 9, fetchedMs: now } });
  });

  test.each([
    ["a later record", createdSeconds + 60, false],
    ["a record of the same minute", createdSeconds, false],
    ["an earlier record", createdSeconds - 60, true],
  ])("behaviour: %s", (_name, seconds, isReplayed) => {
    const before = seen(HOUR_MS, { createdSeconds });
    const after = noteRecord(before, { publicKeys: otherKeys, createdSeconds: seconds }, now);
    expect(after === "replayed").toBe(isReplayed);
  });

  test("behaviour: a record without a time replaces one with a time only when that is of no use any more", () => {
    const record = { publicKeys: otherKeys };
    expect(noteRecord(seen(16 * DAY_MS, { createdSeconds }), record, now)).toBe("replayed");
    expect(noteRecord(seen(16 * DAY_MS + 1, { createdSeconds }), record, now)).toEqual({
      seen: { publicKeys: otherKeys, fetchedMs: now },
      newestSeconds: createdSeconds,
    });
  });

  test("behaviour: the highest time is remembered through records without one", () => {
    const untimed = { publicKeys: otherKeys };
    const first = noteRecord(seen(17 * DAY_MS, { createdSeconds }), untimed, now);
    const second = first === "replayed" ? {} : noteRecord(first, untimed, now);
    expect(second).toEqual(first);
    const state = second === "replayed" ? {} : noteNoRecord(second, 3, now);
    expect(noteRecord(state, { publicKeys, createdSeconds: createdSeconds - 60 }, now)).toBe("replayed");
    expect(noteRecord(state, { publicKeys, createdSeconds: createdSeconds + 60 }, now)).toEqual({
      seen: { publicKeys, createdSeconds: createdSeconds + 60, fetchedMs: now },
    });
  });

  test("behaviour: among records without times the last one fetched counts", () => {
    expect(noteRecord(seen(HOUR_MS), { publicKeys: otherKeys }, now)).toEqual({
      seen: { publicKeys: otherKeys, fetchedMs: now },
    });
  });

  test("behaviour: a stop is withdrawn by a later record without it, not by an earlier one", () => {
    const stopped = seen(HOUR_MS, { createdSeconds, stopSeconds: createdSeconds });
    expect(noteRecord(stopped, { publicKeys, createdSeconds: createdSeconds - 60 }, now)).toBe("replayed");
    expect(noteRecord(stopped, { publicKeys, createdSeconds: createdSeconds + 60 }, now)).toEqual({
      seen: { publicKeys, createdSeconds: createdSeconds + 60, fetchedMs: now },
    });
  });
});

describe("isFetchDue", () => {
  test.each([
    ["never asked", {}, true],
    ["fresh", seen(HOUR_MS), false],
    ["a day old", seen(25 * HOUR_MS), true],
    ["just found none", noteNoRecord({}, 1, now), false],
    ["found none an hour ago", noteNoRecord({}, 1, now - HOUR_MS), true],
  ])("behaviour: opening a conversation: %s", (_name, state, expected) => {
    expect(isFetchDue(state, now)).toBe(expected);
  });
});
