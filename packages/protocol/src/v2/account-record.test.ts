import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asBtDict, type BtDict, btDecode, btEncode } from "../bt/index.ts";
import { base64Decode, concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto, signXed25519, x25519ToEd25519 } from "../crypto/index.ts";
import { deriveAccount, parseAccountId } from "../identity/index.ts";
import { alice, bob, bytes, checkCodecLaws, errorCode, loadVector } from "../testing/index.ts";
import { type AccountRecord, accountRecord, openAccountRecord, signAccountRecord } from "./account-record.ts";
import { deriveAccountKeys } from "./hybrid-keys.ts";

interface RecordCase {
  readonly owner: string;
  readonly account_id: string;
  readonly identity_ed25519_is_negative: boolean;
  readonly account_key_seed: string;
  readonly verification_ed25519: string;
  readonly published_base64: string;
}
const vectors = loadVector<{
  readonly keys: Readonly<Record<string, { readonly ed25519_seed32: string }>>;
  readonly account_keys: readonly RecordCase[];
}>("protocol-v2");

const keys = deriveAccountKeys(new Uint8Array(32).fill(1)).publicKeys;
const random = new Uint8Array(64).fill(3);
const noon = Date.UTC(2026, 0, 1, 12, 0, 59, 999);

describe("vectors/protocol-v2.json account_keys", () => {
  test.each(vectors.account_keys)("default: the record of $owner", (vector) => {
    const bytes = base64Decode(vector.published_base64);
    const accountId = parseAccountId(vector.account_id);
    const record = openAccountRecord({ bytes, accountId });
    const { publicKeys } = deriveAccountKeys(hexDecode(vector.account_key_seed));
    expect(record).toEqual({ publicKeys, extra: new Map(), signature: bytes.slice(-65, -1) });
    expect(accountRecord.encode(record)).toEqual(bytes);
    expect(hexEncode(x25519ToEd25519(hexDecode(vector.account_id.slice(2))))).toBe(
      vector.verification_ed25519,
    );
  });

  test.each(vectors.account_keys)("default: our signature for $owner verifies by the same key", (vector) => {
    const account = deriveAccount(hexDecode(vectors.keys[vector.owner]?.ed25519_seed32 ?? ""));
    expect((account.ed25519PublicKey[31] ?? 0) >> 7).toBe(vector.identity_ed25519_is_negative ? 1 : 0);
    const { publicKeys } = deriveAccountKeys(hexDecode(vector.account_key_seed));
    const signed = signAccountRecord({ publicKeys, account, random });
    const body = base64Decode(vector.published_base64).slice(0, -71);
    expect(signed.slice(0, -71)).toEqual(body);
    expect(
      nobleCrypto.ed25519Verify(signed.slice(-65, -1), body, hexDecode(vector.verification_ed25519)),
    ).toBe(true);
    expect(openAccountRecord({ bytes: signed, accountId: account.accountId }).publicKeys).toEqual(publicKeys);
  });
});

describe("accountRecord", () => {
  const extras: fc.Arbitrary<BtDict> = fc
    .uniqueArray(fc.tuple(fc.constantFrom("", "A", "Z", "t2", "y", "constructor"), bytes({ max: 4 })), {
      maxLength: 3,
      selector: ([key]) => key,
    })
    .map((entries) => new Map(entries));
  const records: fc.Arbitrary<AccountRecord> = fc.record(
    {
      publicKeys: fc.constant(keys),
      createdSeconds: fc.nat(),
      stopSeconds: fc.nat(),
      extra: extras,
      signature: bytes({ min: 64, max: 64 }),
    },
    { requiredKeys: ["publicKeys", "extra", "signature"] },
  );

  test("behaviour: keeps the codec laws", () => {
    checkCodecLaws(accountRecord, records, { numRuns: 50 });
  });

  test.each([
    ["another length of M", { M: keys.mlKem.slice(1) }, "invalid_length"],
    ["an M that fails the modulus check", { M: new Uint8Array(1184).fill(255) }, "invalid_encoding"],
    ["another length of X", { X: new Uint8Array(31) }, "invalid_length"],
    ["a signature of another length", { "~": new Uint8Array(63) }, "invalid_length"],
    ["a time that is no number", { t: utf8Encode("1") }, "invalid_encoding"],
    ["a time below zero", { x: -1n }, "out_of_range"],
    ["a field that the signature does not cover", { "~a": 1n }, "unexpected_field"],
  ])("error: %s", (_name, change, code) => {
    const dict = asBtDict(btDecode(signAccountRecord({ publicKeys: keys, account: alice, random })));
    const bytes = btEncode(new Map([...dict, ...Object.entries(change)]));
    expect(errorCode(() => accountRecord.decode(bytes))).toBe(code);
  });

  test.each(["M", "X", "~"])("error: no %s", (key) => {
    const dict = asBtDict(btDecode(signAccountRecord({ publicKeys: keys, account: alice, random })));
    const bytes = btEncode(new Map([...dict].filter(([name]) => name !== key)));
    expect(errorCode(() => accountRecord.decode(bytes))).toBe("missing_field");
  });

  test("error: more than a node stores is not even parsed", () => {
    expect(errorCode(() => accountRecord.decode(new Uint8Array(76_801)))).toBe("invalid_length");
  });

  test("error: encoding values outside the format", () => {
    const record: AccountRecord = { publicKeys: keys, extra: new Map(), signature: new Uint8Array(64) };
    for (const change of [
      { publicKeys: { ...keys, x25519: new Uint8Array(31) } },
      { publicKeys: { ...keys, mlKem: new Uint8Array(3) } },
      { createdSeconds: -1 },
      { stopSeconds: 0.5 },
      { signature: new Uint8Array(63) },
      { extra: new Map([["M", 1n]]) },
      { extra: new Map([["~a", 1n]]) },
    ])
      expect(() => accountRecord.encode({ ...record, ...change })).toThrow(RangeError);
  });
});

