// A 1:1 message made and read by libsodium and a protobuf writer of a few lines, from the specification's text alone.
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { describe, expect, test } from "vitest";
import { concatBytes, utf8Encode } from "../bytes/index.ts";
import { alice, bob, seededRandom } from "../testing/index.ts";
import { openDirectMessage, sealDirectMessage, unwrapDirectMessage } from "./index.ts";

await sodium.ready;

/** Field of wire type 2. */
function field(number: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...parts);
  return concatBytes(varint((number << 3) | 2), varint(body.length), body);
}

function number(no: number, value: number): Uint8Array {
  return concatBytes(varint(no << 3), varint(value));
}

function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
  return Uint8Array.from([...out, rest]);
}

const TIME_MS = 1_760_000_000_000;
const texts = fc.string({ minLength: 1, maxLength: 400, unit: "grapheme" });

describe("1:1 message", () => {
  test("behaviour: we read what another implementation sends", () => {
    fc.assert(
      fc.property(texts, (body) => {
        const content = concatBytes(field(1, field(1, utf8Encode(body))), number(15, TIME_MS));
        const padded = new Uint8Array(Math.ceil((content.length + 1) / 160) * 160);
        padded.set(content);
        padded[content.length] = 0x80;
        const keys = sodium.crypto_sign_seed_keypair(alice.ed25519Seed);
        const signed = concatBytes(padded, keys.publicKey, bob.x25519PublicKey);
        const signature = sodium.crypto_sign_detached(signed, keys.privateKey);
        const sealed = sodium.crypto_box_seal(
          concatBytes(padded, keys.publicKey, signature),
          bob.x25519PublicKey,
        );
        const envelope = concatBytes(number(1, 6), number(7, 1), number(5, TIME_MS), field(8, sealed));
        const request = concatBytes(field(1), field(2), field(3, envelope), number(4, 0));
        const data = concatBytes(number(1, 1), field(2, request));
        const opened = openDirectMessage({ data, account: bob });
        expect(opened.sender).toBe(alice.accountId);
        expect(opened.content.dataMessage?.body).toBe(body);
        expect(opened.timestampMs).toBe(TIME_MS);
      }),
      { numRuns: 15 },
    );
  });

  test("behaviour: another implementation reads what we send", () => {
    fc.assert(
      fc.property(texts, fc.string(), (body, seed) => {
        const data = sealDirectMessage({
          content: { dataMessage: { body } },
          sender: alice,
          recipient: bob.accountId,
          timestampMs: TIME_MS,
          random: seededRandom(seed),
        });
        const sealed = unwrapDirectMessage(data).content ?? new Uint8Array();
        const opened = sodium.crypto_box_seal_open(sealed, bob.x25519PublicKey, bob.x25519Secret);
        const padded = opened.subarray(0, -96);
        const key = opened.subarray(-96, -64);
        expect(key).toEqual(sodium.crypto_sign_seed_keypair(alice.ed25519Seed).publicKey);
        expect(
          sodium.crypto_sign_verify_detached(
            opened.subarray(-64),
            concatBytes(padded, key, bob.x25519PublicKey),
            key,
          ),
        ).toBe(true);
        expect(padded.length % 160).toBe(0);
        const content = concatBytes(field(1, field(1, utf8Encode(body))), number(15, TIME_MS));
        expect(padded.subarray(0, content.length + 1)).toEqual(concatBytes(content, Uint8Array.of(0x80)));
      }),
      { numRuns: 15 },
    );
  });
});
