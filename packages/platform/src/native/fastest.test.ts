import { nobleCrypto } from "@session/protocol/crypto";
import { expect, test } from "vitest";
import { fastestCrypto } from "./fastest.ts";

test("default: the native provider, and its name for the log", () => {
  const { name, crypto } = fastestCrypto();
  expect(name).toBe("sodium-native");
  expect(crypto).not.toBe(nobleCrypto);
});

test("behaviour: the portable provider where the addon does not load", () => {
  const chosen = fastestCrypto(() => {
    throw new Error("no addon for this platform");
  });
  expect(chosen).toEqual({ name: "noble", crypto: nobleCrypto });
});
