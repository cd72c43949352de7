import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asBtDict, type BtDict, btDecode, btEncode } from "../bt/index.ts";
import { concatBytes, hexDecode, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { alice, bob, bytes, bytes32, checkCodecLaws, errorCode } from "../testing/index.ts";
import { fallbackSecret, openMessage } from "./message.ts";
import { type MessageBody, messageBody, signMessageBody } from "./message-body.ts";
import { sealFrame } from "./message-frame.ts";

const hello = utf8Encode("hello");

/** A message to bob with any bytes for its body, sealed to his identity key. */
function rawToBob(body: Uint8Array): Uint8Array {
  const ephemeralSecret = new Uint8Array(32).fill(0x44);
  const ephemeral = nobleCrypto.x25519PublicKey(ephemeralSecret);
  const shared = nobleCrypto.x25519SharedSecret(ephemeralSecret, bob.x25519PublicKey);
  const secret = fallbackSecret({ shared, identity: bob.x25519PublicKey, ephemeral });
  const header = { keyIndicator: new Uint8Array(2), mlKemCiphertext: new Uint8Array(1088) };
  return sealFrame({ ...header, ephemeral, body, secret });
}

describe("messageBody", () => {
  const bodies: fc.Arbitrary<MessageBody> = fc.record(
    {
      senderEd25519: bytes32,
      content: bytes({ max: 300 }),
      extra: fc.constantFrom<BtDict>(new Map(), new Map([["d", 1n]]), new Map([["", hello]])),
      signature: bytes({ min: 64, max: 64 }),
      proSignature: bytes({ min: 64, max: 64 }),
    },
    { requiredKeys: ["senderEd25519", "content", "extra", "signature"] },
  );

  test("behaviour: keeps the codec laws", () => {
    checkCodecLaws(messageBody, bodies);
  });
});

describe("the body under the encryption", () => {
  const body = signMessageBody({ content: hello, sender: alice, recipient: bob.accountId });
  const dict = asBtDict(btDecode(body));
  const changed = (change: Readonly<Record<string, Uint8Array | bigint>>): Uint8Array =>
    btEncode(new Map([...dict, ...Object.entries(change)]));
  const without = (key: string): Uint8Array => btEncode(new Map([...dict].filter(([name]) => name !== key)));
  const text = (bytes: Uint8Array): Uint8Array => bytes.slice(1, -1);

  test("default: as it was signed", () => {
    expect(openMessage({ data: rawToBob(body), account: bob, accountKeys: [] })).toMatchObject({
      content: hello,
    });
  });

  test("behaviour: signed fields of other versions are ignored", () => {
    const unsigned = text(without("~"));
    const extended = concatBytes(utf8Encode("d"), unsigned, utf8Encode("1:d3:new"));
    const hash = nobleCrypto.blake2b(extended, {
      length: 64,
      key: hexDecode(bob.accountId),
      personalization: utf8Encode("SessionV2Message"),
    });
    const signature = nobleCrypto.ed25519Sign(hash, alice.ed25519Seed);
    const data = rawToBob(concatBytes(extended, utf8Encode("1:~64:"), signature, utf8Encode("e")));
    expect(openMessage({ data, account: bob, accountKeys: [] })).toMatchObject({
      sender: alice.accountId,
      content: hello,
    });
  });

  test.each([
    ["no content", without("c"), "missing_field"],
    ["no sender", without("S"), "missing_field"],
    ["no signature", without("~"), "missing_field"],
    ["a short sender key", changed({ S: new Uint8Array(31) }), "invalid_length"],
    ["a short signature", changed({ "~": new Uint8Array(63) }), "invalid_length"],
    ["a short Pro signature", changed({ "~P": new Uint8Array(63) }), "invalid_length"],
    ["a content that is a number", changed({ c: 1n }), "invalid_encoding"],
    ["another content", changed({ c: utf8Encode("hellO") }), "signature_invalid"],
    ["a field that was not signed", changed({ d: 1n }), "signature_invalid"],
    ["a field behind the signature", changed({ "~Q": 1n }), "unexpected_field"],
    ["a sender that is no point", changed({ S: new Uint8Array(32).fill(2) }), "signature_invalid"],
    ["a key given twice", concatBytes(utf8Encode("d1:c0:"), text(body), utf8Encode("e")), "invalid_encoding"],
    ["unsorted keys", concatBytes(utf8Encode("d1:d0:"), text(body), utf8Encode("e")), "invalid_encoding"],
    ["bytes behind the dict", concatBytes(body, utf8Encode("x")), "invalid_length"],
    ["a list", utf8Encode("le"), "invalid_encoding"],
    ["nothing but padding", new Uint8Array(), "invalid_length"],
  ])("error: %s", (_name, bytes, code) => {
    expect(errorCode(() => openMessage({ data: rawToBob(bytes), account: bob, accountKeys: [] }))).toBe(code);
  });
});
