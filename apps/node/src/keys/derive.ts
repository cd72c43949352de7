import { createHmac } from "node:crypto";
import { hexEncode } from "@session/protocol/bytes";
import {
  type CryptoProvider,
  ed25519SeedToX25519,
  nobleCrypto,
  type SecretBytes,
  secretBytes,
} from "@session/protocol/crypto";
import {
  type Ed25519PublicKey,
  ed25519PublicKey,
  type X25519PublicKey,
  x25519PublicKey,
} from "@session/protocol/identity";

/** Everything a node signs, opens and pays with. The secrets print as `[secret]`. */
export interface NodeKeys {
  readonly ed25519: Ed25519PublicKey;
  readonly x25519: X25519PublicKey;
  /** 32 bytes; signs results, proofs and registrations, and is the key of the node channel. */
  readonly ed25519Seed: SecretBytes;
  /** 32 bytes, the conversion of the Ed25519 key; opens onion layers. */
  readonly x25519Secret: SecretBytes;
  /** 32 bytes big-endian, below the group order; signs state changes. */
  readonly blsSecret: SecretBytes;
  /** 32 bytes; the operator's account on the EVM chain. */
  readonly operatorSecret: SecretBytes;
}

/** The three independent secrets all others follow from. */
export interface NodeSecrets {
  readonly ed25519Seed: Uint8Array;
  readonly blsSecret: Uint8Array;
  readonly operatorSecret: Uint8Array;
}

/** Order of the BLS12-381 groups. */
const BLS_ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
/** Order of the secp256k1 group. */
const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/**
 * Keys from one seed, always the same ones: what the testnet launcher does for its nodes. A node that
 * makes its own keys hands in 32 random bytes.
 *
 * @param seed at least 16 bytes
 * @throws RangeError when it is shorter
 */
export function deriveNodeKeys(seed: Uint8Array, crypto: CryptoProvider = nobleCrypto): NodeKeys {
  if (seed.length < 16) throw new RangeError(`seed: expected at least 16 bytes, got ${seed.length}`);
  return nodeKeys(
    {
      ed25519Seed: expand(seed, "ed25519").subarray(0, 32),
      blsSecret: scalar(expand(seed, "bls"), BLS_ORDER),
      operatorSecret: scalar(expand(seed, "operator"), SECP256K1_ORDER),
    },
    crypto,
  );
}

/** Completes the three secrets with what follows from them. */
export function nodeKeys(secrets: NodeSecrets, crypto: CryptoProvider = nobleCrypto): NodeKeys {
  const x25519Secret = ed25519SeedToX25519(secrets.ed25519Seed, crypto);
  return {
    ed25519: ed25519PublicKey(hexEncode(crypto.ed25519PublicKey(secrets.ed25519Seed))),
    x25519: x25519PublicKey(hexEncode(crypto.x25519PublicKey(x25519Secret))),
    ed25519Seed: secretBytes(secrets.ed25519Seed),
    x25519Secret: secretBytes(x25519Secret),
    blsSecret: secretBytes(secrets.blsSecret),
    operatorSecret: secretBytes(secrets.operatorSecret),
  };
}

/** 64 bytes that nobody without the seed can tell from random ones; another label gives unrelated ones. */
function expand(seed: Uint8Array, label: string): Uint8Array {
  return createHmac("sha512", seed).update(`session node key: ${label}`).digest();
}

/** A scalar in [1, order): 64 bytes reduced, so that the bias is far below anything measurable. */
function scalar(bytes: Uint8Array, order: bigint): Uint8Array {
  const reduced = (BigInt(`0x${hexEncode(bytes)}`) % (order - 1n)) + 1n;
  return Uint8Array.from(reduced.toString(16).padStart(64, "0").match(/../g) ?? [], (pair) =>
    Number.parseInt(pair, 16),
  );
}
