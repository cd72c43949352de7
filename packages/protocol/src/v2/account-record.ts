import { type BtDict, btBytes, btEncode, btOptionalNumber } from "../bt/index.ts";
import { bytesOfLength } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { type CryptoProvider, nobleCrypto, signXed25519, verifyXed25519 } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { type Account, type AccountId, accountIdBytes } from "../identity/index.ts";
import { checkMlKemPublicKey, type HybridPublicKeys, ML_KEM_PUBLIC_KEY_BYTES } from "./hybrid-keys.ts";
import {
  checkStoredSize,
  composeDict,
  decodeSignedDict,
  SIGNATURE_BYTES,
  SIGNATURE_KEY,
  signedPart,
  unknownFields,
  wireNumber,
} from "./wire-dict.ts";

/** How long nodes keep a record. */
export const ACCOUNT_RECORD_TTL_MS: number = 30 * 24 * 3_600_000;
const KNOWN_KEYS = ["M", "X", "t", "x", SIGNATURE_KEY];

/** What namespace -21 of an account holds: the public half of its current account key. */
export interface AccountRecord {
  readonly publicKeys: HybridPublicKeys;
  /** Ours: when the record was made, a whole minute. Readers refuse a record older than the newest they saw. */
  readonly createdSeconds?: number;
  /** Ours: from this time on the account reads no V2 messages. */
  readonly stopSeconds?: number;
  /** Fields of other versions; the signature covers them. */
  readonly extra: BtDict;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/**
 * The record without a check of its signature, for which use {@link openAccountRecord}.
 *
 * Spec: docs/spec/protocol-v2.md sections 2 and 5. Vectors: vectors/protocol-v2.json (account_keys).
 */
export const accountRecord: Codec<AccountRecord> = {
  encode: (record) => btEncode(toDict(record)),
  decode: (bytes) => {
    checkStoredSize(bytes);
    const dict = decodeSignedDict(bytes);
    const mlKem = btBytes(dict, "M", ML_KEM_PUBLIC_KEY_BYTES);
    checkMlKemPublicKey(mlKem, "M");
    const createdSeconds = btOptionalNumber(dict, "t", 0);
    const stopSeconds = btOptionalNumber(dict, "x", 0);
    return {
      publicKeys: { mlKem, x25519: btBytes(dict, "X", 32) },
      ...(createdSeconds !== undefined && { createdSeconds }),
      ...(stopSeconds !== undefined && { stopSeconds }),
      extra: unknownFields(dict, KNOWN_KEYS),
      signature: btBytes(dict, SIGNATURE_KEY, SIGNATURE_BYTES),
    };
  },
};

/**
 * Makes and signs the `data` for namespace -21 so that readers who know nothing but the account ID can verify it.
 *
 * @param options.createdMs written as `t`, rounded down to the minute; left out, replays cannot be told
 * @param options.stopMs written as `x`: no V2 after this time
 * @param options.random 64 fresh random bytes: a nonce that plain Ed25519 could repeat would give the identity away
 * @throws RangeError for malformed keys, negative times or another amount of random bytes
 * Spec: docs/spec/protocol-v2.md sections 2 and 5; accounts-and-messages.md section 11.6.
 */
export function signAccountRecord(options: {
  readonly publicKeys: HybridPublicKeys;
  readonly account: Pick<Account, "x25519Secret">;
  readonly random: Uint8Array;
  readonly createdMs?: number;
  readonly stopMs?: number;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { publicKeys, account, random, createdMs, stopMs, crypto = nobleCrypto } = options;
  const record: AccountRecord = {
    publicKeys,
    ...(createdMs !== undefined && { createdSeconds: Math.floor(createdMs / 60_000) * 60 }),
    ...(stopMs !== undefined && { stopSeconds: Math.floor(stopMs / 1000) }),
    extra: new Map(),
    signature: new Uint8Array(SIGNATURE_BYTES),
  };
  const message = signedPart(toDict(record));
  const signature = signXed25519({ message, x25519Secret: account.x25519Secret, random }, crypto);
  return accountRecord.encode({ ...record, signature });
}

/**
 * Reads the `data` of namespace -21 and verifies it by the account ID alone.
 *
 * @throws DecodeError signature_invalid, or any code of a malformed record
 * Spec: docs/spec/protocol-v2.md section 2. Vectors: vectors/protocol-v2.json (account_keys).
 */
export function openAccountRecord(options: {
  readonly bytes: Uint8Array;
  readonly accountId: AccountId;
  readonly crypto?: CryptoProvider;
}): AccountRecord {
  const { bytes, accountId, crypto = nobleCrypto } = options;
  const record = accountRecord.decode(bytes);
  const verified = verifyXed25519(
    {
      signature: record.signature,
      message: signedPart(toDict(record)),
      x25519PublicKey: accountIdBytes(accountId).subarray(1),
    },
    crypto,
  );
  if (!verified)
    throw new DecodeError("signature_invalid", "the record is not signed by its account", {
      path: SIGNATURE_KEY,
    });
  return record;
}

function toDict({ publicKeys, createdSeconds, stopSeconds, extra, signature }: AccountRecord): BtDict {
  return composeDict(
    {
      M: bytesOfLength(publicKeys.mlKem, ML_KEM_PUBLIC_KEY_BYTES, "publicKeys.mlKem"),
      X: bytesOfLength(publicKeys.x25519, 32, "publicKeys.x25519"),
      t: createdSeconds === undefined ? undefined : wireNumber(createdSeconds, "createdSeconds"),
      x: stopSeconds === undefined ? undefined : wireNumber(stopSeconds, "stopSeconds"),
      [SIGNATURE_KEY]: bytesOfLength(signature, SIGNATURE_BYTES, "signature"),
    },
    extra,
  );
}
