import { base64Decode, equalBytes, hexDecode, hexEncode, latin1Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { attempt, DecodeError } from "../errors.ts";
import {
  type Ed25519PublicKey,
  ed25519PublicKey,
  type MailboxId,
  parseMailboxId,
} from "../identity/index.ts";
import { type FieldReader, required } from "./fields.ts";
import { ParameterError } from "./parameter-error.ts";
import { base64Value, hexValue, type WireObject } from "./wire-value.ts";

/** Prefix, permission bits, two zero bytes and a 32-byte key. */
export const SUBACCOUNT_TOKEN_BYTES = 36;
const SIGNATURE_BYTES = 64;

/** Delegated access: the 36-byte grant and the account key's signature over it. */
export interface SubaccountAuth {
  readonly token: Uint8Array;
  readonly signature: Uint8Array;
}

/** Who signed a request. */
export interface RequestAuth {
  /** Given for `05` accounts, whose own 32 bytes are an X25519 key. */
  readonly pubkeyEd25519?: Ed25519PublicKey;
  readonly signature: Uint8Array;
  readonly subaccount?: SubaccountAuth;
}

/** Permission bits of a subaccount token. Spec: docs/spec/storage-rpc.md section 3.3. */
export const PERMISSIONS = { read: 1, write: 2, delete: 4, anyPrefix: 8 } as const;

export interface ReadOptions {
  /** 64 hex digits without prefix mean an `05` account (test networks only). */
  readonly allowUnprefixedAccounts?: boolean;
}

/** `pubkey` or its alias `pubKey`. */
export function readAccount(
  fields: FieldReader,
  options: ReadOptions & { readonly alias?: boolean } = {},
): MailboxId {
  const alias = options.alias ? fields.text("pubKey") : undefined;
  const plain = fields.text("pubkey");
  if (alias !== undefined && plain !== undefined)
    throw new ParameterError("Cannot specify both 'pubkey' and 'pubKey'");
  const text = required("pubkey", plain ?? alias);
  const hex = fields.encoding === "bt" && text.length <= 33 ? hexEncode(latin1Encode(text)) : text;
  const prefixed = options.allowUnprefixedAccounts && hex.length === 64 ? `05${hex}` : hex;
  try {
    return parseMailboxId(prefixed, "pubkey");
  } catch (error) {
    if (error instanceof DecodeError)
      throw new ParameterError("Pubkey must be 66 hex digits (33 bytes) long");
    throw error;
  }
}

/** The authentication fields of a request that must be signed. */
export function readAuth(fields: FieldReader, account: MailboxId, withSubaccount = true): RequestAuth {
  const signatureText = required("signature", fields.text("signature"));
  const pubkeyEd25519 = readEd25519(fields, account);
  const signature = readSignature(
    fields,
    signatureText,
    "invalid signature: expected base64 encoded Ed25519 signature",
  );
  const subaccount = withSubaccount ? readSubaccount(fields) : undefined;
  return {
    ...(pubkeyEd25519 === undefined ? {} : { pubkeyEd25519 }),
    signature,
    ...(subaccount === undefined ? {} : { subaccount }),
  };
}

function readEd25519(fields: FieldReader, account: MailboxId): Ed25519PublicKey | undefined {
  const text = fields.text("pubkey_ed25519");
  if (text === undefined) return undefined;
  if (!account.startsWith("05"))
    throw new ParameterError("pubkey_ed25519 is only permitted for 05[...] pubkeys");
  if (fields.encoding === "bt" && text.length === 32) return ed25519PublicKey(hexEncode(latin1Encode(text)));
  if (text.length !== 64)
    throw new ParameterError("Invalid pubkey_ed25519: expected 64 hex char or 32 byte pubkey");
  if (!/^[0-9a-fA-F]+$/.test(text)) throw new ParameterError("invalid pubkey_ed25519: value is not hex");
  return ed25519PublicKey(text);
}

function readSubaccount(fields: FieldReader): SubaccountAuth | undefined {
  const token = fields.text("subaccount");
  const signature = fields.text("subaccount_sig");
  if (token === undefined || token === "") return undefined;
  if (signature === undefined)
    throw new ParameterError("invalid subaccount: subaccount_sig is required when using subaccount");
  return {
    token: readToken(fields, token, "invalid subaccount: expected base64 or hex-encoded subaccount token"),
    signature: readSignature(
      fields,
      signature,
      "invalid subaccount signature: expected base64 encoded Ed25519 signature",
    ),
  };
}

/** 64 raw bytes in bencode; in JSON 86 base64 characters, or 88 that end in `==`. */
function readSignature(fields: FieldReader, text: string, complaint: string): Uint8Array {
  if (fields.encoding === "bt") {
    if (text.length !== SIGNATURE_BYTES) throw new ParameterError(complaint);
    return latin1Encode(text);
  }
  if (!(text.length === 86 || (text.length === 88 && text.endsWith("=="))))
    throw new ParameterError(complaint);
  return decoded(() => base64Decode(text), SIGNATURE_BYTES, complaint);
}

/** 36 raw bytes in bencode; in JSON 48 base64 characters or 72 hex digits. */
export function readToken(fields: FieldReader, text: string, complaint: string): Uint8Array {
  if (fields.encoding === "bt") {
    if (text.length !== SUBACCOUNT_TOKEN_BYTES) throw new ParameterError(complaint);
    return latin1Encode(text);
  }
  if (text.length === 72) return decoded(() => hexDecode(text), SUBACCOUNT_TOKEN_BYTES, complaint);
  if (text.length === 48) return decoded(() => base64Decode(text), SUBACCOUNT_TOKEN_BYTES, complaint);
  throw new ParameterError(complaint);
}

function decoded(decode: () => Uint8Array, length: number, complaint: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = decode();
  } catch (error) {
    if (error instanceof DecodeError) throw new ParameterError(complaint);
    throw error;
  }
  if (bytes.length !== length) throw new ParameterError(complaint);
  return bytes;
}

