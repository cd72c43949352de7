import { hexEncode } from "../bytes/index.ts";
import { BLS_POP_DST, blsPublicKey, blsSign, packBlsKey, packBlsSignature } from "../crypto/bls/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { type Ed25519PublicKey, ed25519PublicKey } from "../identity/keys.ts";
import type { EvmAddress } from "../network/types.ts";
import { registrationMessage } from "./ed25519.ts";
import { nodeKeysDigest } from "./eip712.ts";

/** The `Keys` argument of `registerSolo` and `openNode`, and the BLS key as one piece. */
export interface Registration {
  readonly ed25519: Ed25519PublicKey;
  readonly bls: readonly [bigint, bigint, bigint];
  /** Proof of possession, EIP-2537 form. */
  readonly pop: BlsSignatureWords;
  readonly ed25519Sig: readonly [`0x${string}`, `0x${string}`];
  /** 192 hex digits. */
  readonly blsHex: string;
}

type BlsSignatureWords = ReturnType<typeof packBlsSignature>;

/**
 * Everything a node proves about its keys when it registers. Both proofs name the operator, so a copy sent by
 * somebody else fails.
 * Spec: docs/spec/staking-design.md sections 6.1 and 8.
 */
export function buildRegistration(
  input: {
    readonly ed25519Seed: Uint8Array;
    readonly blsSecret: Uint8Array;
    readonly operator: EvmAddress;
    readonly chainId: bigint | number;
    readonly registry: EvmAddress;
  },
  crypto: CryptoProvider = nobleCrypto,
): Registration {
  const domain = { chainId: input.chainId, registry: input.registry };
  const ed25519 = ed25519PublicKey(hexEncode(crypto.ed25519PublicKey(input.ed25519Seed)));
  const blsKey = blsPublicKey(input.blsSecret);
  const bls = packBlsKey(blsKey);
  const digest = nodeKeysDigest({ operator: input.operator, ed25519, blsWords: bls }, domain);
  const signature = crypto.ed25519Sign(
    registrationMessage({ ...domain, operator: input.operator, blsKey }),
    input.ed25519Seed,
  );
  return {
    ed25519,
    bls,
    pop: packBlsSignature(blsSign(digest, input.blsSecret, BLS_POP_DST)),
    ed25519Sig: [`0x${hexEncode(signature.slice(0, 32))}`, `0x${hexEncode(signature.slice(32))}`],
    blsHex: hexEncode(blsKey),
  };
}
