import { describe, expect, test } from "vitest";
import { checkMessageText, isSendKey } from "./message-text.ts";

describe("checkMessageText", () => {
  test("default: short text needs no counter", () => {
    expect(checkMessageText("Hello")).toEqual({ count: 5, isCounted: false, over: 0, isEmpty: false });
  });
  test("behaviour: white space alone is empty", () => {
    expect(checkMessageText(" \n\t").isEmpty).toBe(true);
  });
  test("behaviour: the counter appears from 1,800", () => {
    expect(checkMessageText("a".repeat(1_799)).isCounted).toBe(false);
    expect(checkMessageText("a".repeat(1_800)).isCounted).toBe(true);
  });
  test("error: more than 2,000 is over by the rest", () => {
    expect(checkMessageText("a".repeat(2_000)).over).toBe(0);
    expect(checkMessageText("a".repeat(2_013)).over).toBe(13);
  });
  test("behaviour: an emoji of one code point counts once", () => {
    expect(checkMessageText("🛶".repeat(2_000))).toMatchObject({ count: 2_000, over: 0 });
  });
});

describe("isSendKey", () => {
  const enter = { key: "Enter", shiftKey: false, isComposing: false, keyCode: 13 };
  test("default: Enter sends", () => {
    expect(isSendKey(enter)).toBe(true);
  });
  test("behaviour: Shift and Enter starts a new line", () => {
    expect(isSendKey({ ...enter, shiftKey: true })).toBe(false);
  });
  test("behaviour: Enter belongs to the input method while it composes, in either browser's way", () => {
    expect(isSendKey({ ...enter, isComposing: true })).toBe(false);
    expect(isSendKey({ ...enter, keyCode: 229 })).toBe(false);
  });
  test("behaviour: other keys never send", () => {
    expect(isSendKey({ ...enter, key: "a" })).toBe(false);
  });
});
