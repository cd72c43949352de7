import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import type { Ed25519PublicKey } from "../identity/keys.ts";
import type { RequestAuth, SubaccountAuth } from "./auth.ts";
import { type SimpleRequest, signedPayload } from "./request.ts";

type Signable = Extract<SimpleRequest, { auth?: unknown }>;

/** A request before it is signed. */
export type Unsigned<R extends Signable> = R extends unknown ? Omit<R, "auth"> : never;

/** Who signs, with which seed. */
export interface AuthSigner {
  /** 32 bytes. */
  readonly ed25519Seed: Uint8Array;
  /** For `05` accounts, whose ID holds no Ed25519 key. */
  readonly pubkeyEd25519?: Ed25519PublicKey;
  /** When a sub-user signs: the seed is the sub-user's. */
  readonly subaccount?: SubaccountAuth;
}

/**
 * Adds the authentication fields to a request.
 * @throws RangeError for a retrieve without timestamp, which cannot be signed
 */
export function signRequest<R extends Signable>(
  request: Unsigned<R>,
  signer: AuthSigner,
  crypto?: CryptoProvider,
): R & { readonly auth: RequestAuth };
export function signRequest(
  request: Unsigned<Signable>,
  signer: AuthSigner,
  crypto: CryptoProvider = nobleCrypto,
): Signable {
  const auth: RequestAuth = {
    ...(signer.pubkeyEd25519 === undefined ? {} : { pubkeyEd25519: signer.pubkeyEd25519 }),
    ...(signer.subaccount === undefined ? {} : { subaccount: signer.subaccount }),
    signature: new Uint8Array(64),
  };
  const payload = signedPayload({ ...request, auth }); // covers no part of `auth`
  if (payload === undefined) throw new RangeError(`${request.method}: expected a timestamp to sign`);
  return { ...request, auth: { ...auth, signature: crypto.ed25519Sign(payload, signer.ed25519Seed) } };
}
