import { asBtBytes, asBtList, btDecode, btEncode } from "../bt/index.ts";
import { DecodeError } from "../errors.ts";
import type { SignedProof } from "./sign.ts";

/** Most proofs in one list. */
export const PROOF_LIST_PAIRS_MAX = 500;
/** Longest list. */
export const PROOF_LIST_BYTES_MAX = 1_000_000;
const SIGNATURE_BYTES = 64;

/**
 * Body of `/uptime_proofs/v1`, both ways: a bencoded list of pairs [proof, signature].
 * @throws RangeError for more than 500 pairs: cut the list before, see `proofsSince`
 * Spec: docs/spec/swarms-and-testing.md section 12.2.
 */
export function encodeProofList(proofs: readonly SignedProof[]): Uint8Array {
  if (proofs.length > PROOF_LIST_PAIRS_MAX)
    throw new RangeError(`uptime proofs: expected at most ${PROOF_LIST_PAIRS_MAX}, got ${proofs.length}`);
  return btEncode(proofs.map(({ bytes, signature }) => [bytes, signature]));
}

/**
 * Checks the outer form only; each proof is judged on its own.
 *
 * @throws DecodeError
 * Spec: docs/spec/swarms-and-testing.md section 12.2.
 */
export function decodeProofList(bytes: Uint8Array): SignedProof[] {
  if (bytes.length > PROOF_LIST_BYTES_MAX)
    throw new DecodeError(
      "out_of_range",
      `expected at most ${PROOF_LIST_BYTES_MAX} bytes, got ${bytes.length}`,
      { path: "proofs" },
    );
  const list = asBtList(btDecode(bytes, { depthMax: 2 }), "proofs");
  if (list.length > PROOF_LIST_PAIRS_MAX)
    throw new DecodeError(
      "out_of_range",
      `expected at most ${PROOF_LIST_PAIRS_MAX} pairs, got ${list.length}`,
      {
        path: "proofs",
      },
    );
  return list.map((item, index) => readPair(asBtList(item, `proofs[${index}]`), index));
}

function readPair(pair: ReturnType<typeof asBtList>, index: number): SignedProof {
  const path = `proofs[${index}]`;
  const [proof, signature] = pair;
  if (proof === undefined || signature === undefined || pair.length !== 2)
    throw new DecodeError("invalid_length", `expected a pair, got ${pair.length} items`, { path });
  // How long a proof may be is for its own decoder: a long one of a later version must not cost us the others.
  const bytes = asBtBytes(proof, path);
  const signatureBytes = asBtBytes(signature, path);
  if (signatureBytes.length !== SIGNATURE_BYTES)
    throw new DecodeError(
      "invalid_length",
      `expected ${SIGNATURE_BYTES} bytes, got ${signatureBytes.length}`,
      {
        path,
      },
    );
  return { bytes, signature: signatureBytes };
}
