// Every case of the two blinding vectors, then the same values built from libsodium's own group operations.
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { beforeAll, describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto, secretBytes, x25519ToEd25519 } from "../crypto/index.ts";
import {
  type Account,
  blindedIdKey,
  deriveAccount,
  parseAccountId,
  parseBlindedId,
} from "../identity/index.ts";
import { alice, bob, bytes, bytes32, errorCode, loadVector } from "../testing/index.ts";
import {
  absoluteBlindedId,
  type BlindedKeys,
  blinded15Candidates,
  blinded25IdOf,
  blinding15Factor,
  blinding25Factor,
  deriveBlinded15Keys,
  deriveBlinded25Keys,
  isBlindedIdOf,
  signBlinded,
  verifyBlinded,
} from "./index.ts";

interface IdsCase {
  readonly name: string;
  readonly kind: "ids";
  readonly ed25519SecretKey: string;
  readonly sessionId: string;
  readonly xed25519Pubkey: string;
  readonly serverPubkey: string;
  readonly factor15: string;
  readonly factor25: string;
  readonly fromSessionId15: string;
  readonly fromSessionId15Flipped: string;
  readonly blinded15: string;
  readonly blinded15Scalar: string;
  readonly blinded25: string;
  readonly blinded25Scalar: string;
}
interface SignatureCase {
  readonly name: string;
  readonly kind: "sign25" | "sign15-sk64" | "sign15-seed32";
  readonly ed25519SecretKey: string;
  readonly serverPubkey: string;
  readonly message: string;
  readonly signature: string;
}
interface SeedCase {
  readonly name: string;
  readonly kind: "seed-to-15";
  readonly seed: string;
  readonly serverPubkey: string;
  readonly blinded15: string;
}
interface LibraryFile {
  readonly accounts: Readonly<
    Record<"1" | "2", { readonly ed25519_sk64: string; readonly x25519_public: string }>
  >;
  readonly ids: readonly {
    readonly account: 1 | 2;
    readonly account_id: string;
    readonly server_pk: string;
    readonly blinded15_positive: string;
    readonly blinded15_negative: string;
    readonly blinded25: string;
  }[];
  readonly signatures: readonly {
    readonly scheme: 15 | 25;
    readonly account: 1 | 2;
    readonly server_pk: string;
    readonly message: string;
    readonly blinded_id: string;
    readonly signature: string;
  }[];
}

const { cases } = loadVector<{ readonly cases: readonly (IdsCase | SignatureCase | SeedCase)[] }>(
  "communities-blinding",
);
const library = loadVector<LibraryFile>("blinding");
const idCases = cases.filter((item) => item.kind === "ids");
const seedCases = cases.filter((item) => item.kind === "seed-to-15");
const signatureCases = cases.filter((item) => item.kind !== "ids" && item.kind !== "seed-to-15");

function accountOf(secretKeyHex: string): Account {
  return deriveAccount(hexDecode(secretKeyHex).subarray(0, 32));
}

/** The keys as libsession has them: its 15 nonces come from the 64-byte secret. */
function libraryKeys(keys: BlindedKeys, secretKeyHex: string): BlindedKeys {
  const nonceSecret = nobleCrypto.sha512(hexDecode(secretKeyHex)).subarray(32);
  return { ...keys, nonceSecret: secretBytes(nonceSecret) };
}