describe("signAccountRecord", () => {
  test("behaviour: times are signed, rounded down to the minute and to the second", () => {
    const bytes = signAccountRecord({
      publicKeys: keys,
      account: alice,
      random,
      createdMs: noon,
      stopMs: noon,
    });
    const record = openAccountRecord({ bytes, accountId: alice.accountId });
    expect(record.createdSeconds).toBe(Date.UTC(2026, 0, 1, 12) / 1000);
    expect(record.stopSeconds).toBe(Date.UTC(2026, 0, 1, 12, 0, 59) / 1000);
    const later = btEncode(new Map([...asBtDict(btDecode(bytes)), ["t", BigInt(noon)]]));
    expect(errorCode(() => openAccountRecord({ bytes: later, accountId: alice.accountId }))).toBe(
      "signature_invalid",
    );
  });

  test("behaviour: other random bytes give another signature, the same ones never sign two texts", () => {
    const sign = (fill: number): Uint8Array =>
      signAccountRecord({ publicKeys: keys, account: alice, random: new Uint8Array(64).fill(fill) });
    expect(sign(1)).not.toEqual(sign(2));
    const other = signAccountRecord({ publicKeys: keys, account: alice, random, createdMs: noon });
    const nonce = (bytes: Uint8Array): string => hexEncode(bytes.slice(-65, -33));
    expect(nonce(other)).not.toBe(nonce(signAccountRecord({ publicKeys: keys, account: alice, random })));
  });

  test("error: too few random bytes", () => {
    expect(() => signAccountRecord({ publicKeys: keys, account: alice, random: random.subarray(1) })).toThrow(
      RangeError,
    );
  });
});

describe("openAccountRecord", () => {
  const bytes = signAccountRecord({ publicKeys: keys, account: alice, random });

  test("behaviour: fields of other versions are ignored but covered", () => {
    const dict = asBtDict(btDecode(bytes));
    const added = btEncode(new Map([...dict, ["Z", 1n]]));
    expect(errorCode(() => openAccountRecord({ bytes: added, accountId: alice.accountId }))).toBe(
      "signature_invalid",
    );
    expect(accountRecord.decode(added).extra).toEqual(new Map([["Z", 1n]]));
  });

  test("behaviour: a record with a signed field of another version opens", () => {
    // The fields before the signature, in wire order, with a `Z` that this version does not know.
    const body = concatBytes(bytes.slice(0, -71), utf8Encode("1:Z3:new"));
    const signature = signXed25519({ message: body, x25519Secret: alice.x25519Secret, random });
    const resigned = concatBytes(body, utf8Encode("1:~64:"), signature, utf8Encode("e"));
    expect(openAccountRecord({ bytes: resigned, accountId: alice.accountId }).extra).toEqual(
      new Map([["Z", utf8Encode("new")]]),
    );
  });

  test("error: another account", () => {
    expect(errorCode(() => openAccountRecord({ bytes, accountId: bob.accountId }))).toBe("signature_invalid");
  });

  test("error: an account ID that is no key", () => {
    const accountId = parseAccountId(`05${"ff".repeat(32)}`);
    expect(errorCode(() => openAccountRecord({ bytes, accountId }))).toBe("signature_invalid");
  });

  test("error: any bit flipped", () => {
    fc.assert(
      fc.property(fc.nat({ max: bytes.length * 8 - 1 }), (bit) => {
        const damaged = Uint8Array.from(bytes);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(errorCode(() => openAccountRecord({ bytes: damaged, accountId: alice.accountId }))).not.toBe(
          "none",
        );
      }),
      { numRuns: 60 },
    );
  });
});
