import { base64Encode, hexDecode, utf8Encode } from "../bytes/index.ts";
import { type JsonObject, jsonField, jsonString } from "../codec/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { type AccountId, accountIdFromBytes } from "./account-id.ts";

const NONCE_BYTES = 24;
/** An account ID of 33 bytes and the tag of its encryption. */
const SEALED_BYTES = 49;

/**
 * Hash under which a name is looked up: `name_hash` of `ons_resolve`, in base64. Capitals make no difference.
 *
 * Spec: docs/spec/accounts-and-messages.md section 14.3.
 */
export function onsNameHash(name: string, crypto: CryptoProvider = nobleCrypto): string {
  return base64Encode(keysOf(name, crypto).hash);
}

/**
 * The account that a name stands for, or undefined when the answer says that nobody has the name.
 *
 * compat: values from before the nonce was introduced are left alone, as the oldest clients alone could read them.
 *
 * @param options.answer result of `ons_resolve`: `encrypted_value` and `nonce`, both hex
 * @throws DecodeError invalid_encoding, invalid_length, decryption_failed
 * Spec: docs/spec/accounts-and-messages.md section 14.3; storage-rpc.md section 7.12.
 */
export function openOnsAnswer(options: {
  readonly name: string;
  readonly answer: JsonObject;
  readonly crypto?: CryptoProvider;
}): AccountId | undefined {
  const { name, answer, crypto = nobleCrypto } = options;
  const isKnown = ["encrypted_value", "nonce"].every((field) => jsonField(answer, field) !== undefined);
  if (!isKnown) return undefined;
  const sealed = hexField(answer, "encrypted_value", SEALED_BYTES);
  const nonce = hexField(answer, "nonce", NONCE_BYTES);
  const { key } = keysOf(name, crypto);
  return accountIdFromBytes(crypto.xchacha20Poly1305Open(key, nonce, sealed), "encrypted_value");
}

function keysOf(
  name: string,
  crypto: CryptoProvider,
): { readonly hash: Uint8Array; readonly key: Uint8Array } {
  const text = utf8Encode(name.toLowerCase());
  const hash = crypto.blake2b(text, { length: 32 });
  return { hash, key: crypto.blake2b(text, { length: 32, key: hash }) };
}

function hexField(answer: JsonObject, field: string, length: number): Uint8Array {
  const text = jsonString(answer, field);
  if (text.length !== length * 2)
    throw new DecodeError(
      "invalid_length",
      `expected ${length * 2} hex digits, got ${text.length} characters`,
      {
        path: field,
      },
    );
  return hexDecode(text, field);
}
