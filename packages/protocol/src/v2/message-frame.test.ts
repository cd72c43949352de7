import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../bytes/index.ts";
import { openDirectMessage } from "../messages/index.ts";
import { alice, bob, bytes, bytes32, checkCodecLaws, errorCode, seededRandom } from "../testing/index.ts";
import { deriveAccountKeys } from "./hybrid-keys.ts";
import { sealMessage } from "./message.ts";
import { isProtocolV2, type MessageFrame, messageFrame } from "./message-frame.ts";

const message = sealMessage({
  content: utf8Encode("hello"),
  sender: alice,
  recipient: bob.accountId,
  recipientKeys: deriveAccountKeys(new Uint8Array(32).fill(0xb0)).publicKeys,
  random: seededRandom("message"),
});

describe("isProtocolV2", () => {
  test("default", () => {
    expect([message, Uint8Array.of(0), Uint8Array.of(8, 1), new Uint8Array()].map(isProtocolV2)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("behaviour: the reader of V1 refuses a V2 message by its name", () => {
    expect(errorCode(() => openDirectMessage({ data: message, account: bob }))).toBe("unsupported_version");
  });
});

describe("messageFrame", () => {
  const frames: fc.Arbitrary<MessageFrame> = fc.record({
    keyIndicator: bytes({ min: 2, max: 2 }),
    ephemeral: bytes32,
    mlKemCiphertext: bytes({ min: 1088, max: 1088 }),
    sealed: bytes({ min: 412, max: 412 }),
  });

  test("behaviour: keeps the codec laws", () => {
    checkCodecLaws(messageFrame, frames, { numRuns: 30 });
  });

  test.each([
    ["nothing", new Uint8Array(), "invalid_encoding"],
    ["a first byte of V1", new Uint8Array(1536).fill(8, 0, 1), "invalid_encoding"],
    ["version 0", new Uint8Array(1536), "unsupported_version"],
    ["version 1", new Uint8Array(1536).fill(1, 1, 2), "unsupported_version"],
    ["version 3", new Uint8Array(1536).fill(3, 1, 2), "unsupported_version"],
    ["a newer version with smaller messages", Uint8Array.of(0, 3, 0), "unsupported_version"],
    ["no version", Uint8Array.of(0), "invalid_length"],
    ["less than the smallest message", new Uint8Array(1535).fill(2, 1, 2), "invalid_length"],
    ["more than any message", new Uint8Array(1_010_001).fill(2, 1, 2), "invalid_length"],
  ])("error: %s", (_name, data, code) => {
    expect(errorCode(() => messageFrame.decode(data))).toBe(code);
  });

  test("error: encoding parts of another length", () => {
    const frame = messageFrame.decode(message);
    for (const change of [
      { keyIndicator: new Uint8Array(3) },
      { ephemeral: new Uint8Array(31) },
      { mlKemCiphertext: new Uint8Array(1087) },
      { sealed: new Uint8Array(411) },
    ])
      expect(() => messageFrame.encode({ ...frame, ...change })).toThrow(RangeError);
  });
});
