import { type BtDict, btBytes, btEncode, btOptionalBytes } from "../bt/index.ts";
import { bytesOfLength, utf8Encode } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { type Account, type AccountId, accountIdBytes, accountIdFromEd25519 } from "../identity/index.ts";
import {
  composeDict,
  decodeSignedDict,
  SIGNATURE_BYTES,
  SIGNATURE_KEY,
  signedPart,
  unknownFields,
} from "./wire-dict.ts";

const PRO_SIGNATURE_KEY = "~P";
const KNOWN_KEYS = ["S", "c", SIGNATURE_KEY, PRO_SIGNATURE_KEY];
const SIGNATURE_PERSONALIZATION = utf8Encode("SessionV2Message");

/** What a V2 message holds under its encryption. */
export interface MessageBody {
  /** 32 bytes; the sender's account ID follows from it. */
  readonly senderEd25519: Uint8Array;
  /** A serialized Content, opaque here and not padded. */
  readonly content: Uint8Array;
  /** Fields of other versions; the signature covers them. */
  readonly extra: BtDict;
  /** 64 bytes, by the sender. */
  readonly signature: Uint8Array;
  /** 64 bytes, by the sender's rotating Pro key, which stands in the content. */
  readonly proSignature?: Uint8Array;
}

/**
 * The body without padding and without a check of its signatures.
 *
 * Spec: docs/spec/protocol-v2.md section 3. Vectors: vectors/protocol-v2.json (messages, sizes).
 */
export const messageBody: Codec<MessageBody> = {
  encode: (body) => btEncode(toDict(body)),
  decode: (bytes) => {
    const dict = decodeSignedDict(bytes, [PRO_SIGNATURE_KEY]);
    const proSignature = btOptionalBytes(dict, PRO_SIGNATURE_KEY, SIGNATURE_BYTES);
    return {
      senderEd25519: btBytes(dict, "S", 32),
      content: btBytes(dict, "c"),
      extra: unknownFields(dict, KNOWN_KEYS),
      signature: btBytes(dict, SIGNATURE_KEY, SIGNATURE_BYTES),
      ...(proSignature && { proSignature }),
    };
  },
};

/**
 * The encoded body, signed for one recipient and, with a Pro seed, once more by the rotating Pro key.
 *
 * @param options.proSeed Ed25519 seed of the rotating Pro key, 32 bytes
 * Spec: docs/spec/protocol-v2.md section 3. Vectors: vectors/protocol-v2.json (messages).
 */
export function signMessageBody(options: {
  readonly content: Uint8Array;
  readonly sender: Pick<Account, "ed25519Seed" | "ed25519PublicKey">;
  readonly recipient: AccountId;
  readonly proSeed?: Uint8Array;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { content, sender, recipient, proSeed, crypto = nobleCrypto } = options;
  const unsigned: MessageBody = {
    senderEd25519: sender.ed25519PublicKey,
    content,
    extra: new Map(),
    signature: new Uint8Array(SIGNATURE_BYTES),
  };
  const signature = crypto.ed25519Sign(signedHash(unsigned, recipient, crypto), sender.ed25519Seed);
  const signed = { ...unsigned, signature };
  if (proSeed === undefined) return messageBody.encode(signed);
  const proSignature = crypto.ed25519Sign(signedPart(toDict(signed), PRO_SIGNATURE_KEY), proSeed);
  return messageBody.encode({ ...signed, proSignature });
}

/** The Pro signature of a message and what it covers, to be verified with the key that the content names. */
export interface MessageProSignature {
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
}

/** A body whose sender is proven. */
export interface VerifiedBody {
  readonly sender: AccountId;
  readonly senderEd25519: Uint8Array;
  readonly content: Uint8Array;
  readonly pro?: MessageProSignature;
}

/**
 * The body with its sender, once the signature for this recipient has been verified.
 *
 * @throws DecodeError signature_invalid, or any code of a malformed body
 * Spec: docs/spec/protocol-v2.md section 3.
 */
export function verifyMessageBody(
  bytes: Uint8Array,
  recipient: AccountId,
  crypto: CryptoProvider = nobleCrypto,
): VerifiedBody {
  const body = messageBody.decode(bytes);
  const { senderEd25519, content, signature, proSignature } = body;
  if (!crypto.ed25519Verify(signature, signedHash(body, recipient, crypto), senderEd25519))
    throw new DecodeError("signature_invalid", "the sender's signature does not verify", {
      path: SIGNATURE_KEY,
    });
  const sender = accountIdFromEd25519(senderEd25519, crypto);
  if (proSignature === undefined) return { sender, senderEd25519, content };
  const pro = { signature: proSignature, message: signedPart(toDict(body), PRO_SIGNATURE_KEY) };
  return { sender, senderEd25519, content, pro };
}

/** The recipient is the hash key, so a message cannot be passed on as one to somebody else. */
function signedHash(body: MessageBody, recipient: AccountId, crypto: CryptoProvider): Uint8Array {
  return crypto.blake2b(signedPart(toDict(body)), {
    length: 64,
    key: accountIdBytes(recipient),
    personalization: SIGNATURE_PERSONALIZATION,
  });
}

function toDict({ senderEd25519, content, extra, signature, proSignature }: MessageBody): BtDict {
  return composeDict(
    {
      S: bytesOfLength(senderEd25519, 32, "senderEd25519"),
      c: content,
      [SIGNATURE_KEY]: bytesOfLength(signature, SIGNATURE_BYTES, "signature"),
      [PRO_SIGNATURE_KEY]: proSignature && bytesOfLength(proSignature, SIGNATURE_BYTES, "proSignature"),
    },
    extra,
  );
}
