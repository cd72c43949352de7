import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkAccountId } from "./account-id-input.ts";

const OWN = `05${"ab".repeat(32)}`;
const OTHER = `05${"cd".repeat(32)}`;

describe("checkAccountId", () => {
  test("default: a full account ID is valid", () => {
    expect(checkAccountId(OTHER, OWN)).toEqual({ kind: "valid", accountId: OTHER });
  });
  test("behaviour: white space, also between groups, and capitals are forgiven", () => {
    const grouped = `  ${OTHER.toUpperCase().match(/.{4}/g)?.join(" ")} ${OTHER.slice(64)}\n`;
    expect(checkAccountId(grouped, OWN)).toEqual({ kind: "valid", accountId: OTHER });
  });
  test("error: one's own ID", () => {
    expect(checkAccountId(` ${OWN.toUpperCase()} `, OWN)).toEqual({ kind: "own" });
  });
  test("error: a wrong length is counted", () => {
    expect(checkAccountId(OTHER.slice(1), OWN)).toEqual({ kind: "length", count: 65 });
    expect(checkAccountId(`${OTHER}0`, OWN)).toEqual({ kind: "length", count: 67 });
  });
  test("error: another prefix is named", () => {
    expect(checkAccountId(`03${"cd".repeat(32)}`, OWN)).toEqual({ kind: "prefix", prefix: "03" });
  });
  test("error: other characters", () => {
    expect(checkAccountId(`${OTHER.slice(0, 65)}g`, OWN)).toEqual({ kind: "characters" });
    expect(checkAccountId("alice", OWN)).toEqual({ kind: "characters" });
  });
  test("error: nothing", () => {
    expect(checkAccountId(" \n", OWN)).toEqual({ kind: "empty" });
  });
  test("behaviour: only 66 hex digits that begin with 05 are ever valid", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."05abf xX"), maxLength: 80 }), (input) => {
        const check = checkAccountId(input, OWN);
        if (check.kind === "valid") expect(check.accountId).toMatch(/^05[0-9a-f]{64}$/);
      }),
    );
  });
});
