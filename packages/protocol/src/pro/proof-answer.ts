import { bytesOfLength, hexEncode } from "../bytes/index.ts";
import { type Codec, jsonInteger } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { jsonHex, type ProAnswer, proAnswer } from "./answers.ts";
import { wholeNumber } from "./fields.ts";
import type { ProProof } from "./proof.ts";

/**
 * Answer to `/generate_pro_proof` and `/add_pro_payment`, in JSON, with a proof of April 2026. Its signature is still
 * to be verified.
 *
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export const proProofAnswer: Codec<ProAnswer<ProProof>> = proAnswer({
  read: (object) => {
    const version = jsonInteger(object, "version", { min: 0 });
    if (version !== 0)
      throw new DecodeError("unsupported_version", `expected 0, got ${version}`, { path: "version" });
    return {
      revocationTag: jsonHex(object, "gen_index_hash", 32),
      rotatingPublicKey: jsonHex(object, "rotating_pkey", 32),
      expiryMs: jsonInteger(object, "expiry_unix_ts_ms", { min: 0 }),
      signature: jsonHex(object, "sig", 64),
    };
  },
  write: (proof) => ({
    version: 0,
    expiry_unix_ts_ms: wholeNumber(proof.expiryMs, "expiryMs"),
    gen_index_hash: hexEncode(bytesOfLength(proof.revocationTag, 32, "revocationTag")),
    rotating_pkey: hexEncode(bytesOfLength(proof.rotatingPublicKey, 32, "rotatingPublicKey")),
    sig: hexEncode(bytesOfLength(proof.signature, 64, "signature")),
  }),
});
