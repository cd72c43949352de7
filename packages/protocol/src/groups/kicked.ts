import { asBtBytes, asBtDict, btBytes, btDecode, btEncode, btList } from "../bt/index.ts";
import { concatBytes, equalBytes, latin1Decode, utf8Encode } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { type Account, type AccountId, accountIdBytes, type GroupId } from "../identity/index.ts";
import { STORED_BYTES_MAX } from "../messages/index.ts";
import type { Random } from "../ports/index.ts";
import { type Group, groupX25519PublicKey } from "./group.ts";
import { openAmong, sealForEach } from "./multi-encrypt.ts";
import { wholeNumber } from "./whole-number.ts";

const KICKED_DOMAIN = "SessionGroupKickedMessage";
const NONCE_BYTES = 24;
const DECIMAL = /^(0|[1-9][0-9]{0,15})$/;

/** A text for several recipients, who see of each other only how many they are. */
export interface MultiEncrypted {
  /** 24 bytes. */
  readonly nonce: Uint8Array;
  readonly entries: readonly Uint8Array[];
}

/**
 * What namespace -11 stores.
 *
 * Spec: docs/spec/groups.md section 6. Vectors: vectors/groups-kicked.json.
 */
export const multiEncrypted: Codec<MultiEncrypted> = {
  encode: ({ nonce, entries }) => {
    if (nonce.length !== NONCE_BYTES)
      throw new RangeError(`nonce: expected ${NONCE_BYTES} bytes, got ${nonce.length}`);
    const bytes = btEncode(
      new Map<string, Uint8Array | readonly Uint8Array[]>([
        ["#", nonce],
        ["e", entries],
      ]),
    );
    if (bytes.length > STORED_BYTES_MAX)
      throw new RangeError(`entries: expected at most ${STORED_BYTES_MAX} bytes, got ${bytes.length}`);
    return bytes;
  },

  decode: (bytes) => {
    if (bytes.length > STORED_BYTES_MAX)
      throw new DecodeError(
        "invalid_length",
        `kicked notice: expected at most ${STORED_BYTES_MAX} bytes, got ${bytes.length}`,
      );
    const dict = asBtDict(btDecode(bytes));
    const nonce = btBytes(dict, "#", NONCE_BYTES);
    return { nonce, entries: btList(dict, "e").map((item, index) => asBtBytes(item, `e[${index}]`)) };
  },
};

/**
 * The notice that tells removed members so: the `data` of a store request to the group's namespace -11, which they can
 * still read when their tokens are revoked.
 *
 * @param options.generation newest generation of the group's keys, before the rekey that follows
 * @throws RangeError for a generation that is no whole number from 0, or more members than one message holds
 * Spec: docs/spec/groups.md section 6. Vectors: vectors/groups-kicked.json.
 */
export function sealKickedNotice(options: {
  readonly group: Group;
  readonly members: readonly AccountId[];
  readonly generation: number;
  readonly random: Pick<Random, "secure">;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { group, members, generation, random, crypto = nobleCrypto } = options;
  const generationText = utf8Encode(String(wholeNumber(generation, "generation")));
  const nonce = random.secure(NONCE_BYTES);
  const recipients = members.map((member) => {
    const x25519PublicKey = accountIdBytes(member).slice(1);
    return { x25519PublicKey, plaintext: concatBytes(x25519PublicKey, generationText) };
  });
  const entries = sealForEach({ recipients, sender: group, nonce, domain: KICKED_DOMAIN, crypto });
  return multiEncrypted.encode({ nonce, entries });
}

/** Only the group itself can have written it, and only to this account. */
export interface KickedNotice {
  /** It counts unless a newer generation of keys is held: then the account was added again. */
  readonly generation: number;
}

/**
 * Reads a message of namespace -11.
 *
 * @returns undefined when it is not for this account
 * @throws DecodeError for a malformed message, and for one that names another account
 * Spec: docs/spec/groups.md section 6. Vectors: vectors/groups-kicked.json.
 */
export function openKickedNotice(options: {
  readonly data: Uint8Array;
  readonly groupId: GroupId;
  readonly account: Pick<Account, "x25519Secret" | "x25519PublicKey">;
  readonly crypto?: CryptoProvider;
}): KickedNotice | undefined {
  const { data, groupId, account, crypto = nobleCrypto } = options;
  const { nonce, entries } = multiEncrypted.decode(data);
  const plaintext = openAmong({
    entries,
    senderX25519: groupX25519PublicKey(groupId, crypto),
    recipient: account,
    nonce,
    domain: KICKED_DOMAIN,
    crypto,
  });
  if (plaintext === undefined) return undefined;
  if (!equalBytes(plaintext.subarray(0, 32), account.x25519PublicKey))
    throw new DecodeError("invalid_encoding", "kicked notice: expected our own key");
  const generation = latin1Decode(plaintext.subarray(32));
  if (!DECIMAL.test(generation) || !Number.isSafeInteger(Number(generation)))
    throw new DecodeError("invalid_encoding", "kicked notice: expected a generation in decimal");
  return { generation: Number(generation) };
}