describe("communities-blinding.json", () => {
  test("behaviour: every case is of a kind that is tested here", () => {
    expect(idCases.length + seedCases.length + signatureCases.length).toBe(cases.length);
    expect(idCases.length * seedCases.length * signatureCases.length).toBeGreaterThan(0);
  });
  test.each(idCases)("behaviour: $name", (item) => {
    const server = hexDecode(item.serverPubkey);
    const account = accountOf(item.ed25519SecretKey);
    const accountId = parseAccountId(item.sessionId);
    expect(account.accountId).toBe(item.sessionId);
    expect(hexEncode(x25519ToEd25519(account.x25519PublicKey))).toBe(item.xed25519Pubkey);
    expect(hexEncode(blinding15Factor(server))).toBe(item.factor15);
    expect(hexEncode(blinding25Factor(accountId, server))).toBe(item.factor25);

    const keys15 = deriveBlinded15Keys(account, server);
    expect([keys15.id, hexEncode(keys15.scalar)]).toEqual([item.blinded15, item.blinded15Scalar]);
    const keys25 = deriveBlinded25Keys(account, server);
    expect([keys25.id, hexEncode(keys25.scalar)]).toEqual([item.blinded25, item.blinded25Scalar]);

    expect(blinded15Candidates(accountId, server)).toEqual([
      item.fromSessionId15,
      item.fromSessionId15Flipped,
    ]);
    expect(blinded25IdOf(accountId, server)).toBe(item.blinded25);
    for (const text of [item.fromSessionId15, item.fromSessionId15Flipped, item.blinded15, item.blinded25])
      expect(isBlindedIdOf({ blindedId: parseBlindedId(text), accountId, serverPublicKey: server })).toBe(
        true,
      );
  });
  test.each(seedCases)("behaviour: $name", (item) => {
    const keys = deriveBlinded15Keys(deriveAccount(hexDecode(item.seed)), hexDecode(item.serverPubkey));
    expect(keys.id).toBe(item.blinded15);
  });
  test.each(signatureCases)("behaviour: $name", (item) => {
    const server = hexDecode(item.serverPubkey);
    const account = accountOf(item.ed25519SecretKey);
    const keys =
      item.kind === "sign25" ? deriveBlinded25Keys(account, server) : deriveBlinded15Keys(account, server);
    const signer = item.kind === "sign15-sk64" ? libraryKeys(keys, item.ed25519SecretKey) : keys;
    const message = utf8Encode(item.message);
    const signature = hexDecode(item.signature);
    expect(hexEncode(signBlinded(signer, message))).toBe(item.signature);
    expect(verifyBlinded({ id: keys.id, message, signature })).toBe(true);
    expect(verifyBlinded({ id: keys.id, message: concatBytes(message, message, signature), signature })).toBe(
      false,
    );
  });
});

describe("blinding.json", () => {
  test.each(library.ids)("behaviour: IDs of account $account on $server_pk", (item) => {
    const server = hexDecode(item.server_pk);
    const account = accountOf(library.accounts[item.account].ed25519_sk64);
    expect(account.accountId).toBe(item.account_id);
    expect(account.accountId).toBe(`05${library.accounts[item.account].x25519_public}`);
    expect(blinded15Candidates(account.accountId, server)).toEqual([
      item.blinded15_positive,
      item.blinded15_negative,
    ]);
    expect([item.blinded15_positive, item.blinded15_negative]).toContain(
      deriveBlinded15Keys(account, server).id,
    );
    expect(blinded25IdOf(account.accountId, server)).toBe(item.blinded25);
    expect(deriveBlinded25Keys(account, server).id).toBe(item.blinded25);
  });
  test.each(library.signatures)("behaviour: $scheme signature of '$message' by account $account", (item) => {
    const server = hexDecode(item.server_pk);
    const secretKeyHex = library.accounts[item.account].ed25519_sk64;
    const account = accountOf(secretKeyHex);
    const keys =
      item.scheme === 25
        ? deriveBlinded25Keys(account, server)
        : libraryKeys(deriveBlinded15Keys(account, server), secretKeyHex);
    const message = utf8Encode(item.message);
    expect(keys.id).toBe(item.blinded_id);
    expect(hexEncode(signBlinded(keys, message))).toBe(item.signature);
    const id = parseBlindedId(item.blinded_id);
    expect(verifyBlinded({ id, message, signature: hexDecode(item.signature) })).toBe(true);
  });
});

describe("libsodium", () => {
  beforeAll(() => sodium.ready);
  const runs = { numRuns: 10 };
  const hash64 = (...parts: readonly Uint8Array[]) =>
    sodium.crypto_core_ed25519_scalar_reduce(sodium.crypto_generichash(64, concatBytes(...parts), null));

  test("behaviour: 15 keys", () => {
    fc.assert(
      fc.property(bytes32, bytes32, (seed, server) => {
        const { publicKey } = sodium.crypto_sign_seed_keypair(seed);
        const point = sodium.crypto_scalarmult_ed25519_noclamp(hash64(server), publicKey);
        const account = deriveAccount(seed);
        const keys = deriveBlinded15Keys(account, server);
        expect(keys.publicKey).toEqual(point);
        expect(blindedIdKey(keys.id)).toEqual(point);
        expect(blinded15Candidates(account.accountId, server)).toContain(keys.id);
      }),
      runs,
    );
  });
  test("behaviour: 25 keys", () => {
    fc.assert(
      fc.property(bytes32, bytes32, (seed, server) => {
        const { publicKey } = sodium.crypto_sign_seed_keypair(seed);
        const account = deriveAccount(seed);
        const factor = hash64(
          Uint8Array.of(5),
          sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey),
          server,
        );
        const positive = Uint8Array.from(publicKey, (byte, index) => (index === 31 ? byte & 0x7f : byte));
        const keys = deriveBlinded25Keys(account, server);
        expect(keys.publicKey).toEqual(sodium.crypto_scalarmult_ed25519_noclamp(factor, positive));
        expect(blinded25IdOf(account.accountId, server)).toBe(keys.id);
      }),
      runs,
    );
  });
  test("behaviour: signatures verify there", () => {
    fc.assert(
      fc.property(bytes32, bytes32, bytes(), (seed, server, message) => {
        const account = deriveAccount(seed);
        for (const keys of [deriveBlinded15Keys(account, server), deriveBlinded25Keys(account, server)])
          expect(
            sodium.crypto_sign_verify_detached(signBlinded(keys, message), message, keys.publicKey),
          ).toBe(true);
      }),
      runs,
    );
  });
});

