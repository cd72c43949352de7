import {
  BLS_VOTE_DST,
  type BlsSignatureWords,
  blsAggregateKeys,
  blsAggregateSignatures,
  blsSign,
  blsVerify,
  packBlsSignature,
  unpackBlsSignature,
} from "../crypto/bls/index.ts";
import { DecodeError } from "../errors.ts";
import { type Eip712Domain, type StateChange, stateChangeDigest } from "./eip712.ts";

/** Members of a committee have one bit each in a 64-bit word. */
const COMMITTEE_SIZE_MAX = 64;

/** One committee member's signature under a state change. */
export interface Vote {
  /** Index in the committee as it was sealed. */
  readonly member: number;
  /** 192 bytes, as `signVote` gives them. */
  readonly signature: Uint8Array;
}

/** What `submitStateChange` takes beside the change itself. */
export interface Certificate {
  /** Bit i: member i of the committee signed. */
  readonly signers: bigint;
  /** Sum of their signatures, EIP-2537 form. */
  readonly signature: BlsSignatureWords;
}

/**
 * How many members of a committee must sign: more than two thirds.
 * Spec: docs/spec/staking-design.md section 9.
 */
export function voteThreshold(committeeSize: number): number {
  return Math.floor((2 * committeeSize) / 3) + 1;
}

/**
 * A member's signature under a state change, 192 bytes.
 *
 * @throws RangeError for a field of the change outside its domain
 * Spec: docs/spec/staking-design.md section 8.
 */
export function signVote(change: StateChange, domain: Eip712Domain, blsSecret: Uint8Array): Uint8Array {
  return blsSign(stateChangeDigest(change, domain), blsSecret, BLS_VOTE_DST);
}

/**
 * Whether a member signed this change: asked of each vote before it is added, since a sum does not tell which part is bad.
 * False for a malformed signature or key.
 *
 * @throws RangeError for a field of the change outside its domain
 * Spec: docs/spec/staking-design.md section 8.
 */
export function verifyVote(
  input: {
    readonly signature: Uint8Array;
    readonly change: StateChange;
    /** 96 bytes, from the member's registration. */
    readonly publicKey: Uint8Array;
  },
  domain: Eip712Domain,
): boolean {
  return blsVerify(input.signature, stateChangeDigest(input.change, domain), input.publicKey, BLS_VOTE_DST);
}

/**
 * Adds up votes that were verified, in any order.
 *
 * @throws RangeError for a member that is none or votes twice, and for no votes at all
 * @throws DecodeError for a malformed signature
 * Spec: docs/spec/staking-design.md sections 6.4 and 8.
 */
export function combineVotes(votes: readonly Vote[]): Certificate {
  let signers = 0n;
  for (const { member } of votes) {
    if (!Number.isInteger(member) || member < 0 || member >= COMMITTEE_SIZE_MAX)
      throw new RangeError(`member: expected 0..${COMMITTEE_SIZE_MAX - 1}, got ${member}`);
    const bit = 1n << BigInt(member);
    if ((signers & bit) !== 0n)
      throw new RangeError(`member: expected one vote of each, got two of ${member}`);
    signers |= bit;
  }
  const sum = blsAggregateSignatures(votes.map(({ signature }) => signature));
  return { signers, signature: packBlsSignature(sum) };
}

/**
 * Whether the contract would accept a certificate's signers and signature. Epoch, nonce, time and limits are the
 * contract's own matter.
 *
 * @param input.memberKeys BLS keys of the whole committee in sealed order, 96 bytes each
 * @throws RangeError for a field of the change outside its domain
 * Spec: docs/spec/staking-design.md section 8.
 */
export function verifyCertificate(
  input: {
    readonly certificate: Certificate;
    readonly change: StateChange;
    readonly memberKeys: readonly Uint8Array[];
  },
  domain: Eip712Domain,
): boolean {
  const { certificate, change, memberKeys } = input;
  const digest = stateChangeDigest(change, domain);
  if (certificate.signers < 0n || certificate.signers >> BigInt(memberKeys.length) !== 0n) return false;
  const signed = memberKeys.filter((_, index) => ((certificate.signers >> BigInt(index)) & 1n) === 1n);
  if (signed.length < voteThreshold(memberKeys.length)) return false;
  try {
    const signature = unpackBlsSignature(certificate.signature);
    return blsVerify(signature, digest, blsAggregateKeys(signed), BLS_VOTE_DST);
  } catch (error) {
    // A malformed point, a word that is too wide, or keys that cancel out.
    if (error instanceof DecodeError || error instanceof RangeError) return false;
    throw error;
  }
}