/** The same fields written back. */
export function authFields(auth: RequestAuth | undefined): WireObject {
  if (auth === undefined) return {};
  return {
    pubkey_ed25519: auth.pubkeyEd25519 === undefined ? undefined : hexValue(hexDecode(auth.pubkeyEd25519)),
    signature: base64Value(auth.signature),
    subaccount: auth.subaccount && base64Value(auth.subaccount.token),
    subaccount_sig: auth.subaccount && base64Value(auth.subaccount.signature),
  };
}

/** Why a signed request is refused; the client sees one text per endpoint, logs and tests see this. */
export type AuthRefusal =
  | "subaccount_not_allowed"
  | "subaccount_revoked"
  | "subaccount_prefix"
  | "subaccount_permission"
  | "subaccount_signature_invalid"
  | "key_mismatch"
  | "signature_invalid";

export type AuthVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: AuthRefusal };

export interface VerifyAuthInput extends RequestAuth {
  readonly account: MailboxId;
  readonly signedBytes: Uint8Array;
  /** Sum of PERMISSIONS bits a subaccount must have; "account" when only the account's own key may sign. */
  readonly neededPermission: number | "account";
  /** Whether a token was revoked; left out where revocation does not matter. */
  readonly isRevoked?: (token: Uint8Array) => boolean;
  readonly crypto?: CryptoProvider;
}

/**
 * Checks who signed a request and whether they may: revocation, prefix, permission bits, the grant's signature, the
 * request's signature, in this order.
 * Spec: docs/spec/storage-rpc.md sections 3.2 and 3.3. Vectors: vectors/signatures.json.
 */
export function verifyRequestAuth(input: VerifyAuthInput): AuthVerdict {
  const crypto = input.crypto ?? nobleCrypto;
  const accountKey = verificationKey(input);
  if (accountKey === undefined) return refuse("key_mismatch");
  if (input.subaccount === undefined)
    return crypto.ed25519Verify(input.signature, input.signedBytes, accountKey)
      ? { ok: true }
      : refuse("signature_invalid");
  if (input.neededPermission === "account") return refuse("subaccount_not_allowed");
  const { token, signature } = input.subaccount;
  if (input.isRevoked?.(token)) return refuse("subaccount_revoked");
  const bits = subaccountPermissions(token);
  if (token[0] !== accountPrefix(input.account) && (bits & PERMISSIONS.anyPrefix) === 0)
    return refuse("subaccount_prefix");
  if ((bits & input.neededPermission) !== input.neededPermission) return refuse("subaccount_permission");
  if (!crypto.ed25519Verify(signature, token, accountKey)) return refuse("subaccount_signature_invalid");
  if (!crypto.ed25519Verify(input.signature, input.signedBytes, token.subarray(4)))
    return refuse("signature_invalid");
  return { ok: true };
}

/** Permission bits of a token. */
export function subaccountPermissions(token: Uint8Array): number {
  return token[1] ?? 0;
}

function refuse(reason: AuthRefusal): AuthVerdict {
  return { ok: false, reason };
}

function accountPrefix(account: MailboxId): number {
  return Number.parseInt(account.slice(0, 2), 16);
}

/** The given Ed25519 key if it belongs to the account, else the account's own 32 bytes; undefined when it does not belong. */
function verificationKey(input: VerifyAuthInput): Uint8Array | undefined {
  const accountKey = hexDecode(input.account.slice(2));
  if (input.pubkeyEd25519 === undefined) return accountKey;
  const key = hexDecode(input.pubkeyEd25519);
  // A key that is no usable curve point belongs to nobody.
  const converted = attempt(() => (input.crypto ?? nobleCrypto).ed25519ToX25519(key));
  return converted !== undefined && equalBytes(converted, accountKey) ? key : undefined;
}

/** A 36-byte token for a sub-user's key. @throws RangeError for a key that is not 32 bytes */
export function subaccountToken(input: {
  readonly prefix: number;
  readonly permissions: number;
  readonly publicKey: Uint8Array;
}): Uint8Array {
  if (input.publicKey.length !== 32)
    throw new RangeError(`sub-user key: expected 32 bytes, got ${input.publicKey.length}`);
  const token = new Uint8Array(SUBACCOUNT_TOKEN_BYTES);
  token.set([input.prefix, input.permissions]);
  token.set(input.publicKey, 4);
  return token;
}
