/**
 * One rule for Ed25519 signatures: our two providers, libsodium's WebAssembly build and the runtime's OpenSSL give the
 * same answer at every edge of the format.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js";
import { concatBytes, hexDecode } from "@session/protocol/bytes";
import { nobleCrypto } from "@session/protocol/crypto";
import { ED25519_EDGE_CASES } from "@session/protocol/testing";
import fc from "fast-check";
import wasm from "libsodium-wrappers-sumo";
import { describe, expect, test } from "vitest";
import { createNativeCrypto } from "./index.ts";

await wasm.ready;
const native = createNativeCrypto();
const { BASE, Fn, ZERO } = ed25519.Point;
type Point = typeof BASE;

const SPKI_PREFIX = hexDecode("302a300506032b6570032100");

function openssl(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  const der = Buffer.concat([SPKI_PREFIX, publicKey]);
  try {
    return verify(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
  } catch {
    return false; // not a key
  }
}

function verdicts(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) {
  return {
    noble: nobleCrypto.ed25519Verify(signature, message, publicKey),
    native: native.ed25519Verify(signature, message, publicKey),
    wasm: wasm.crypto_sign_verify_detached(signature, message, publicKey),
    openssl: openssl(signature, message, publicKey),
  };
}

const all = (verdict: boolean) => ({ noble: verdict, native: verdict, wasm: verdict, openssl: verdict });

describe("ed25519Verify", () => {
  test.each(ED25519_EDGE_CASES)("behaviour: $name is accepted by $acceptedBy", (edge) => {
    const signature = hexDecode(edge.signatureHex);
    const answer = verdicts(signature, hexDecode(edge.messageHex), hexDecode(edge.publicKeyHex));
    expect(answer).toEqual(all(edge.acceptedBy === "everyone"));
  });

  test("behaviour: torsion parts of any order in key and R count unless they cancel out", () => {
    const scalar = fc.bigInt({ min: 1n, max: Fn.ORDER - 1n });
    const order = fc.nat(7);
    fc.assert(
      fc.property(
        scalar,
        scalar,
        order,
        order,
        fc.uint8Array({ maxLength: 40 }),
        (a, r, inKey, inR, text) => {
          const publicKey = BASE.multiply(a).add(torsion(inKey)).toBytes();
          const encodedR = BASE.multiply(r).add(torsion(inR)).toBytes();
          const digest = createHash("sha512").update(encodedR).update(publicKey).update(text).digest();
          const k = Fn.create(bytesToNumberLE(new Uint8Array(digest)));
          const signature = concatBytes(encodedR, numberToBytesLE(Fn.create(r + k * a), 32));
          const isCancelled = (BigInt(inR) + k * BigInt(inKey)) % 8n === 0n;
          expect(verdicts(signature, text, publicKey)).toEqual(all(isCancelled));
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** The multiples of a point of order 8. */
function torsion(times: number): Point {
  const order8 = ed25519.Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
  return Array.from({ length: times }, () => order8).reduce((sum, point) => sum.add(point), ZERO);
}
