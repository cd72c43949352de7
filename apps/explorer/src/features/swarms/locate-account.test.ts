import { describe, expect, test } from "vitest";
import { locateAccount } from "./locate-account.ts";

const SWARMS = ["0000000000000000", "7fffffffffffffff"];
/** All key bytes zero but the first eight: the position is exactly those. */
const accountAt = (position: string) => `05${position}${"0".repeat(48)}`;

describe("locateAccount", () => {
  test("default: the nearest swarm on the ring holds the account", () => {
    expect(locateAccount(accountAt("7000000000000000"), SWARMS)).toEqual({
      kind: "found",
      position: 0x7000_0000_0000_0000n,
      swarmIdHex: "7fffffffffffffff",
    });
    expect(locateAccount(accountAt("f000000000000000"), SWARMS)).toMatchObject({
      swarmIdHex: "0000000000000000",
    });
  });
  test("behaviour: groups of digits and capitals are understood", () => {
    const typed = accountAt("7000000000000000")
      .toUpperCase()
      .replace(/(.{4})/g, "$1 ");
    expect(locateAccount(typed, SWARMS)).toMatchObject({ kind: "found" });
  });
  test("behaviour: without swarms the account has a place but no store", () => {
    expect(locateAccount(accountAt("0000000000000001"), [])).toEqual({ kind: "noSwarm", position: 1n });
  });
  test("error: says what is wrong with the text", () => {
    expect(locateAccount("", SWARMS)).toEqual({ kind: "empty" });
    expect(locateAccount("05ab", SWARMS)).toEqual({
      kind: "malformed",
      reason: "An account ID has 66 characters; this has 4.",
    });
    expect(locateAccount("hello", SWARMS)).toMatchObject({ kind: "malformed" });
    expect(locateAccount("0".repeat(1_000), SWARMS)).toMatchObject({ kind: "malformed" });
  });
});
