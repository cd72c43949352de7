import type { Compress } from "../compression/index.ts";
import { type CryptoProvider, decoySignature, nobleCrypto } from "../crypto/index.ts";
import type { Account, AccountId, GroupId } from "../identity/index.ts";
import {
  agreedTimestampMs,
  type Content,
  decodeContent,
  type Envelope,
  encodeContent,
  envelope,
  envelopeContent,
  storable,
  timedContent,
} from "../messages/index.ts";
import type { Random } from "../ports/index.ts";
import { openForGroup, sealForGroup } from "./group-box.ts";

/**
 * Wraps, signs, pads and encrypts a content: the `data` of a store request to the group's namespace 11.
 *
 * `content.sigTimestamp` is set to `timestampMs`, which must be unique per sender. A decoy stands where a Pro signature
 * would; with a real one, use {@link wrapGroupContent} and `sealForGroup`.
 * @param options.key first of the group's key list
 * @throws RangeError when the content names another time or breaks a rule of its format
 * @throws SessionError out_of_range when the result is larger than nodes store (76,800 bytes)
 * Spec: docs/spec/groups.md section 4; accounts-and-messages.md section 4.3. Vectors: vectors/group-message.json.
 */
export function sealGroupMessage(options: {
  readonly content: Content;
  readonly sender: Pick<Account, "ed25519Seed" | "ed25519PublicKey">;
  readonly groupId: GroupId;
  readonly key: Uint8Array;
  readonly timestampMs: number;
  readonly random: Pick<Random, "secure">;
  readonly compress?: Compress;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { content, timestampMs, random, ...box } = options;
  const data = wrapGroupContent({
    content: encodeContent(timedContent(content, timestampMs)),
    timestampMs,
    proSig: decoySignature(random),
  });
  return storable(sealForGroup({ ...box, data, nonce: random.secure(24) }));
}

/**
 * The envelope around a serialised content, as current clients write it.
 *
 * @param options.proSig 64 bytes: a Pro signature over the content, or a decoy
 * Spec: docs/spec/accounts-and-messages.md section 4.3. Vectors: vectors/group-message.json.
 */
export function wrapGroupContent(options: {
  readonly content: Uint8Array;
  readonly timestampMs: number;
  readonly proSig: Uint8Array;
}): Uint8Array {
  return envelope.encode({
    type: "CLOSED_GROUP_MESSAGE",
    sourceDevice: 1,
    timestamp: options.timestampMs,
    content: options.content,
    proSig: options.proSig,
  });
}

export interface GroupMessage {
  readonly sender: AccountId;
  readonly senderEd25519: Uint8Array;
  readonly content: Content;
  readonly timestampMs: number;
  /** For checking a Pro signature, which covers `envelope.content`. */
  readonly envelope: Envelope;
}

/**
 * Reverse of {@link sealGroupMessage}. Whether the sender is a member is not checked.
 *
 * @param options.keys the group's key list; all are tried
 * @throws DecodeError decryption_failed when no key opens it, signature_invalid, timestamp_mismatch when the envelope and
 *   the content name different times, or any other code of a malformed message
 * Spec: docs/spec/groups.md section 4; accounts-and-messages.md sections 4.3 and 7. Vectors: vectors/group-message.json.
 */
export function openGroupMessage(options: {
  readonly data: Uint8Array;
  readonly groupId: GroupId;
  readonly keys: readonly Uint8Array[];
  readonly crypto?: CryptoProvider;
}): GroupMessage {
  const { data, groupId, keys, crypto = nobleCrypto } = options;
  const { data: wrapped, sender, senderEd25519 } = openForGroup({ sealed: data, groupId, keys, crypto });
  const wrapper = envelope.decode(wrapped);
  const content = decodeContent(envelopeContent(wrapper, "CLOSED_GROUP_MESSAGE"));
  const timestampMs = agreedTimestampMs(wrapper, content);
  return { sender, senderEd25519, content, timestampMs, envelope: wrapper };
}
