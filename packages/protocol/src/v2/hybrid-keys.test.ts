import * as node from "node:crypto";
import { describe, expect, test } from "vitest";
import { base64Decode, hexDecode, hexEncode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { errorCode, loadVector } from "../testing/index.ts";
import {
  checkMlKemPublicKey,
  decapsulate,
  deriveAccountKeys,
  deriveDeviceKeys,
  encapsulate,
  ML_KEM_PUBLIC_KEY_BYTES,
} from "./hybrid-keys.ts";
import { shakeExpand } from "./key-and-nonce.ts";

interface AccountKeyCase {
  readonly owner: string;
  readonly account_key_seed: string;
  readonly x25519_private: string;
  readonly x25519_public: string;
  readonly mlkem_seed64: string;
  readonly mlkem_public_sha256: string;
  readonly mlkem_public_first_16: string;
  readonly published_base64: string;
}
interface SlotCase {
  readonly device_seed: string;
  readonly device_x25519_public: string;
  readonly mlkem_public_sha256: string;
}
const vectors = loadVector<{
  readonly account_keys: readonly AccountKeyCase[];
  readonly device_key_slots: readonly SlotCase[];
}>("protocol-v2");

const sha256 = (bytes: Uint8Array): string => hexEncode(nobleCrypto.sha256(bytes));

describe("account keys", () => {
  test.each(vectors.account_keys)("default: of $owner", (vector) => {
    const keys = deriveAccountKeys(hexDecode(vector.account_key_seed));
    expect(hexEncode(keys.x25519Secret)).toBe(vector.x25519_private);
    expect(hexEncode(keys.publicKeys.x25519)).toBe(vector.x25519_public);
    expect(sha256(keys.publicKeys.mlKem)).toBe(vector.mlkem_public_sha256);
    expect(hexEncode(keys.publicKeys.mlKem.subarray(0, 16))).toBe(vector.mlkem_public_first_16);
    const seed = shakeExpand({
      label: "SessionAccountKeys",
      secret: hexDecode(vector.account_key_seed),
      length: 96,
    });
    expect(hexEncode(seed.subarray(32))).toBe(vector.mlkem_seed64);
  });

  test("behaviour: secrets do not print", () => {
    const keys = deriveAccountKeys(new Uint8Array(32));
    expect(JSON.stringify([keys.x25519Secret, keys.mlKemSecret])).toBe('["[secret]","[secret]"]');
  });

  test("error: a seed of another length", () => {
    expect(() => deriveAccountKeys(new Uint8Array(31))).toThrow(RangeError);
  });
});

describe("device keys", () => {
  test.each(vectors.device_key_slots)("default: $device_seed", (vector) => {
    const { publicKeys } = deriveDeviceKeys(hexDecode(vector.device_seed));
    expect(hexEncode(publicKeys.x25519)).toBe(vector.device_x25519_public);
    expect(sha256(publicKeys.mlKem)).toBe(vector.mlkem_public_sha256);
  });

  test("behaviour: a seed gives other keys to a device than to an account", () => {
    const seed = new Uint8Array(32).fill(7);
    expect(deriveDeviceKeys(seed).publicKeys).not.toEqual(deriveAccountKeys(seed).publicKeys);
  });
});

describe("checkMlKemPublicKey", () => {
  const { mlKem } = deriveAccountKeys(new Uint8Array(32)).publicKeys;
  const withCoefficients = (at: number, three: readonly number[]): Uint8Array => {
    const key = Uint8Array.from(mlKem);
    key.set(three, at);
    return key;
  };

  test("default", () => {
    expect(() => checkMlKemPublicKey(mlKem, "M")).not.toThrow();
  });

  // 3329 = 0xd01 is the modulus: an even coefficient is `01 .d ..`, an odd one `.. 1. d0`.
  test.each([
    ["the largest coefficients", 0, [0x00, 0x0d, 0xd0], "none"],
    ["an even coefficient that is the modulus", 0, [0x01, 0x0d, 0x00], "invalid_encoding"],
    ["an odd coefficient that is the modulus", 0, [0x00, 0x10, 0xd0], "invalid_encoding"],
    ["the last coefficient too large", 1149, [0x00, 0xf0, 0xff], "invalid_encoding"],
    ["anything in the matrix seed", 1152, [0xff, 0xff, 0xff], "none"],
  ] as const)("behaviour: %s", (_name, at, three, code) => {
    const key = withCoefficients(at, three);
    expect(errorCode(() => checkMlKemPublicKey(key, "M"))).toBe(code);
    expect(errorCode(() => encapsulate(key, new Uint8Array(32)))).toBe(code);
  });

  test("error: another length", () => {
    expect(errorCode(() => checkMlKemPublicKey(mlKem.subarray(1), "M"))).toBe("invalid_length");
  });
});

describe("against node:crypto", () => {
  test("behaviour: SHAKE256", () => {
    const hash = node.createHash("shake256", { outputLength: 96 }).update("SessionAccountKeys");
    expect(
      shakeExpand({ label: "SessionAccountKeys", secret: new Uint8Array(32).fill(5), length: 96 }),
    ).toEqual(Uint8Array.from(hash.update(new Uint8Array(32).fill(5)).digest()));
  });

  // Only newer releases of the runtime have ML-KEM; on older ones the vectors stand alone.
  if (typeof node.encapsulate === "function")
    test.each(vectors.account_keys)("behaviour: ML-KEM-768 of $owner", (vector) => {
      const keys = deriveAccountKeys(hexDecode(vector.account_key_seed));
      const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
      const jwk = {
        kty: "AKP",
        alg: "ML-KEM-768",
        pub: base64url(keys.publicKeys.mlKem),
        priv: base64url(hexDecode(vector.mlkem_seed64)),
      };
      const privateKey = node.createPrivateKey({ key: jwk, format: "jwk" });
      const publicKey = node.createPublicKey({ key: jwk, format: "jwk" });
      const ours = encapsulate(keys.publicKeys.mlKem, new Uint8Array(32).fill(9));
      expect(Uint8Array.from(node.decapsulate(privateKey, ours.ciphertext))).toEqual(ours.sharedSecret);
      const theirs = node.encapsulate(publicKey);
      expect(decapsulate(Uint8Array.from(theirs.ciphertext), keys.mlKemSecret)).toEqual(
        Uint8Array.from(theirs.sharedKey),
      );
      // A ciphertext that is not ours gives a secret all the same, and both implementations give the same one.
      const foreign = Uint8Array.from(theirs.ciphertext).fill(0, 0, 4);
      expect(decapsulate(foreign, keys.mlKemSecret)).toEqual(
        Uint8Array.from(node.decapsulate(privateKey, foreign)),
      );
      expect(base64Decode(vector.published_base64).length).toBeGreaterThan(ML_KEM_PUBLIC_KEY_BYTES);
    });
});
