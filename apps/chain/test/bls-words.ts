import type { bls12_381 } from "@noble/curves/bls12-381.js";

/** What keys and signatures look like on chain (docs/spec/staking-design.md 7.6, 8), written independently of our own packing. */
const hex = (value: bigint, bytes: number) => value.toString(16).padStart(2 * bytes, "0");

function words<N extends number>(text: string, count: N): Words<N> {
  const list = Array.from({ length: count }, (_, i) => BigInt(`0x${text.slice(64 * i, 64 * i + 64)}`));
  return list as unknown as Words<N>; // of the length just made
}

export type Words<N extends number> = N extends 3
  ? readonly [bigint, bigint, bigint]
  : readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

type G1 = InstanceType<typeof bls12_381.G1.Point>;
type G2 = InstanceType<typeof bls12_381.G2.Point>;

/** 48-byte x, 48-byte y. */
export function keyWords(point: G1): Words<3> {
  const { x, y } = point.toAffine();
  return words(hex(x, 48) + hex(y, 48), 3);
}

/** EIP-2537: x.c0, x.c1, y.c0, y.c1 of 64 bytes each; infinity is zeros. */
export function signatureWords(point: G2): Words<8> {
  if (point.is0()) return [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n];
  const { x, y } = point.toAffine();
  return words([x.c0, x.c1, y.c0, y.c1].map((value) => hex(value, 64)).join(""), 8);
}
