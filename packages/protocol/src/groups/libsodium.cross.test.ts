// The group constructions written a second time, with libsodium (its WebAssembly build) alone.
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { describe, expect, test } from "vitest";
import { type BtValue, btEncode } from "../bt/index.ts";
import { concatBytes, hexDecode, utf8Encode } from "../bytes/index.ts";
import { secretBytes } from "../crypto/index.ts";
import { deriveAccount } from "../identity/index.ts";
import { bytes, bytes32, seededRandom } from "../testing/index.ts";
import {
  deriveGroup,
  type GroupKeys,
  loadKeysMessage,
  makeAuthData,
  NO_GROUP_KEYS,
  openAuthData,
  openForGroup,
  rekeyGroup,
  sealForGroup,
  sealKickedNotice,
  signAsMember,
  supplementKeys,
} from "./index.ts";

await sodium.ready;

function hash(length: number, key: string | Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return sodium.crypto_generichash(
    length,
    concatBytes(...parts),
    typeof key === "string" ? utf8Encode(key) : key,
  );
}

function seal(plaintext: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array {
  return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, null, null, nonce, key);
}

/** The 64-byte secret key, and both X25519 keys, of a seed. */
function keysOf(seed: Uint8Array) {
  const { privateKey, publicKey } = sodium.crypto_sign_seed_keypair(seed);
  return {
    privateKey,
    publicKey,
    x25519Secret: sodium.crypto_sign_ed25519_sk_to_curve25519(privateKey),
    x25519PublicKey: sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey),
  };
}
type Keys = ReturnType<typeof keysOf>;

function entryKey(domain: string, sender: Keys, recipient: Keys): Uint8Array {
  const shared = sodium.crypto_scalarmult(sender.x25519Secret, recipient.x25519PublicKey);
  return hash(32, domain, shared, sender.x25519PublicKey, recipient.x25519PublicKey);
}

function signedDict(entries: readonly (readonly [string, BtValue])[], signer: Keys): Uint8Array {
  const open = btEncode(new Map(entries)).slice(0, -1);
  const signature = sodium.crypto_sign_detached(open, signer.privateKey);
  return concatBytes(open, utf8Encode("1:~64:"), signature, utf8Encode("e"));
}

const seeds = fc.uniqueArray(bytes32, { minLength: 1, maxLength: 4, selector: String });
const few = { numRuns: 6 };

