/** What the tests over whole nodes send. */
import { base64Encode, hexEncode, utf8Encode } from "@session/protocol/bytes";
import { nobleCrypto } from "@session/protocol/crypto";
import { type Account, ed25519PublicKey } from "@session/protocol/identity";
import { type AuthSigner, requestParams, type SimpleRequest, writeJson } from "@session/protocol/rpc";
import { alice } from "@session/testkit/fixtures";

export const DAY_MS = 24 * 60 * 60 * 1000;

export function signerOf(account: Account): AuthSigner {
  return {
    ed25519Seed: account.ed25519Seed,
    pubkeyEd25519: ed25519PublicKey(hexEncode(account.ed25519PublicKey)),
  };
}

/** Parameters of an unsigned store to the inbox. */
export function storeParams(text: string, timestampMs: number, accountId: string = alice.accountId) {
  return {
    pubkey: accountId,
    timestamp: timestampMs,
    ttl: DAY_MS,
    data: base64Encode(utf8Encode(text)),
  };
}

/** Parameters of a signed retrieve from the inbox. */
export function retrieveParams(timestampMs: number, more: object = {}, account: Account = alice) {
  const signature = nobleCrypto.ed25519Sign(utf8Encode(`retrieve${timestampMs}`), account.ed25519Seed);
  return {
    pubkey: account.accountId,
    pubkey_ed25519: hexEncode(account.ed25519PublicKey),
    namespace: 0,
    timestamp: timestampMs,
    signature: base64Encode(signature),
    ...more,
  };
}

/** Parameters of a typed request as its JSON object. */
export function paramsOf(request: SimpleRequest): object {
  return JSON.parse(writeJson(requestParams(request, "client")));
}

/** The texts of a retrieve's messages. */
export function textsOf(body: { messages: { data: string }[] }): string[] {
  return body.messages.map(({ data }) => Buffer.from(data, "base64").toString());
}
