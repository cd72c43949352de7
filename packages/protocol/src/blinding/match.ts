import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { attempt } from "../errors.ts";
import { type AccountId, type BlindedId, blindedIdKind } from "../identity/index.ts";
import { absoluteBlindedId, blinded15Candidates } from "./blinded15.ts";
import { blinded25IdOf } from "./blinded25.ts";

/**
 * Whether a blinded ID is the pseudonym of an account on a server; for a 15 ID either sign is.
 *
 * False, too, for an account ID behind which there is no curve point.
 * @throws RangeError when the server's key is not 32 bytes
 * Spec: docs/spec/communities.md section 1. Vectors: vectors/communities-blinding.json, vectors/blinding.json.
 */
export function isBlindedIdOf(
  options: {
    readonly blindedId: BlindedId;
    readonly accountId: AccountId;
    readonly serverPublicKey: Uint8Array;
  },
  crypto: CryptoProvider = nobleCrypto,
): boolean {
  const { blindedId, accountId, serverPublicKey } = options;
  const expected = attempt(() =>
    blindedIdKind(blindedId) === "15"
      ? blinded15Candidates(accountId, serverPublicKey, crypto)[0]
      : blinded25IdOf(accountId, serverPublicKey, crypto),
  );
  return expected !== undefined && absoluteBlindedId(blindedId) === absoluteBlindedId(expected);
}