describe("isBlindedIdOf", () => {
  const serverPublicKey = new Uint8Array(32).fill(9);

  test("behaviour: not for another account, and not on another server", () => {
    for (const { id } of [
      deriveBlinded15Keys(alice, serverPublicKey),
      deriveBlinded25Keys(alice, serverPublicKey),
    ]) {
      const matches = (accountId: typeof alice.accountId, server: Uint8Array): boolean =>
        isBlindedIdOf({ blindedId: id, accountId, serverPublicKey: server });
      expect(matches(alice.accountId, serverPublicKey)).toBe(true);
      expect(matches(bob.accountId, serverPublicKey)).toBe(false);
      expect(matches(alice.accountId, new Uint8Array(32))).toBe(false);
    }
  });
  test("behaviour: a 25 ID has one sign only", () => {
    const key = deriveBlinded25Keys(alice, serverPublicKey).publicKey;
    const flipped = Uint8Array.from(key, (byte, index) => (index === 31 ? byte ^ 0x80 : byte));
    const blindedId = parseBlindedId(`25${hexEncode(flipped)}`);
    expect(isBlindedIdOf({ blindedId, accountId: alice.accountId, serverPublicKey })).toBe(false);
  });
  test("behaviour: no account ID that is no point of the main subgroup has a blinded ID", () => {
    for (const hex of [`02${"00".repeat(31)}`, "00".repeat(32), "ff".repeat(32), `01${"00".repeat(31)}`]) {
      const accountId = parseAccountId(`05${hex}`);
      for (const prefix of ["15", "25"]) {
        const blindedId = parseBlindedId(`${prefix}${"00".repeat(32)}`);
        expect(isBlindedIdOf({ blindedId, accountId, serverPublicKey })).toBe(false);
      }
      expect(errorCode(() => blinded15Candidates(accountId, serverPublicKey))).toBe("invalid_encoding");
      expect(errorCode(() => blinded25IdOf(accountId, serverPublicKey))).toBe("invalid_encoding");
    }
  });
  test("behaviour: the absolute form of both candidates is the same, and a 25 ID is its own", () => {
    const [first, second] = blinded15Candidates(alice.accountId, serverPublicKey);
    expect(absoluteBlindedId(first)).toBe(absoluteBlindedId(second));
    const id25 = parseBlindedId(`25${"ff".repeat(32)}`);
    expect(absoluteBlindedId(id25)).toBe(id25);
    expect(absoluteBlindedId(parseBlindedId(`15${"ff".repeat(32)}`))).toBe(`15${"ff".repeat(31)}7f`);
  });
  test("error: a server key of another length", () => {
    const short = new Uint8Array(31);
    const blindedId = parseBlindedId(`15${"00".repeat(32)}`);
    expect(() => isBlindedIdOf({ blindedId, accountId: alice.accountId, serverPublicKey: short })).toThrow(
      RangeError,
    );
    expect(() => deriveBlinded25Keys(alice, short)).toThrow(RangeError);
  });
});

describe("blinded keys", () => {
  test("behaviour: the secrets do not print", () => {
    const printed = JSON.stringify(deriveBlinded15Keys(alice, new Uint8Array(32)));
    expect(printed).toContain('"scalar":"[secret]","nonceSecret":"[secret]"');
  });
  test("behaviour: any bytes may claim to be a signature or an ID", () => {
    fc.assert(
      fc.property(bytes32, bytes({ max: 70 }), (key, signature) => {
        const id = parseBlindedId(`15${hexEncode(key)}`);
        expect(verifyBlinded({ id, message: key, signature })).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});
