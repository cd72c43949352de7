import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import {
  BLS_POP_DST,
  BLS_VOTE_DST,
  blsVerify,
  unpackBlsKey,
  unpackBlsSignature,
} from "../crypto/bls/index.ts";
import { generateBlsSecret } from "../crypto/bls/keys.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { ed25519PublicKey } from "../identity/keys.ts";
import type { EvmAddress } from "../network/types.ts";
import { ED25519_EDGE_CASES, errorCode, seededRandom } from "../testing/index.ts";
import { buildRegistration } from "./build.ts";
import { registrationMessage, verifyRegistrationSignature } from "./ed25519.ts";
import { nodeKeysDigest, type StateChange, stateChangeDigest } from "./eip712.ts";

const domain = { chainId: 31_337, registry: `0x${"5e".repeat(20)}` } as const;
const operator: EvmAddress = `0x${"0b".repeat(20)}`;

describe("EIP-712 digests", () => {
  // Both literals were computed with another implementation (viem's hashTypedData).
  const change: StateChange = {
    epoch: 7n,
    nodeId: 42,
    action: 1,
    reasons: 9,
    nonce: 3n,
    validUntilSeconds: 1_718_000_600n,
  };
  const keys = {
    operator,
    ed25519: ed25519PublicKey("c3".repeat(32)),
    blsWords: [1n, 2n ** 255n, 2n ** 256n - 1n] as const,
  };

  test("default: a vote", () => {
    expect(hexEncode(stateChangeDigest(change, domain))).toBe(
      "6f8cae93a689f1058e29243be6f5b6c7c035fce1863835baff0b6c403d1ebcf7",
    );
  });

  test("default: a node's keys", () => {
    expect(hexEncode(nodeKeysDigest(keys, domain))).toBe(
      "6211954ac2cbaa19c0feaa70bf027155553507a41dd585386ff3fc561713e2df",
    );
  });

  test("behaviour: every field, the chain and the contract enter", () => {
    const variants = [
      stateChangeDigest(change, domain),
      ...[
        { epoch: 8n },
        { nodeId: 43 },
        { action: 2 },
        { reasons: 8 },
        { nonce: 4n },
        { validUntilSeconds: 1n },
      ].map((other) => stateChangeDigest({ ...change, ...other }, domain)),
      stateChangeDigest(change, { ...domain, chainId: 1 }),
      stateChangeDigest(change, { ...domain, registry: operator }),
    ].map(hexEncode);
    expect(new Set(variants).size).toBe(variants.length);
  });

  test.each([
    ["epoch", { epoch: 2n ** 64n }],
    ["nodeId", { nodeId: -1 }],
    ["action", { action: 256 }],
    ["reasons", { reasons: 65536 }],
  ])("error: %s out of its range", (_, other) => {
    expect(() => stateChangeDigest({ ...change, ...other }, domain)).toThrow(RangeError);
  });

  test("error: a chain ID or a key that is no 256-bit word is named", () => {
    expect(() => stateChangeDigest(change, { ...domain, chainId: -1 })).toThrow("chain ID: expected");
    const wide = { ...keys, blsWords: [0n, 2n ** 256n, 0n] as const };
    expect(() => nodeKeysDigest(wide, domain)).toThrow("bls1: expected");
  });

  test("error: a malformed address", () => {
    expect(errorCode(() => stateChangeDigest(change, { chainId: 1, registry: "0x12" }))).toBe(
      "invalid_length",
    );
  });
});

describe("registrationMessage", () => {
  test("default: tag, chain ID, registry, operator, BLS key", () => {
    const blsKey = new Uint8Array(96).fill(0x17);
    expect(registrationMessage({ ...domain, operator, blsKey })).toEqual(
      concatBytes(
        utf8Encode("SESSION-SN-REG-V1"),
        hexDecode(`${"00".repeat(30)}7a69`),
        new Uint8Array(20).fill(0x5e),
        new Uint8Array(20).fill(0x0b),
        blsKey,
      ),
    );
  });

  test("error: a key that is not 96 bytes", () => {
    expect(errorCode(() => registrationMessage({ ...domain, operator, blsKey: new Uint8Array(48) }))).toBe(
      "invalid_length",
    );
  });
});

describe("verifyRegistrationSignature", () => {
  test.each(ED25519_EDGE_CASES)("behaviour: $name is accepted by $acceptedBy", (edge) => {
    const input = {
      signature: hexDecode(edge.signatureHex),
      message: hexDecode(edge.messageHex),
      publicKey: hexDecode(edge.publicKeyHex),
    };
    expect(verifyRegistrationSignature(input)).toBe(edge.acceptedBy !== "nobody");
    expect(verifyRegistrationSignature(input, nobleCrypto)).toBe(edge.acceptedBy !== "nobody");
  });

  test("error: wrong lengths are refused without throwing", () => {
    const message = new Uint8Array();
    const [key, signature] = [new Uint8Array(32), new Uint8Array(64)];
    expect(verifyRegistrationSignature({ signature, message, publicKey: key.subarray(1) })).toBe(false);
    expect(verifyRegistrationSignature({ signature: signature.subarray(1), message, publicKey: key })).toBe(
      false,
    );
  });
});

describe("buildRegistration", () => {
  const random = seededRandom("registration");
  const ed25519Seed = random.secure(32);
  const blsSecret = generateBlsSecret(random);
  const registration = buildRegistration({ ed25519Seed, blsSecret, operator, ...domain });
  const blsKey = unpackBlsKey(registration.bls);

  test("behaviour: the proof of possession verifies for this operator only", () => {
    const verifies = (who: EvmAddress, tag: string) => {
      const digest = nodeKeysDigest(
        { operator: who, ed25519: registration.ed25519, blsWords: registration.bls },
        domain,
      );
      return blsVerify(unpackBlsSignature(registration.pop), digest, blsKey, tag);
    };
    expect(verifies(operator, BLS_POP_DST)).toBe(true);
    expect(verifies(`0x${"0c".repeat(20)}`, BLS_POP_DST)).toBe(false);
    expect(verifies(operator, BLS_VOTE_DST)).toBe(false);
  });

  test("behaviour: the Ed25519 signature is the one replayers check", () => {
    const signature = concatBytes(...registration.ed25519Sig.map((word) => hexDecode(word.slice(2))));
    const message = registrationMessage({ ...domain, operator, blsKey });
    const publicKey = hexDecode(registration.ed25519);
    expect(verifyRegistrationSignature({ signature, message, publicKey })).toBe(true);
    expect(verifyRegistrationSignature({ signature, message: message.subarray(1), publicKey })).toBe(false);
  });

  test("behaviour: the same keys give the same registration", () => {
    expect(buildRegistration({ ed25519Seed, blsSecret, operator, ...domain })).toEqual(registration);
    expect(registration.blsHex).toBe(hexEncode(blsKey));
  });
});
