import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { errorCode } from "../testing/index.ts";
import { onsNameHash, openOnsAnswer } from "./index.ts";

// The answer and its account ID are those of libsession-util:tests/test_session_encrypt.cpp; the hash is hashlib's.

const ANSWER = {
  encrypted_value:
    "3575802dd9bfea72672a208840f37ca289ceade5d3ffacabe2d231f109d204329fc33e28c331580d9a8c9b8a64cacfec97",
  nonce: "00112233445566778899aabbccddeeff00ffeeddccbbaa99",
};
const ACCOUNT_ID = "05d2ad010eeb72d72e561d9de7bd7b6989af77dcabffa03a5111a6c859ae5c3a72";

describe("names of accounts", () => {
  test("default", () => {
    expect(onsNameHash("test")).toBe("kosgNmlD4q/RHrwOri5TqTvxd6T881vMZNUDcE5l4gI=");
    expect(openOnsAnswer({ name: "test", answer: ANSWER })).toBe(ACCOUNT_ID);
  });
  test("behaviour: capitals make no difference", () => {
    expect(onsNameHash("TesT")).toBe(onsNameHash("test"));
    expect(openOnsAnswer({ name: "TEST", answer: ANSWER })).toBe(ACCOUNT_ID);
  });
  test("behaviour: an answer without value is that of an unknown name", () => {
    expect(openOnsAnswer({ name: "test", answer: {} })).toBeUndefined();
  });
  test("compat: a value of the oldest form, without nonce, is ignored", () => {
    const { nonce: _left, ...answer } = ANSWER;
    expect(openOnsAnswer({ name: "test", answer })).toBeUndefined();
  });
  test.each([
    ["the value of another name", "other", ANSWER, "decryption_failed"],
    ["another nonce", "test", { ...ANSWER, nonce: "00".repeat(24) }, "decryption_failed"],
    ["a short value", "test", { ...ANSWER, encrypted_value: "00".repeat(48) }, "invalid_length"],
    ["a long nonce", "test", { ...ANSWER, nonce: "00".repeat(25) }, "invalid_length"],
    ["a value that is not hex", "test", { ...ANSWER, encrypted_value: "zz".repeat(49) }, "invalid_encoding"],
    ["a nonce that is no text", "test", { ...ANSWER, nonce: null }, "invalid_encoding"],
  ])("error: %s", (_case, name, answer, code) => {
    expect(errorCode(() => openOnsAnswer({ name, answer }))).toBe(code);
  });
  test("error: what is inside is no account ID", () => {
    const text = new TextEncoder().encode("test");
    const hash = nobleCrypto.blake2b(text, { length: 32 });
    const key = nobleCrypto.blake2b(text, { length: 32, key: hash });
    const group = nobleCrypto.xchacha20Poly1305Seal(key, hexDecode(ANSWER.nonce), new Uint8Array(33).fill(3));
    const answer = { ...ANSWER, encrypted_value: hexEncode(group) };
    expect(errorCode(() => openOnsAnswer({ name: "test", answer }))).toBe("invalid_encoding");
  });
  test("error: any answer gives an account, nothing or DecodeError", () => {
    const field = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.string({ unit: fc.constantFrom(..."09af") }));
    fc.assert(
      fc.property(fc.string(), field, field, (name, value, nonce) => {
        const answer = JSON.parse(JSON.stringify({ encrypted_value: value, nonce }));
        expect(["none", "invalid_encoding", "invalid_length", "decryption_failed"]).toContain(
          errorCode(() => openOnsAnswer({ name, answer })),
        );
      }),
    );
  });
});
