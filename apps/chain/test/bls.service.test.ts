// The contract's BLS12-381 against @noble/curves, on a real chain: hash to curve and signatures must agree
// for any message and key, and nothing that noble refuses may pass.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { blsVerifierAbi } from "@session/staking/abi";
import { blsVerifierBytecode } from "@session/staking/bytecode";
import { bytesToHex, createTestClient, type Hex, http, publicActions, walletActions } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Anvil, devnetKey, startAnvil } from "../src/devnet/index.ts";
import { keyWords, signatureWords, type Words } from "./bls-words.ts";

const VOTE_TAG = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
const POP_TAG = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
const { longSignatures, fields } = bls12_381;
const G1 = bls12_381.G1.Point;
const G2 = bls12_381.G2.Point;
const FIELD_MODULUS = fields.Fp.ORDER;

/** Reproducible "random" messages and keys. */
const digestOf = (seed: number): Uint8Array => {
  const bytes = new Uint8Array(32);
  let state = (seed + 1) * 0x9e3779b1;
  for (let i = 0; i < 32; i++) {
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) ^ i;
    bytes[i] = state >>> 24;
  }
  return bytes;
};
const secretOf = (seed: number): Uint8Array => {
  const bytes = digestOf(1000 + seed);
  bytes[0] = (bytes[0] ?? 0) & 0x3f;
  return bytes;
};
const sign = (digest: Uint8Array, seed: number, tag: string) =>
  longSignatures.sign(longSignatures.hash(digest, tag), secretOf(seed));
const keyOf = (seed: number) => longSignatures.getPublicKey(secretOf(seed));

function clientFor(rpcUrl: string) {
  const account = privateKeyToAccount(devnetKey(0));
  return createTestClient({ account, mode: "anvil", transport: http(rpcUrl), pollingInterval: 50 })
    .extend(publicActions)
    .extend(walletActions);
}

let anvil: Anvil;
let client: ReturnType<typeof clientFor>;
let verifier: Hex;

beforeAll(async () => {
  anvil = await startAnvil({ port: 0 });
  client = clientFor(anvil.rpcUrl);
  const hash = await client.deployContract({
    abi: blsVerifierAbi,
    bytecode: blsVerifierBytecode,
    chain: null,
  });
  const { contractAddress } = await client.waitForTransactionReceipt({ hash });
  if (!contractAddress) throw new Error("the verifier was not deployed");
  verifier = contractAddress;
});
afterAll(() => anvil.stop());

const checkPop = (key: Words<3>, pop: Words<8>, digest: Uint8Array) =>
  client.readContract({
    address: verifier,
    abi: blsVerifierAbi,
    functionName: "checkProofOfPossession",
    args: [key, pop, bytesToHex(digest)],
  });
const checkCertificate = (
  aggregate: Words<3>,
  absent: readonly Words<3>[],
  sig: Words<8>,
  digest: Uint8Array,
) =>
  client.readContract({
    address: verifier,
    abi: blsVerifierAbi,
    functionName: "checkCertificate",
    args: [aggregate, absent, sig, bytesToHex(digest)],
  });

describe("hash to curve", () => {
  test("behaviour: both tags give noble's points for 25 messages each and the extreme digests", async () => {
    const digests = Array.from({ length: 25 }, (_, i) => digestOf(i));
    digests.push(new Uint8Array(32), new Uint8Array(32).fill(255));
    for (const [functionName, tag] of [
      ["hashVote", VOTE_TAG],
      ["hashProofOfPossession", POP_TAG],
    ] as const)
      for (const digest of digests)
        expect(
          await client.readContract({
            address: verifier,
            abi: blsVerifierAbi,
            functionName,
            args: [bytesToHex(digest)],
          }),
        ).toEqual(signatureWords(longSignatures.hash(digest, tag)));
  });
});

