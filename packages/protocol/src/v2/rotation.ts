import { compareBytes, hexEncode, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, type SecretBytes, secretBytes } from "../crypto/index.ts";
import { ACCOUNT_RECORD_TTL_MS } from "./account-record.ts";
import { type DeviceId, deviceIdBytes } from "./device-id.ts";

const HOUR_MS = 3_600_000;
export const ROTATION_MEAN_MS: number = 12 * HOUR_MS;
/**
 * How long a rotated key still opens messages: 14 days that nodes keep them, 24 hours that senders keep the record,
 * 24 hours of margin. Then it is erased, and what was sealed to it with it.
 */
export const ACCOUNT_KEY_RETENTION_MS: number = 16 * 24 * HOUR_MS;
const ROTATION_PERSONALIZATION = utf8Encode("SessionAccKeyRot");

/** One account key of the list that the devices of an account share. */
export interface AccountKeySeed {
  /** 32 random bytes. */
  readonly seed: SecretBytes;
  readonly createdSeconds: number;
  /** When a newer key took its place; absent from the current key. */
  readonly rotatedSeconds?: number;
}

/**
 * When this device replaces the current account key, unless another one does so first.
 *
 * The earliest of N devices is uniform between 11 and 13 hours whatever N is, so the time does not tell N.
 * @returns milliseconds since 1970
 * @throws RangeError unless there is a device
 * Spec: docs/spec/protocol-v2.md section 2.1. Vectors: vectors/protocol-v2.json (rotation).
 */
export function rotationTimeMs(options: {
  readonly current: Pick<AccountKeySeed, "seed" | "createdSeconds">;
  readonly deviceId: DeviceId;
  readonly deviceCount: number;
  readonly crypto?: CryptoProvider;
}): number {
  const { current, deviceId, deviceCount, crypto = nobleCrypto } = options;
  if (!Number.isSafeInteger(deviceCount) || deviceCount < 1)
    throw new RangeError(`deviceCount: expected a whole number from 1, got ${deviceCount}`);
  const hash = crypto.blake2b(deviceIdBytes(deviceId), {
    length: 8,
    key: current.seed,
    personalization: ROTATION_PERSONALIZATION,
  });
  const u = Number(new DataView(hash.buffer, hash.byteOffset, 8).getBigUint64(0, true)) / 2 ** 64;
  const epsilonMs = -HOUR_MS + 2 * HOUR_MS * (1 - u ** deviceCount);
  return current.createdSeconds * 1000 + Math.floor(ROTATION_MEAN_MS + epsilonMs);
}

/**
 * One list out of two, newest key first: the first is the current one.
 *
 * Every key of either list stays, because after a race somebody may have fetched the loser. Of two that were created
 * in the same second the smaller seed is the newer. A key counts as rotated when the next newer one was created, or
 * earlier if a list says so. Merging is commutative, associative and idempotent, so all devices converge, as long as
 * a seed has one time of creation.
 * Spec: docs/spec/protocol-v2.md section 2.1.
 */
export function mergeAccountKeys(
  ours: readonly AccountKeySeed[],
  theirs: readonly AccountKeySeed[],
): readonly AccountKeySeed[] {
  const bySeed = new Map<string, AccountKeySeed>();
  for (const key of [...ours, ...theirs]) {
    const name = hexEncode(key.seed);
    const other = bySeed.get(name);
    bySeed.set(name, other === undefined ? key : mergeSame(other, key));
  }
  const newestFirst = [...bySeed.values()].sort(
    (a, b) => b.createdSeconds - a.createdSeconds || compareBytes(a.seed, b.seed),
  );
  return newestFirst.map((key, index) => withRotated(key, newestFirst[index - 1]?.createdSeconds));
}

/**
 * The key that others are to seal to: the newest.
 *
 * Spec: docs/spec/protocol-v2.md section 2.1.
 */
export function currentAccountKey(keys: readonly AccountKeySeed[]): AccountKeySeed | undefined {
  return mergeAccountKeys(keys, [])[0];
}

/**
 * The list with a fresh key in front and the old one marked as rotated.
 *
 * @param options.seed 32 fresh random bytes
 * @throws RangeError for another length of the seed
 * Spec: docs/spec/protocol-v2.md section 2.1.
 */
export function rotateAccountKeys(options: {
  readonly keys: readonly AccountKeySeed[];
  readonly seed: Uint8Array;
  readonly nowMs: number;
}): readonly AccountKeySeed[] {
  const { keys, seed, nowMs } = options;
  if (seed.length !== 32) throw new RangeError(`seed: expected 32 bytes, got ${seed.length}`);
  const newestSeconds = currentAccountKey(keys)?.createdSeconds ?? -1;
  // A device whose clock is behind the one that made the newest key must still be able to replace it.
  const createdSeconds = Math.max(Math.floor(nowMs / 1000), newestSeconds + 1);
  return mergeAccountKeys(keys, [{ seed: secretBytes(seed), createdSeconds }]);
}

/**
 * Splits a list into the keys that still may open a message and those whose time is over.
 *
 * @param options.stopRecordMs when the account published its last record, the one that says "no V2 after this time":
 *   readers who do not know that word go on until the record expires, and the current key goes 16 days after that
 * Spec: docs/spec/protocol-v2.md sections 2.1, 5.1 and 5.3.
 */
export function expireAccountKeys(options: {
  readonly keys: readonly AccountKeySeed[];
  readonly nowMs: number;
  readonly stopRecordMs?: number;
}): { readonly keep: readonly AccountKeySeed[]; readonly erase: readonly AccountKeySeed[] } {
  const { keys, nowMs, stopRecordMs = Number.POSITIVE_INFINITY } = options;
  const isOver = ({ rotatedSeconds }: AccountKeySeed): boolean => {
    const endMs = rotatedSeconds === undefined ? stopRecordMs + ACCOUNT_RECORD_TTL_MS : rotatedSeconds * 1000;
    return nowMs - endMs > ACCOUNT_KEY_RETENTION_MS;
  };
  return { keep: keys.filter((key) => !isOver(key)), erase: keys.filter(isOver) };
}

function mergeSame(a: AccountKeySeed, b: AccountKeySeed): AccountKeySeed {
  const createdSeconds = Math.min(a.createdSeconds, b.createdSeconds);
  const key = a.rotatedSeconds === undefined ? b : withRotated(a, b.rotatedSeconds);
  return { ...key, createdSeconds };
}

function withRotated(key: AccountKeySeed, rotatedSeconds: number | undefined): AccountKeySeed {
  if (rotatedSeconds === undefined) return key;
  return { ...key, rotatedSeconds: Math.min(rotatedSeconds, key.rotatedSeconds ?? rotatedSeconds) };
}
