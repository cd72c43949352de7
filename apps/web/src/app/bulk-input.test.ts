import { describe, expect, test } from "vitest";
import { isBulkInput } from "./bulk-input.ts";

/** Only the fields of an InputEvent that count. */
const eventOf = (fields: object) => Object.assign(new Event("input"), fields);

describe("isBulkInput", () => {
  test("default: typing is not", () => {
    expect(isBulkInput(eventOf({ inputType: "insertText", data: "a" }))).toBe(false);
    expect(isBulkInput(eventOf({ inputType: "insertReplacementText", data: "session " }))).toBe(false);
    expect(isBulkInput(eventOf({ inputType: "deleteContentBackward", data: null }))).toBe(false);
  });
  test("behaviour: pasted, dropped and filled in is", () => {
    expect(isBulkInput(eventOf({ inputType: "insertFromPaste", data: null }))).toBe(true);
    expect(isBulkInput(eventOf({ inputType: "insertFromDrop", data: "05" }))).toBe(true);
    expect(isBulkInput(eventOf({ inputType: "insertText", data: "session session" }))).toBe(true);
    expect(isBulkInput(new Event("input"))).toBe(true);
  });
});
