import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64Decode, concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { deriveAccount, parseAccountId } from "../identity/index.ts";
import { NAMESPACES, PERMISSIONS, signedPayload, verifyRequestAuth } from "../rpc/index.ts";
import { alice, bob, bytes, bytes32, errorCode, loadVector } from "../testing/index.ts";
import {
  deriveGroup,
  MEMBER_PERMISSIONS,
  makeAuthData,
  memberToken,
  openAuthData,
  signAsMember,
  signMemberRequest,
} from "./index.ts";

const { cases } = loadVector<{
  readonly cases: readonly {
    readonly name: string;
    readonly groupSecretKey: string;
    readonly groupId: string;
    readonly userEd25519SecretKey: string;
    readonly edPubkeySignBit: number;
    readonly sessionId: string;
    readonly write: boolean;
    readonly delete: boolean;
    readonly authData: string;
    readonly token: string;
    readonly message: string;
    readonly subaccountB64: string;
    readonly subaccountSigB64: string;
    readonly signatureB64: string;
  }[];
}>("groups-subaccounts");

const group = deriveGroup(new Uint8Array(32).fill(0x67));
const { groupId } = group;

describe("vectors/groups-subaccounts.json", () => {
  test.each(cases)("default: $name", (vector) => {
    const owner = deriveGroup(hexDecode(vector.groupSecretKey.slice(0, 64)));
    const account = deriveAccount(hexDecode(vector.userEd25519SecretKey.slice(0, 64)));
    expect([owner.groupId, account.accountId]).toEqual([vector.groupId, vector.sessionId]);
    expect((account.ed25519PublicKey[31] ?? 0) >> 7).toBe(vector.edPubkeySignBit);
    const permissions =
      PERMISSIONS.read | (vector.write ? PERMISSIONS.write : 0) | (vector.delete ? PERMISSIONS.delete : 0);
    const grant = { group: owner, member: account.accountId, permissions };
    expect(hexEncode(makeAuthData(grant))).toBe(vector.authData);
    expect(hexEncode(memberToken(grant))).toBe(vector.token);

    const authData = hexDecode(vector.authData);
    const subaccount = openAuthData({ authData, groupId: owner.groupId, account, permissions });
    expect(hexEncode(subaccount.token)).toBe(vector.token);
    expect(signAsMember(subaccount, utf8Encode(vector.message))).toEqual({
      signature: base64Decode(vector.signatureB64),
      subaccount: {
        token: base64Decode(vector.subaccountB64),
        signature: base64Decode(vector.subaccountSigB64),
      },
    });
  });
});

