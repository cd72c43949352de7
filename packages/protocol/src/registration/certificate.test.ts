import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blsAggregateSignatures, blsPublicKey, packBlsSignature } from "../crypto/bls/index.ts";
import { generateBlsSecret } from "../crypto/bls/keys.ts";
import { errorCode, seededRandom } from "../testing/index.ts";
import {
  type Certificate,
  combineVotes,
  signVote,
  type Vote,
  verifyCertificate,
  verifyVote,
  voteThreshold,
} from "./certificate.ts";
import type { StateChange } from "./eip712.ts";

const domain = { chainId: 31_337, registry: `0x${"5e".repeat(20)}` } as const;
const change: StateChange = {
  epoch: 7n,
  nodeId: 42,
  action: 1,
  reasons: 9,
  nonce: 3n,
  validUntilSeconds: 1_718_000_600n,
};

const random = seededRandom("committee");
const secrets = Array.from({ length: 7 }, () => generateBlsSecret(random));
const memberKeys = secrets.map(blsPublicKey);
const votes: readonly Vote[] = secrets.map((secret, member) => ({
  member,
  signature: signVote(change, domain, secret),
}));
const [first, second] = votes as [Vote, Vote, ...Vote[]]; // seven secrets, seven votes
const by = (...members: number[]) => combineVotes(votes.filter(({ member }) => members.includes(member)));
const accepts = (certificate: Certificate, other: Partial<StateChange> = {}) =>
  verifyCertificate({ certificate, change: { ...change, ...other }, memberKeys }, domain);

describe("voteThreshold", () => {
  // The row of staking-design.md section 9.1, and its choice for a full committee.
  test("default: more than two thirds", () => {
    expect([4, 5, 6, 7, 8, 9, 10, 13, 16, 64].map(voteThreshold)).toEqual([3, 4, 5, 5, 6, 7, 7, 9, 11, 43]);
  });
});

describe("votes", () => {
  const verifies = (
    vote: Vote,
    key: number,
    other: Partial<StateChange> = {},
    chainId: number = domain.chainId,
  ) =>
    verifyVote(
      {
        signature: vote.signature,
        change: { ...change, ...other },
        publicKey: memberKeys[key] ?? new Uint8Array(),
      },
      { ...domain, chainId },
    );

  test("behaviour: only for its member, change and chain", () => {
    expect(verifies(first, 0)).toBe(true);
    expect([verifies(first, 1), verifies(first, 0, { action: 3 }), verifies(first, 0, {}, 1)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("error: no signature, no key", () => {
    expect(verifies({ member: 0, signature: new Uint8Array(96) }, 0)).toBe(false);
    expect(verifies(first, 99)).toBe(false);
  });
});

describe("combineVotes", () => {
  test("default: one bit for each signer, the sum of their signatures", () => {
    const { signers, signature } = by(0, 2, 6);
    expect(signers).toBe(0b100_0101n);
    const sum = blsAggregateSignatures(
      [0, 2, 6].map((member) => votes[member]?.signature ?? new Uint8Array()),
    );
    expect(signature).toEqual(packBlsSignature(sum));
  });

  test("behaviour: the highest member has the highest bit", () => {
    expect(combineVotes([{ ...first, member: 63 }]).signers).toBe(2n ** 63n);
  });

  test("behaviour: the order of the votes does not matter", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...votes], { minLength: 1 }), (some) => {
        const inOrder = [...some].sort((a, b) => a.member - b.member);
        expect(combineVotes(some)).toEqual(combineVotes(inOrder));
      }),
      { numRuns: 15 },
    );
  });

  test("error: nobody, twice the same, members that are none", () => {
    expect(() => combineVotes([])).toThrow(RangeError);
    expect(() => combineVotes([first, first])).toThrow(RangeError);
    for (const member of [-1, 64, 0.5])
      expect(() => combineVotes([{ ...first, member }])).toThrow(RangeError);
  });

  test("error: a signature that is none", () => {
    expect(errorCode(() => combineVotes([{ member: 0, signature: new Uint8Array(192) }]))).toBe(
      "invalid_encoding",
    );
  });
});

// The contract gave the same verdicts on certificates of each of these kinds.
describe("verifyCertificate", () => {
  test("default: enough members, whoever is missing", () => {
    expect(
      [by(0, 1, 2, 3, 4, 5, 6), by(0, 1, 2, 3, 4), by(0, 2, 3, 5, 6)].map((one) => accepts(one)),
    ).toEqual([true, true, true]);
  });

  test("behaviour: one signer too few", () => {
    expect(accepts(by(0, 1, 2, 3))).toBe(false);
  });

  test("behaviour: another change", () => {
    const certificate = by(0, 1, 2, 3, 4);
    expect([accepts(certificate, { nonce: 4n }), accepts(certificate, { nodeId: 1 })]).toEqual([
      false,
      false,
    ]);
  });

  test("behaviour: signers who did not sign, or do not exist", () => {
    const certificate = by(0, 1, 2, 3, 4);
    for (const signers of [0b111_1111n, 0b111_1100n, certificate.signers | (1n << 7n), -1n])
      expect(accepts({ ...certificate, signers })).toBe(false);
  });

  test("behaviour: a signature that is no point", () => {
    const certificate = by(0, 1, 2, 3, 4);
    const [word, ...rest] = certificate.signature;
    for (const odd of [word | (1n << 200n), word + 1n, 2n ** 256n])
      expect(accepts({ ...certificate, signature: [odd, ...rest] })).toBe(false);
    expect(accepts({ ...certificate, signature: [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n] })).toBe(false);
  });

  test("behaviour: no committee", () => {
    const certificate = combineVotes([second]);
    expect(verifyCertificate({ certificate, change, memberKeys: [] }, domain)).toBe(false);
  });
});
