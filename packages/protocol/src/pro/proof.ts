import { bytesOfLength, concatBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { ProProof as ProProofMessage } from "../messages/index.ts";
import { u64Le, wholeNumber } from "./fields.ts";

/** What the backend signs: that messages of a key may use Pro features until a time. */
export interface ProProof {
  /** 32 bytes; what a revocation names (`gen_index_hash`). */
  readonly revocationTag: Uint8Array;
  /** 32 bytes, Ed25519; signs the messages. */
  readonly rotatingPublicKey: Uint8Array;
  readonly expiryMs: number;
  /** 64 bytes, by the backend. */
  readonly signature: Uint8Array;
}

/** One draft of the proof. Both are older than the launch of Pro, so that either may become the real one. */
export interface ProProofFormat {
  readonly name: string;
  /** The bytes under the backend's signature. @throws RangeError for a proof outside the format's domain */
  signedBytes(proof: Omit<ProProof, "signature">, crypto?: CryptoProvider): Uint8Array;
  /** @throws DecodeError missing_field, invalid_length, out_of_range, unsupported_version, unexpected_field */
  read(message: ProProofMessage): ProProof;
  /** @throws RangeError for a proof outside the format's domain */
  write(proof: ProProof): ProProofMessage;
}

type FieldName = Extract<keyof ProProofMessage, string>;

const PROOF_VERSION = 0;
const APRIL_PERSONALIZATION = utf8Encode("ProProof________");
const LATER_PREFIX = utf8Encode("ProProof_v0_____");

/**
 * The proof of April 2026, and the default: version 0, expiry in milliseconds, a signature over a hash.
 *
 * Spec: docs/spec/accounts-and-messages.md section 16. Vectors: vectors/pro.json (proofs).
 */
export const PRO_PROOF_APRIL_2026: ProProofFormat = {
  name: "April 2026",
  signedBytes: (proof, crypto = nobleCrypto) =>
    crypto.blake2b(
      concatBytes(
        Uint8Array.of(PROOF_VERSION),
        bytesOfLength(proof.revocationTag, 32, "revocationTag"),
        bytesOfLength(proof.rotatingPublicKey, 32, "rotatingPublicKey"),
        u64Le(proof.expiryMs, "expiryMs"),
      ),
      { length: 32, personalization: APRIL_PERSONALIZATION },
    ),
  read: (message) => {
    const version = present("version", message.version);
    if (version !== PROOF_VERSION)
      throw new DecodeError("unsupported_version", `expected ${PROOF_VERSION}, got ${version}`, {
        path: "ProProof.version",
      });
    return { ...readKeys(message), expiryMs: readExpiry(message, 1) };
  },
  write: (proof) => ({
    version: PROOF_VERSION,
    ...writeKeys(proof),
    expireAtMs: BigInt(wholeNumber(proof.expiryMs, "expiryMs")),
  }),
};

/**
 * The later draft: no version, expiry in whole seconds, a signature over the text itself. It uses the same protobuf
 * fields with another meaning.
 *
 * Spec: docs/spec/accounts-and-messages.md section 16; session.proto. Vectors: vectors/pro.json (proofs).
 */
export const PRO_PROOF_LATER_DRAFT: ProProofFormat = {
  name: "later draft",
  signedBytes: (proof) =>
    concatBytes(
      LATER_PREFIX,
      bytesOfLength(proof.revocationTag, 32, "revocationTag"),
      bytesOfLength(proof.rotatingPublicKey, 32, "rotatingPublicKey"),
      utf8Encode(String(wholeSeconds(proof.expiryMs))),
    ),
  read: (message) => {
    if (message.version !== undefined)
      throw new DecodeError("unexpected_field", "expected none: the proof follows the format of April 2026", {
        path: "ProProof.version",
      });
    return { ...readKeys(message), expiryMs: readExpiry(message, 1000) };
  },
  write: (proof) => ({ ...writeKeys(proof), expireAtMs: BigInt(wholeSeconds(proof.expiryMs)) }),
};

/**
 * Whether the backend signed a proof. False, too, for a key or signature that is malformed.
 *
 * Spec: docs/spec/accounts-and-messages.md section 16. Vectors: vectors/pro.json (proofs).
 */
export function verifyProProof(options: {
  readonly proof: ProProof;
  readonly backendKey: Uint8Array;
  readonly format?: ProProofFormat;
  readonly crypto?: CryptoProvider;
}): boolean {
  const { proof, backendKey, format = PRO_PROOF_APRIL_2026, crypto = nobleCrypto } = options;
  return crypto.ed25519Verify(proof.signature, format.signedBytes(proof, crypto), backendKey);
}

function readKeys(message: ProProofMessage): Omit<ProProof, "expiryMs"> {
  return {
    revocationTag: readBytes("genIndexHash", message.genIndexHash, 32),
    rotatingPublicKey: readBytes("rotatingPublicKey", message.rotatingPublicKey, 32),
    signature: readBytes("sig", message.sig, 64),
  };
}

function readExpiry({ expireAtMs }: ProProofMessage, unitMs: number): number {
  const value = present("expireAtMs", expireAtMs);
  const expiryMs = Number(value) * unitMs;
  if (!Number.isSafeInteger(expiryMs))
    throw new DecodeError("out_of_range", `expected a time up to 2^53 - 1 ms, got ${value}`, {
      path: "ProProof.expireAtMs",
    });
  return expiryMs;
}

function readBytes(name: FieldName, value: Uint8Array | undefined, length: number): Uint8Array {
  const bytes = present(name, value);
  if (bytes.length !== length)
    throw new DecodeError("invalid_length", `expected ${length} bytes, got ${bytes.length}`, {
      path: `ProProof.${name}`,
    });
  return bytes;
}

function present<T>(name: FieldName, value: T | undefined): T {
  if (value === undefined)
    throw new DecodeError("missing_field", "expected a value, found none", {
      path: `ProProof.${name}`,
    });
  return value;
}

function writeKeys({ revocationTag, rotatingPublicKey, signature }: ProProof): ProProofMessage {
  return {
    genIndexHash: bytesOfLength(revocationTag, 32, "revocationTag"),
    rotatingPublicKey: bytesOfLength(rotatingPublicKey, 32, "rotatingPublicKey"),
    sig: bytesOfLength(signature, 64, "signature"),
  };
}

function wholeSeconds(ms: number): number {
  if (wholeNumber(ms, "expiryMs") % 1000 !== 0)
    throw new RangeError(`expiryMs: expected whole seconds, got ${ms} ms`);
  return ms / 1000;
}