describe("proof of possession", () => {
  test("behaviour: accepts noble's signatures of five keys and no other key's or digest's", async () => {
    for (let key = 0; key < 5; key++) {
      const digest = digestOf(100 + key);
      const pop = signatureWords(sign(digest, key, POP_TAG));
      expect(await checkPop(keyWords(keyOf(key)), pop, digest)).toBe(true);
      expect(await checkPop(keyWords(keyOf(key + 1)), pop, digest)).toBe(false);
      expect(await checkPop(keyWords(keyOf(key)), pop, digestOf(101 + key))).toBe(false);
    }
  });

  test("error: a vote does not prove possession", async () => {
    const digest = digestOf(1);
    expect(await checkPop(keyWords(keyOf(1)), signatureWords(sign(digest, 1, VOTE_TAG)), digest)).toBe(false);
  });

  test("error: infinity as key, as signature, and as both", async () => {
    const digest = digestOf(2);
    const zeroKey = [0n, 0n, 0n] as const;
    const zeroSig = [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n] as const;
    const pop = signatureWords(sign(digest, 1, POP_TAG));
    expect(await checkPop(zeroKey, pop, digest)).toBe(false);
    expect(await checkPop(keyWords(keyOf(1)), zeroSig, digest)).toBe(false);
    expect(await checkPop(zeroKey, zeroSig, digest)).toBe(false);
  });

  test("error: key and signature off the curve", async () => {
    const digest = digestOf(3);
    const key = keyWords(keyOf(1));
    const pop = signatureWords(sign(digest, 1, POP_TAG));
    expect(await checkPop([key[0], key[1], key[2] ^ 1n], pop, digest)).toBe(false);
    const bent = [...pop] as [...Words<8>]; // a copy has the same length
    bent[7] ^= 1n;
    expect(await checkPop(key, bent, digest)).toBe(false);
  });

  test("error: the negated signature and the negated key", async () => {
    const digest = digestOf(4);
    const pop = sign(digest, 1, POP_TAG);
    expect(await checkPop(keyWords(keyOf(1)), signatureWords(pop.negate()), digest)).toBe(false);
    expect(await checkPop(keyWords(keyOf(1).negate()), signatureWords(pop), digest)).toBe(false);
    expect(await checkPop(keyWords(keyOf(1).negate()), signatureWords(pop.negate()), digest)).toBe(true);
  });

  test("error: points on the curve outside the subgroup", async () => {
    const digest = digestOf(5);
    // A point of G1 found by trying x, before its cofactor is cleared.
    let x = 1n;
    let outside = G1.ZERO;
    for (; outside.is0() || outside.isTorsionFree(); x++) {
      const square = fields.Fp.add(fields.Fp.pow(x, 3n), 4n);
      try {
        outside = G1.fromAffine({ x, y: fields.Fp.sqrt(square) });
      } catch {
        outside = G1.ZERO; // no point with this x
      }
    }
    const pop = signatureWords(sign(digest, 1, POP_TAG));
    expect(await checkPop(keyWords(outside), pop, digest)).toBe(false);
    // Adding it to a good key leaves the subgroup as well.
    expect(await checkPop(keyWords(keyOf(1).add(outside)), pop, digest)).toBe(false);
  });

  test("error: coordinates that are not canonical, and bytes beyond 48", async () => {
    const digest = digestOf(6);
    const key = keyOf(1).toAffine();
    const sig = sign(digest, 1, POP_TAG);
    const pop = signatureWords(sig);
    const y = key.y + FIELD_MODULUS;
    // Both fit into 48 bytes only when the sum does; this key's does.
    expect(y < 1n << 384n).toBe(true);
    const packed = key.x.toString(16).padStart(96, "0") + y.toString(16).padStart(96, "0");
    const shifted = [0, 64, 128].map((at) => BigInt(`0x${packed.slice(at, at + 64)}`));
    expect(await checkPop([shifted[0] ?? 0n, shifted[1] ?? 0n, shifted[2] ?? 0n], pop, digest)).toBe(false);
    const wide = [...pop] as [...Words<8>]; // a copy has the same length
    wide[0] |= 1n << 255n;
    expect(await checkPop(keyWords(keyOf(1)), wide, digest)).toBe(false);
  });
});

describe("certificate", () => {
  const members = [0, 1, 2, 3, 4];
  const digest = digestOf(50);
  const aggregate = keyWords(members.reduce((sum, m) => sum.add(keyOf(m)), G1.ZERO));
  const signedBy = (signers: readonly number[]) =>
    signatureWords(signers.reduce((sum, m) => sum.add(sign(digest, m, VOTE_TAG)), G2.ZERO));

  test("behaviour: noble's aggregated signatures pass for every set of absent members", async () => {
    for (let mask = 1; mask < 32; mask++) {
      const signers = members.filter((m) => (mask >> m) & 1);
      const absent = members.filter((m) => !((mask >> m) & 1)).map((m) => keyWords(keyOf(m)));
      expect(await checkCertificate(aggregate, absent, signedBy(signers), digest)).toBe(true);
    }
  });

  test("error: one flipped signer", async () => {
    const absent = [keyWords(keyOf(1))];
    expect(await checkCertificate(aggregate, absent, signedBy([0, 2, 3]), digest)).toBe(false);
    expect(await checkCertificate(aggregate, absent, signedBy(members), digest)).toBe(false);
  });

  test("error: wrong digest", async () => {
    expect(await checkCertificate(aggregate, [], signedBy(members), digestOf(51))).toBe(false);
  });
});

describe("deployment", () => {
  test("error: a chain without the precompiles refuses the verifier", async () => {
    const old = await startAnvil({ port: 0, hardfork: "cancun" });
    try {
      const oldClient = clientFor(old.rpcUrl);
      const hash = await oldClient.deployContract({
        abi: blsVerifierAbi,
        bytecode: blsVerifierBytecode,
        gas: 5_000_000n,
        chain: null,
      });
      const receipt = await oldClient.waitForTransactionReceipt({ hash });
      expect(receipt.status).toBe("reverted");
    } finally {
      await old.stop();
    }
  });

  test("behaviour: osaka, with its dearer MODEXP, accepts it", async () => {
    const next = await startAnvil({ port: 0, hardfork: "osaka" });
    try {
      const nextClient = clientFor(next.rpcUrl);
      const hash = await nextClient.deployContract({
        abi: blsVerifierAbi,
        bytecode: blsVerifierBytecode,
        chain: null,
      });
      expect((await nextClient.waitForTransactionReceipt({ hash })).status).toBe("success");
    } finally {
      await next.stop();
    }
  });
});