describe("libsodium", () => {
  test("behaviour: keys messages, with their junk", () => {
    fc.assert(
      fc.property(bytes32, seeds, fc.option(fc.nat(99)), (groupSeed, memberSeeds, newest) => {
        const group = keysOf(groupSeed);
        const members = memberSeeds
          .map((seed) => ({ id: deriveAccount(seed).accountId, keys: keysOf(seed) }))
          .sort((a, b) => (a.id < b.id ? -1 : 1));
        const held = { timestampMs: 1234, key: secretBytes(new Uint8Array(32).fill(7)) };
        const state: GroupKeys =
          newest === null ? NO_GROUP_KEYS : { keys: [{ generation: newest, ...held }], active: [] };
        const ids = members.map(({ id }) => id);

        const generation = (newest ?? -1) + 1;
        const keySeed = hash(32, "SessionGroupKeySeed", groupSeed);
        const h1 = hash(56, "SessionGroupKeyGen", utf8Encode(ids.join("") + generation), keySeed);
        const [key, nonce] = [h1.slice(0, 32), h1.slice(32)];
        const junkSeed = hash(32, "SessionGroupJunkMembers", h1, group.privateKey);
        const junkBytes = 48 * (45 - members.length);
        const junk = sodium.randombytes_buf_deterministic(junkBytes, junkSeed);
        const entries = members.map((member) =>
          seal(key, nonce, entryKey("SessionGroupKeyMemberKey", group, member.keys)),
        );
        for (let at = 0; at < junkBytes; at += 48) entries.push(junk.slice(at, at + 48));
        const adminKey = hash(32, "SessionGroupKeyAdminKey", groupSeed);
        expect(rekeyGroup({ state, members: ids, group: deriveGroup(groupSeed) }).message).toEqual(
          signedDict(
            [
              ["#", nonce],
              ["G", BigInt(generation)],
              ["K", seal(key, nonce, adminKey)],
              ["k", entries],
            ],
            group,
          ),
        );

        if (newest === null) return;
        const list = concatBytes(utf8Encode(`ld1:gi${newest}e1:k32:`), held.key, utf8Encode("1:ti1234eee"));
        const supplementNonce = hash(24, "SessionGroupKeyGen", utf8Encode(ids.join("")), list, keySeed);
        expect(supplementKeys({ state, members: ids, group: deriveGroup(groupSeed) })).toEqual(
          signedDict(
            [
              ["#", supplementNonce],
              [
                "+",
                members.map((member) =>
                  seal(list, supplementNonce, entryKey("SessionGroupKeyMemberKey", group, member.keys)),
                ),
              ],
              ["G", BigInt(newest)],
            ],
            group,
          ),
        );
      }),
      few,
    );
  });

  test("behaviour: libsodium's own keys messages are loaded", () => {
    const [group, member] = [keysOf(new Uint8Array(32).fill(1)), keysOf(new Uint8Array(32).fill(2))];
    const [key, nonce] = [new Uint8Array(32).fill(3), new Uint8Array(24).fill(4)];
    const entries = Array.from({ length: 45 }, () => sodium.randombytes_buf(48));
    entries[20] = seal(key, nonce, entryKey("SessionGroupKeyMemberKey", group, member));
    const data = signedDict(
      [
        ["#", nonce],
        ["G", 12n],
        ["K", sodium.randombytes_buf(48)],
        ["k", entries],
      ],
      group,
    );
    const { groupId } = deriveGroup(new Uint8Array(32).fill(1));
    const account = deriveAccount(new Uint8Array(32).fill(2));
    const { state } = loadKeysMessage({
      state: NO_GROUP_KEYS,
      message: { hash: "h", timestampMs: 5, data },
      reader: { role: "member", groupId, account },
    });
    expect(state.keys).toEqual([{ generation: 12, timestampMs: 5, key }]);
  });

  test("behaviour: the notice to removed members", () => {
    fc.assert(
      fc.property(bytes32, seeds, fc.nat(), (groupSeed, memberSeeds, generation) => {
        const nonce = seededRandom("n").secure(24);
        const group = keysOf(groupSeed);
        const entries = memberSeeds.map(keysOf).map((member) => {
          const plaintext = concatBytes(member.x25519PublicKey, utf8Encode(String(generation)));
          return seal(plaintext, nonce, entryKey("SessionGroupKickedMessage", group, member));
        });
        const notice = sealKickedNotice({
          group: deriveGroup(groupSeed),
          members: memberSeeds.map((seed) => deriveAccount(seed).accountId),
          generation,
          random: seededRandom("n"),
        });
        expect(notice).toEqual(
          btEncode(
            new Map<string, BtValue>([
              ["#", nonce],
              ["e", entries],
            ]),
          ),
        );
      }),
      few,
    );
  });

  test("behaviour: subaccounts and their signatures", () => {
    fc.assert(
      fc.property(bytes32, bytes32, bytes({ max: 80 }), (groupSeed, seed, message) => {
        const [group, user] = [keysOf(groupSeed), keysOf(seed)];
        const mask = hash(32, "SessionGroupSubaccountMask", groupSeed);
        const wide = hash(
          64,
          mask,
          Uint8Array.of(5),
          user.x25519PublicKey,
          Uint8Array.of(3),
          group.publicKey,
        );
        const k = sodium.crypto_core_ed25519_scalar_reduce(wide);
        const isNegative = (user.publicKey[31] ?? 0) > 127;
        const positive = Uint8Array.from(user.publicKey);
        positive[31] = (positive[31] ?? 0) & 127;
        const kT = sodium.crypto_scalarmult_ed25519_noclamp(k, positive);
        const flags = hexDecode("03030000");
        const grant = sodium.crypto_sign_detached(concatBytes(flags, kT), group.privateKey);
        const owner = deriveGroup(groupSeed);
        const account = deriveAccount(seed);
        const authData = makeAuthData({ group: owner, member: account.accountId });
        expect(Uint8Array.from(authData)).toEqual(concatBytes(flags, k, grant));

        const s = isNegative
          ? sodium.crypto_core_ed25519_scalar_negate(user.x25519Secret)
          : user.x25519Secret;
        const kt = sodium.crypto_core_ed25519_scalar_mul(k, s);
        const nonceKey = hash(32, "SubaccountSeed", seed);
        const r = sodium.crypto_core_ed25519_scalar_reduce(hash(64, "SubaccountSig", nonceKey, kT, message));
        const point = sodium.crypto_scalarmult_ed25519_base_noclamp(r);
        const challenge = sodium.crypto_core_ed25519_scalar_reduce(
          sodium.crypto_hash_sha512(concatBytes(point, kT, message)),
        );
        const response = sodium.crypto_core_ed25519_scalar_add(
          r,
          sodium.crypto_core_ed25519_scalar_mul(challenge, kt),
        );
        const subaccount = openAuthData({ authData, groupId: owner.groupId, account });
        const { signature } = signAsMember(subaccount, message);
        expect(signature).toEqual(concatBytes(point, response));
        expect(sodium.crypto_sign_verify_detached(signature, message, kT)).toBe(true);
      }),
      few,
    );
  });

  test("behaviour: group messages", () => {
    fc.assert(
      fc.property(bytes32, bytes32, bytes({ min: 1, max: 300 }), (key, seed, data) => {
        const nonce = seededRandom("n").secure(24);
        const { groupId, ed25519PublicKey } = deriveGroup(key);
        const sender = keysOf(seed);
        const signature = sodium.crypto_sign_detached(concatBytes(data, ed25519PublicKey), sender.privateKey);
        const dict = concatBytes(
          utf8Encode("d0:i1e1:a32:"),
          sender.publicKey,
          utf8Encode(`1:d${data.length}:`),
          data,
          utf8Encode("1:s64:"),
          signature,
          utf8Encode("e"),
        );
        const zeros = new Uint8Array((512 - ((dict.length + 40) % 256)) % 256);
        const expected = concatBytes(nonce, seal(concatBytes(dict, zeros), nonce, key));
        const sealed = sealForGroup({ data, sender: deriveAccount(seed), groupId, key, nonce });
        expect(sealed).toEqual(expected);
        expect(openForGroup({ sealed: expected, groupId, keys: [key] }).data).toEqual(data);
      }),
      few,
    );
  });
});
