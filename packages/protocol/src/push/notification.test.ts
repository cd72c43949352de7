import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { describe, expect, test } from "vitest";
import { base64Encode, concatBytes, utf8Encode } from "../bytes/index.ts";
import { bytes, bytes32, errorCode, scriptedRandom, seededRandom } from "../testing/index.ts";
import { openPushNotification, sealPushNotification } from "./index.ts";

// The two payloads were made with libsodium alone.

await sodium.ready;

const encryptionKey = Uint8Array.from({ length: 32 }, (_, index) => index);
const nonce = Uint8Array.from({ length: 24 }, (_, index) => 100 + index);
const CASES = [
  {
    title: "with a message",
    notification: { meta: { n: 0, l: 5 }, message: utf8Encode("hello") },
    payload:
      "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7EELKioQM56C9ALEdyk2H/CaOaBmBQKbf6VVkpyteeBCrBkN+LLb3x+oGZRxUVghRbuXQH5+yNKbPDwtI+4i+bFbTxOXQbqQt7g28lM36jkvz7YEljuPD+5FdqZHmkPy1TH2dd/Eh2BMAjAI/kTVZkrhgK3KRoKpcrj8T5FUBIMqJcb3DacjYbEzgYGvkK88YO0iJx1s4lEsWG+jq3b85+k8e6V2Mkf/ev0vIsiDqKCKBLHaJx1Cnv3dNuaXhJ8Stqk6KUMNPCAuAI70rKcpnCNpOlJ6h3AYEgGjSdt4v1Akjl4u22iMk8FYGQSrGIvhp/WvKANUwCQ5JToHYrsxfkrVmxMKdoh7RpgiXyfttJEQ=",
  },
  {
    title: "without one",
    notification: { meta: { n: 0, B: true } },
    payload:
      "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7EELPioQM56C9ALEd5E2HvSnONwyBLMqwjFVkpyteeBCrBkN+LLb3x+oGZRxUVghRbuXQH5+yNKbPDwtI+4i+bFbTxOXQbqQt7g28lM36jkvz7YEljuPD+5FdqZHmkPy1TH2dd/Eh2BMAjAI/kTVZkrhgK3KRoKpcrj8T5FUBIMqJcb3DacjYbEzgYGvkK88YO0iJx1s4lEsWG+jq3b85+k8e6V2Mkf/ev0vIsiDqKCKBLHaJx1Cnv3dNuaXhJ8Stqk6KUMNPCAuAI70rKcpnCNpOlJ6h3AYEgGjSdt4v1Akjl4u22iMk8FYGQSrGIvhp/WvKANUwCQ5JToHYrsxfkgEAWOaci4RMpseVYKUPNhs=",
  },
];

/** What libsodium seals, whatever it is. */
function sealed(plaintext: string | Uint8Array): string {
  return base64Encode(
    concatBytes(
      nonce,
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, null, null, nonce, encryptionKey),
    ),
  );
}

const open = (payload: string) => openPushNotification({ payload, encryptionKey });

describe("notifications", () => {
  test.each(CASES)("default: $title", ({ notification, payload }) => {
    expect(open(payload)).toEqual(notification);
    const random = scriptedRandom(nonce);
    expect(sealPushNotification({ notification, encryptionKey, random })).toBe(payload);
  });
  test("behaviour: any are opened as they were sealed, none of their beginnings is", () => {
    const notifications = fc.record(
      { meta: fc.record({ "@": fc.string(), n: fc.integer() }), message: bytes({ max: 300 }) },
      { requiredKeys: ["meta"], noNullPrototype: true },
    );
    fc.assert(
      fc.property(notifications, bytes32, fc.string(), fc.nat(), (notification, key, seed, cut) => {
        const random = seededRandom(seed);
        const payload = sealPushNotification({ notification, encryptionKey: key, random });
        expect(openPushNotification({ payload, encryptionKey: key })).toEqual(notification);
        expect((Buffer.from(payload, "base64").length - 40) % 256).toBe(0);
        const short = payload.slice(0, cut % (payload.length - 2));
        expect(errorCode(() => openPushNotification({ payload: short, encryptionKey: key }))).not.toBe(
          "none",
        );
      }),
    );
  });
  test("behaviour: the padding may have any length, an empty message is one", () => {
    expect(open(sealed("l2:{}e"))).toEqual({ meta: {} });
    expect(open(sealed("l2:{}0:e\0\0\0"))).toEqual({ meta: {}, message: new Uint8Array() });
    expect(open(sealed("l2:{}2:a\0e\0"))).toEqual({ meta: {}, message: Uint8Array.of(0x61, 0) });
  });
  test.each([
    ["nothing", "", "invalid_length"],
    ["a nonce alone", base64Encode(nonce), "decryption_failed"],
    ["what is not base64", "!", "invalid_encoding"],
    ["more than 64 KiB", "A".repeat(64 * 1024 + 1), "invalid_length"],
    ["another key's", sealed("l2:{}e").replace("ZGVm", "ZGVn"), "decryption_failed"],
    ["a payload of nothing but padding", sealed(new Uint8Array(256)), "invalid_length"],
    ["a dict", sealed("de"), "invalid_encoding"],
    ["an empty list", sealed("le"), "invalid_length"],
    ["three parts", sealed("l2:{}0:0:e"), "invalid_length"],
    ["a number as message", sealed("l2:{}i0ee"), "invalid_encoding"],
    ["a description that is a list", sealed("l2:[]e"), "invalid_encoding"],
    ["a description that is not JSON", sealed("l1:{e"), "invalid_encoding"],
    ["something behind the padding", sealed("l2:{}e\0x"), "invalid_length"],
  ])("error: %s", (_what, payload, code) => {
    expect(errorCode(() => open(payload))).toBe(code);
  });
  test("error: a key of another length, a notification that no service carries", () => {
    const seal = (options: { key?: Uint8Array; message?: Uint8Array }) =>
      sealPushNotification({
        notification: { meta: {}, message: options.message ?? new Uint8Array() },
        encryptionKey: options.key ?? encryptionKey,
        random: seededRandom("x"),
      });
    expect(() => seal({ key: new Uint8Array(31) })).toThrow(RangeError);
    expect(() => seal({ message: new Uint8Array(50_000) })).toThrow(RangeError);
    const [first] = CASES;
    const short = { payload: first?.payload ?? "", encryptionKey: new Uint8Array(31) };
    expect(() => openPushNotification(short)).toThrow(RangeError);
  });
  test("error: any plaintext gives a notification or a DecodeError", () => {
    const plaintexts = fc.oneof(
      bytes({ max: 60 }),
      fc.stringMatching(/^l[0-4]:[{}[\]a]{0,4}e?$/).map((text) => utf8Encode(`${text}\0`)),
    );
    fc.assert(
      fc.property(plaintexts, (plaintext) => {
        expect(["none", "invalid_encoding", "invalid_length", "out_of_range"]).toContain(
          errorCode(() => open(sealed(plaintext))),
        );
      }),
    );
  });
});
