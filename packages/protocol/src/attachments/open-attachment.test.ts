import { describe, expect, test } from "vitest";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { errorCode, seededRandom } from "../testing/index.ts";
import { openAttachment, sealDeterministicAttachment, sealLegacyAttachment } from "./index.ts";
import { SAMPLE, SEED } from "./testing/samples.ts";

describe("openAttachment", () => {
  const legacy = sealLegacyAttachment({ file: SAMPLE, random: seededRandom("open") });
  const deterministic = sealDeterministicAttachment({
    file: SAMPLE,
    ed25519Seed: SEED,
    purpose: "attachment",
  });
  const { body, key, digest, size } = legacy;

  test("default", () => {
    expect(openAttachment({ body, pointer: { key, digest, size } })).toEqual(SAMPLE);
    expect(openAttachment({ body: deterministic.body, pointer: { key: deterministic.key } })).toEqual(SAMPLE);
  });
  test("behaviour: the flag in the URL wins over the length of the key", () => {
    const url = "http://host/file/1#d=";
    expect(errorCode(() => openAttachment({ body, pointer: { key, digest, size, url } }))).toBe(
      "invalid_length",
    );
    expect(openAttachment({ body: deterministic.body, pointer: { key: deterministic.key, url } })).toEqual(
      SAMPLE,
    );
  });
  test.each([
    ["no key", { digest, size }],
    ["no digest", { key, size }],
    ["no size", { key, digest }],
  ])("error: %s", (_name, pointer) => {
    expect(errorCode(() => openAttachment({ body, pointer }))).toBe("missing_field");
  });
  test("behaviour: the given primitives are used", () => {
    const used: string[] = [];
    const crypto: CryptoProvider = {
      ...nobleCrypto,
      aesCbcOpen: (...args) => {
        used.push("aesCbcOpen");
        return nobleCrypto.aesCbcOpen(...args);
      },
    };
    expect(openAttachment({ body, pointer: { key, digest, size }, crypto })).toEqual(SAMPLE);
    expect(used).toEqual(["aesCbcOpen"]);
  });
});