describe("subaccounts", () => {
  const authData = makeAuthData({ group, member: alice.accountId });
  const open = (changed: Uint8Array, permissions?: number) =>
    openAuthData({
      authData: changed,
      groupId,
      account: alice,
      ...(permissions === undefined ? {} : { permissions }),
    });

  test("default: members may read and write", () => {
    expect(MEMBER_PERMISSIONS).toBe(3);
    expect(hexEncode(authData).slice(0, 8)).toBe("03030000");
    expect(hexEncode(memberToken({ group, member: alice.accountId })).slice(0, 8)).toBe("03030000");
  });

  test("behaviour: whatever the keys, what the member signs is accepted by the group's swarm", () => {
    fc.assert(
      fc.property(bytes32, bytes32, bytes({ max: 100 }), (groupSeed, seed, message) => {
        const owner = deriveGroup(groupSeed);
        const account = deriveAccount(seed);
        const subaccount = openAuthData({
          authData: makeAuthData({ group: owner, member: account.accountId }),
          groupId: owner.groupId,
          account,
          permissions: MEMBER_PERMISSIONS,
        });
        const judge = (neededPermission: number, signedBytes = message) =>
          verifyRequestAuth({
            account: owner.groupId,
            signedBytes,
            neededPermission,
            ...signAsMember(subaccount, message),
          });
        expect(judge(MEMBER_PERMISSIONS)).toEqual({ ok: true });
        expect(judge(PERMISSIONS.delete)).toEqual({ ok: false, reason: "subaccount_permission" });
        expect(judge(PERMISSIONS.read, concatBytes(message, Uint8Array.of(1)))).toEqual({
          ok: false,
          reason: "signature_invalid",
        });
      }),
      { numRuns: 12 },
    );
  });

  test("behaviour: a request is signed over its endpoint's bytes", () => {
    const subaccount = open(authData);
    const request = signMemberRequest(
      {
        method: "retrieve",
        account: groupId,
        namespace: NAMESPACES.groupMessages,
        timestampMs: 1_700_000_000_000,
      },
      subaccount,
    );
    expect(signedPayload(request)).toEqual(utf8Encode("retrieve111700000000000"));
    expect(request.auth).toEqual(signAsMember(subaccount, utf8Encode("retrieve111700000000000")));
  });

  test("behaviour: signatures repeat for the same bytes and share no nonce for others", () => {
    const subaccount = open(authData);
    const [one, again, other] = ["a", "a", "b"].map(
      (text) => signAsMember(subaccount, utf8Encode(text)).signature,
    );
    expect(again).toEqual(one);
    expect(other?.subarray(0, 32)).not.toEqual(one?.subarray(0, 32));
  });

  test("behaviour: access for any prefix is accepted", () => {
    const flags = PERMISSIONS.anyPrefix | MEMBER_PERMISSIONS;
    const wide = makeAuthData({ group, member: alice.accountId, permissions: flags });
    const token = concatBytes(Uint8Array.of(5), open(wide).token.subarray(1));
    const signature = nobleCrypto.ed25519Sign(token, group.ed25519Seed);
    const forFive = concatBytes(Uint8Array.of(5), wide.subarray(1, 36), signature);
    expect(open(forFive).token).toEqual(token);
  });

  test("behaviour: secrets keep out of logs", () => {
    expect(JSON.parse(JSON.stringify(open(authData)))).toMatchObject({
      scalar: "[secret]",
      nonceKey: "[secret]",
    });
    expect(JSON.stringify(authData)).toBe('"[secret]"');
  });

  function changed(...edits: readonly (readonly [number, number])[]): Uint8Array {
    const copy = Uint8Array.from(authData);
    for (const [index, value] of edits) copy[index] = value;
    return copy;
  }
  const readOnly = makeAuthData({ group, member: alice.accountId, permissions: PERMISSIONS.read });
  const writeOnly = makeAuthData({ group, member: alice.accountId, permissions: PERMISSIONS.write });
  const zeroScalar = Uint8Array.from(authData).fill(0, 4, 36);
  const orderScalar = Uint8Array.from(authData);
  orderScalar.set(
    hexDecode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"), // L
    4,
  );
  test.each([
    ["99 bytes", authData.subarray(1), "invalid_length"],
    ["101 bytes", concatBytes(authData, new Uint8Array(1)), "invalid_length"],
    ["nothing", new Uint8Array(), "invalid_length"],
    ["the prefix of an account", changed([0, 5]), "invalid_encoding"],
    ["no permission to read", writeOnly, "out_of_range"],
    ["a scalar of 0", zeroScalar, "invalid_encoding"],
    ["a scalar that is 0 mod L", orderScalar, "invalid_encoding"],
    ["permissions that nobody signed", changed([1, 7]), "signature_invalid"],
    ["reserved bytes that nobody signed", changed([2, 1]), "signature_invalid"],
    ["another member's", makeAuthData({ group, member: bob.accountId }), "signature_invalid"],
    [
      "another group's",
      makeAuthData({ group: deriveGroup(new Uint8Array(32)), member: alice.accountId }),
      "signature_invalid",
    ],
  ])("error: auth data with %s", (_name, data, code) => {
    expect(errorCode(() => open(data))).toBe(code);
  });

  test.each([-1, 16, 259, 1.5, Number.NaN])("error: permissions %d are not granted", (permissions) => {
    const grant = { group, member: alice.accountId, permissions };
    expect(() => memberToken(grant)).toThrow(RangeError);
    expect(() => makeAuthData(grant)).toThrow(RangeError);
  });

  test("error: permissions that are needed and missing", () => {
    expect(errorCode(() => open(readOnly))).toBe("none");
    expect(errorCode(() => open(readOnly, PERMISSIONS.write))).toBe("out_of_range");
    expect(errorCode(() => open(authData, PERMISSIONS.delete))).toBe("out_of_range");
  });

  test("error: no bit of auth data can be changed", () => {
    fc.assert(
      fc.property(fc.nat(799), (bit) => {
        const at = bit >> 3;
        const copy = changed([at, (authData[at] ?? 0) ^ (1 << (bit & 7))]);
        expect(errorCode(() => open(copy))).not.toBe("none");
      }),
      { numRuns: 80 },
    );
  });

  test("error: random bytes give DecodeError only", () => {
    fc.assert(
      fc.property(bytes({ min: 96, max: 96 }), (tail) => {
        expect(errorCode(() => open(concatBytes(authData.subarray(0, 4), tail)))).not.toBe("none");
      }),
      { numRuns: 40 },
    );
  });

  test("error: a member whose key is no point of the main subgroup", () => {
    const useless = parseAccountId(`05${"00".repeat(32)}`);
    expect(errorCode(() => makeAuthData({ group, member: useless }))).toBe("invalid_encoding");
  });
});
