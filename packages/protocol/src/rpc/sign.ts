import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import type { Ed25519PublicKey } from "../identity/keys.ts";
import type { RequestAuth, SubaccountAuth } from "./auth.ts";
import { type SimpleRequest, signedPayload } from "./request.ts";

/** Every request that carries a signature. */
export type Signable = Extract<SimpleRequest, { auth?: unknown }>;

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
 *
 * @throws RangeError for a retrieve without timestamp, which cannot be signed
 * Spec: docs/spec/storage-rpc.md sections 3.2 and 7. Vectors: vectors/signatures.json.
 */
export function signRequest<R extends Signable>(
  request: Unsigned<R>,
  { ed25519Seed, pubkeyEd25519, subaccount }: AuthSigner,
  crypto: CryptoProvider = nobleCrypto,
): R & { readonly auth: RequestAuth } {
  return signRequestWith(request, (payload) => ({
    ...(pubkeyEd25519 === undefined ? {} : { pubkeyEd25519 }),
    ...(subaccount === undefined ? {} : { subaccount }),
    signature: crypto.ed25519Sign(payload, ed25519Seed),
  }));
}

/**
 * The same for a key that is not an Ed25519 seed, such as a group member's.
 *
 * @param sign given the bytes to sign
 * @throws RangeError for a retrieve without timestamp, which cannot be signed
 */
export function signRequestWith<R extends Signable>(
  request: Unsigned<R>,
  sign: (payload: Uint8Array) => RequestAuth,
): R & { readonly auth: RequestAuth };
export function signRequestWith(
  request: Unsigned<Signable>,
  sign: (payload: Uint8Array) => RequestAuth,
): Signable {
  const payload = signedPayload({ ...request, auth: UNSIGNED }); // covers no part of `auth`
  if (payload === undefined) throw new RangeError(`${request.method}: expected a timestamp to sign`);
  return { ...request, auth: sign(payload) };
}

const UNSIGNED: RequestAuth = { signature: new Uint8Array(64) };
