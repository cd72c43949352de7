import { base64EncodeUnpadded, concatBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { accountIdBytes, type MailboxId } from "../identity/index.ts";
import { namespace as checkedNamespace } from "../rpc/namespaces.ts";

declare const brand: unique symbol;

/** 43 characters of unpadded base64 that name a stored message. */
export type MessageHash = string & { readonly [brand]: "MessageHash" };

/**
 * `BLAKE2b-256(prefix || key || namespace || data)` in unpadded base64. Namespace 0 enters as nothing.
 *
 * @param options.accountId owner of the mailbox, whatever its prefix
 * @param options.data the raw bytes, not their base64
 * @throws RangeError for a namespace outside -32768..32767
 * Spec: docs/spec/storage-rpc.md section 5. Vectors: vectors/message-hash.json.
 */
export function messageHash(options: {
  readonly accountId: MailboxId;
  readonly namespace: number;
  readonly data: Uint8Array;
  readonly crypto?: CryptoProvider;
}): MessageHash {
  const { accountId, namespace, data, crypto = nobleCrypto } = options;
  const namespaceText = namespace === 0 ? "" : String(checkedNamespace(namespace));
  const input = concatBytes(accountIdBytes(accountId), utf8Encode(namespaceText), data);
  return base64EncodeUnpadded(crypto.blake2b(input, { length: 32 })) as MessageHash; // this is its definition
}
