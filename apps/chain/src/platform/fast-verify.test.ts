import { nobleCrypto } from "@session/protocol/crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createFastVerifyCrypto } from "./fast-verify.ts";

const fast = createFastVerifyCrypto();
const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });

test("behaviour: accepts what the portable provider signs, and refuses it with one bit flipped", () => {
  fc.assert(
    fc.property(seed, fc.uint8Array({ maxLength: 100 }), fc.nat(511), (secret, message, bit) => {
      const key = nobleCrypto.ed25519PublicKey(secret);
      const signature = nobleCrypto.ed25519Sign(message, secret);
      expect(fast.ed25519Verify(signature, message, key)).toBe(true);
      signature[bit >> 3] = (signature[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(fast.ed25519Verify(signature, message, key)).toBe(false);
    }),
    { numRuns: 30 },
  );
});

test("error: keys and signatures of any form are refused without throwing", () => {
  const any = fc.uint8Array({ maxLength: 70 });
  fc.assert(
    fc.property(any, any, any, (signature, message, key) => !fast.ed25519Verify(signature, message, key)),
  );
});
