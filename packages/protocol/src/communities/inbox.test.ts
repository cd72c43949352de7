// Every direct message of the two vectors is made again with its nonce and opened by both sides.
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { beforeAll, describe, expect, test } from "vitest";
import { blinded15Candidates, deriveBlinded15Keys, deriveBlinded25Keys } from "../blinding/index.ts";
import { concatBytes, hexDecode, hexEncode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { type Account, type BlindedId, deriveAccount, parseBlindedId } from "../identity/index.ts";
import { alice, bob, bytes, carol, errorCode, loadVector } from "../testing/index.ts";
import { openInboxMessage, openOutboxMessage, sealInboxMessage } from "./index.ts";

interface DirectCase {
  readonly name: string;
  readonly serverPubkey: string;
  readonly senderSecretKey: string;
  readonly recipientSecretKey: string;
  readonly senderSessionId: string;
  readonly senderBlindedId: string;
  readonly recipientBlindedId: string;
  readonly message: string;
  readonly ciphertext: string;
  readonly sharedKey?: string;
}
interface LibraryCase {
  readonly scheme: 15 | 25;
  readonly server_pk: string;
  readonly sender_sk64: string;
  readonly sender_blinded_id: string;
  readonly recipient_sk64: string;
  readonly recipient_blinded_id: string;
  readonly message_hex: string;
  readonly nonce: string;
  readonly shared_key: string;
  readonly ciphertext: string;
}

const { cases } = loadVector<{ readonly cases: readonly DirectCase[] }>("communities-dm");
const library = loadVector<{ readonly inbox: readonly LibraryCase[] }>("blinding");

const all = [
  ...cases.map((item) => ({ ...item, nonce: item.ciphertext.slice(-48) })),
  ...library.inbox.map((item) => ({
    name: `${item.scheme} from ${item.sender_blinded_id}`,
    serverPubkey: item.server_pk,
    senderSecretKey: item.sender_sk64,
    recipientSecretKey: item.recipient_sk64,
    senderSessionId: accountOf(item.sender_sk64).accountId,
    senderBlindedId: item.sender_blinded_id,
    recipientBlindedId: item.recipient_blinded_id,
    message: item.message_hex,
    ciphertext: item.ciphertext,
    sharedKey: item.shared_key,
    nonce: item.nonce,
  })),
];

function accountOf(secretKeyHex: string): Account {
  return deriveAccount(hexDecode(secretKeyHex).subarray(0, 32));
}

describe("communities-dm.json and blinding.json", () => {
  test.each(all)("behaviour: $name", (item) => {
    const serverPublicKey = hexDecode(item.serverPubkey);
    const [from, to] = [accountOf(item.senderSecretKey), accountOf(item.recipientSecretKey)];
    const sender = parseBlindedId(item.senderBlindedId);
    const recipient = parseBlindedId(item.recipientBlindedId);
    const message = hexDecode(item.message);
    const data = hexDecode(item.ciphertext);
    const nonce = hexDecode(item.nonce);
    const keysOf = sender.startsWith("15") ? deriveBlinded15Keys : deriveBlinded25Keys;
    expect([keysOf(from, serverPublicKey).id, keysOf(to, serverPublicKey).id]).toEqual([sender, recipient]);

    const sealed = sealInboxMessage({ message, sender: from, recipient, serverPublicKey, nonce });
    expect(hexEncode(sealed)).toBe(item.ciphertext);
    if (item.sharedKey !== undefined) {
      const plaintext = concatBytes(message, from.ed25519PublicKey);
      const body = nobleCrypto.xchacha20Poly1305Seal(hexDecode(item.sharedKey), nonce, plaintext);
      expect(hexEncode(concatBytes(Uint8Array.of(0), body, nonce))).toBe(item.ciphertext);
    }
    const expected = { message, sender: item.senderSessionId, senderEd25519: from.ed25519PublicKey };
    expect(openInboxMessage({ data, recipient: to, sender, serverPublicKey })).toEqual(expected);
    expect(openOutboxMessage({ data, sender: from, recipient, serverPublicKey })).toEqual(expected);
  });
});

const serverPublicKey = new Uint8Array(32).fill(0x51);
const nonce = new Uint8Array(24).fill(3);
const idOf = (account: Account): BlindedId => deriveBlinded15Keys(account, serverPublicKey).id;
const message = Uint8Array.of(1, 2, 3);
const toBob = sealInboxMessage({ message, sender: alice, recipient: idOf(bob), serverPublicKey, nonce });
const openByBob = (data: Uint8Array, sender = idOf(alice)) =>
  openInboxMessage({ data, recipient: bob, sender, serverPublicKey });

describe("inbox messages", () => {
  beforeAll(() => sodium.ready);

  test("behaviour: libsodium's own operations give the same bytes", () => {
    const a = sodium.crypto_sign_ed25519_sk_to_curve25519(
      sodium.crypto_sign_seed_keypair(alice.ed25519Seed).privateKey,
    );
    const factor = sodium.crypto_core_ed25519_scalar_reduce(
      sodium.crypto_generichash(64, serverPublicKey, null),
    );
    const own = sodium.crypto_scalarmult_ed25519_noclamp(factor, alice.ed25519PublicKey);
    const theirs = sodium.crypto_scalarmult_ed25519_noclamp(factor, bob.ed25519PublicKey);
    const shared = sodium.crypto_scalarmult_ed25519_noclamp(a, theirs);
    const key = sodium.crypto_generichash(32, concatBytes(shared, own, theirs), null);
    const body = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
      concatBytes(message, alice.ed25519PublicKey),
      null,
      null,
      nonce,
      key,
    );
    expect(toBob).toEqual(concatBytes(Uint8Array.of(0), body, nonce));
  });
  test("behaviour: 73 bytes longer than the message, which may be empty", () => {
    expect(toBob).toHaveLength(76);
    const options = { sender: alice, recipient: idOf(bob), serverPublicKey, nonce };
    const empty = sealInboxMessage({ ...options, message: new Uint8Array() });
    expect(openByBob(empty).message).toHaveLength(0);
  });
  test("behaviour: an outbox copy that somebody else sealed for the same recipient does not open", () => {
    const data = sealInboxMessage({ message, sender: carol, recipient: idOf(bob), serverPublicKey, nonce });
    const open = () => openOutboxMessage({ data, sender: alice, recipient: idOf(bob), serverPublicKey });
    expect(errorCode(open)).toBe("decryption_failed");
  });

  test("error: another recipient, server or sender", () => {
    const open = (changes: Partial<Parameters<typeof openInboxMessage>[0]>) =>
      openInboxMessage({ data: toBob, recipient: bob, sender: idOf(alice), serverPublicKey, ...changes });
    expect(errorCode(() => open({ recipient: carol }))).toBe("decryption_failed");
    expect(errorCode(() => open({ serverPublicKey: new Uint8Array(32) }))).toBe("decryption_failed");
    expect(errorCode(() => open({ sender: idOf(carol) }))).toBe("decryption_failed");
    const [first, second] = blinded15Candidates(alice.accountId, serverPublicKey);
    const flipped = first === idOf(alice) ? second : first;
    expect(errorCode(() => open({ sender: flipped }))).toBe("decryption_failed");
    expect(errorCode(() => open({ sender: deriveBlinded25Keys(alice, serverPublicKey).id }))).toBe(
      "decryption_failed",
    );
  });
  test("error: the sealed key is somebody else's", () => {
    const forger: Account = { ...alice, ed25519PublicKey: carol.ed25519PublicKey };
    const data = sealInboxMessage({ message, sender: forger, recipient: idOf(bob), serverPublicKey, nonce });
    expect(errorCode(() => openByBob(data))).toBe("sender_mismatch");
    const open = () => openOutboxMessage({ data, sender: alice, recipient: idOf(bob), serverPublicKey });
    expect(errorCode(open)).toBe("sender_mismatch");
  });
  test("error: the sealed key is no key", () => {
    const forger: Account = { ...alice, ed25519PublicKey: new Uint8Array(32) };
    const data = sealInboxMessage({ message, sender: forger, recipient: idOf(bob), serverPublicKey, nonce });
    expect(errorCode(() => openByBob(data))).toBe("invalid_encoding");
  });
  test("error: too short, another version, a changed byte", () => {
    for (let length = 0; length < 73; length += 8)
      expect(errorCode(() => openByBob(toBob.subarray(0, length)))).toBe("invalid_length");
    expect(errorCode(() => openByBob(toBob.subarray(0, 73)))).toBe("decryption_failed");
    fc.assert(
      fc.property(fc.nat(75), (at) => {
        const damaged = Uint8Array.from(toBob, (byte, index) => (index === at ? byte ^ 1 : byte));
        expect(errorCode(() => openByBob(damaged))).toBe(
          at === 0 ? "unsupported_version" : "decryption_failed",
        );
      }),
      { numRuns: 10 },
    );
  });
  test("error: a peer whose ID is no point", () => {
    for (const hex of ["00".repeat(32), `02${"00".repeat(31)}`, "ff".repeat(32)])
      for (const prefix of ["15", "25"]) {
        const peer = parseBlindedId(prefix + hex);
        expect(errorCode(() => openByBob(toBob, peer))).toBe("invalid_encoding");
        const seal = () =>
          sealInboxMessage({ message, sender: alice, recipient: peer, serverPublicKey, nonce });
        expect(errorCode(seal)).toBe("invalid_encoding");
      }
  });
  test("error: a nonce of another length", () => {
    const options = { message, sender: alice, recipient: idOf(bob), serverPublicKey };
    expect(() => sealInboxMessage({ ...options, nonce: new Uint8Array(12) })).toThrow(RangeError);
  });
  test("behaviour: any bytes give a DecodeError", () => {
    fc.assert(
      fc.property(bytes({ max: 120 }), (data) => {
        expect(errorCode(() => openByBob(data))).not.toBe("none");
      }),
      { numRuns: 15 },
    );
  });
});
