import { type BtDict, btBytes, btEncode, btOptionalBytes } from "../bt/index.ts";
import { bytesOfLength, concatBytes } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { DEVICE_GROUP_ID_BYTES } from "./device-group-id.ts";
import { checkType, GROUP_TYPE, TYPE_KEY } from "./device-message.ts";
import type { DeviceSlot } from "./device-slots.ts";
import { ML_KEM_CIPHERTEXT_BYTES } from "./hybrid-keys.ts";
import {
  checkStoredSize,
  composeDict,
  decodeSignedDict,
  SIGNATURE_BYTES,
  SIGNATURE_KEY,
  unknownFields,
} from "./wire-dict.ts";

const INDEX_BYTES = 2;
const KEY_BYTES = 32;
const SLOT_BYTES: number = INDEX_BYTES + KEY_BYTES;
export const KICKED_MARKER_BYTES = 16;
const KNOWN_KEYS = [TYPE_KEY, "@", "A", "C", "K", "X", "d", "k", SIGNATURE_KEY];

/** A message to the devices of the account, as it lies in namespace 21. */
export interface DeviceGroupMessage {
  /** 8 bytes. */
  readonly encryptedGroupId: Uint8Array;
  /** 32 bytes, X25519. */
  readonly ephemeral: Uint8Array;
  /** At least one; writers fill up with noise to a multiple of four. */
  readonly slots: readonly DeviceSlot[];
  /** The current account key's X25519 half, to which a new device seals its request. */
  readonly linkX25519: Uint8Array;
  readonly encryptedPayload: Uint8Array;
  /** 16 bytes for each removed device, and noise. */
  readonly kicked: readonly Uint8Array[];
  /** Fields of other versions; the signature covers them. */
  readonly extra: BtDict;
  /** 64 bytes, by the account. */
  readonly signature: Uint8Array;
}

/**
 * A dict of type "G", without a check of its signature.
 *
 * Spec: docs/spec/protocol-v2.md section 4.1.
 */
export const deviceGroupMessage: Codec<DeviceGroupMessage> = {
  encode: (message) => btEncode(deviceGroupDict(message)),
  decode: (bytes) => {
    checkStoredSize(bytes);
    const dict = decodeSignedDict(bytes);
    checkType(dict, GROUP_TYPE);
    return {
      encryptedGroupId: btBytes(dict, "@", DEVICE_GROUP_ID_BYTES),
      ephemeral: btBytes(dict, "A", 32),
      slots: readSlots(btBytes(dict, "C"), btBytes(dict, "K")),
      linkX25519: btBytes(dict, "X", 32),
      encryptedPayload: btBytes(dict, "d"),
      kicked: readKicked(btOptionalBytes(dict, "k")),
      extra: unknownFields(dict, KNOWN_KEYS),
      signature: btBytes(dict, SIGNATURE_KEY, SIGNATURE_BYTES),
    };
  },
};

/** The dict of a message, whose part before the signature is what is signed. @throws RangeError */
export function deviceGroupDict(message: DeviceGroupMessage): BtDict {
  const { encryptedGroupId, ephemeral, slots, linkX25519, encryptedPayload, kicked, extra, signature } =
    message;
  if (slots.length === 0) throw new RangeError("slots: expected at least one");
  return composeDict(
    {
      [TYPE_KEY]: GROUP_TYPE,
      "@": bytesOfLength(encryptedGroupId, DEVICE_GROUP_ID_BYTES, "encryptedGroupId"),
      A: bytesOfLength(ephemeral, 32, "ephemeral"),
      C: packCiphertexts(slots),
      K: concatBytes(
        ...slots.flatMap(({ index, encryptedKey }) => [
          bytesOfLength(index, INDEX_BYTES, "slot.index"),
          bytesOfLength(encryptedKey, KEY_BYTES, "slot.encryptedKey"),
        ]),
      ),
      X: bytesOfLength(linkX25519, 32, "linkX25519"),
      d: encryptedPayload,
      k:
        kicked.length === 0
          ? undefined
          : concatBytes(...kicked.map((marker) => bytesOfLength(marker, KICKED_MARKER_BYTES, "kicked"))),
      [SIGNATURE_KEY]: bytesOfLength(signature, SIGNATURE_BYTES, "signature"),
    },
    extra,
  );
}

/** The ciphertexts of all slots in their order: `C`, from which the payload's nonce is made. */
export function packCiphertexts(slots: readonly Pick<DeviceSlot, "ciphertext">[]): Uint8Array {
  return concatBytes(
    ...slots.map(({ ciphertext }) => bytesOfLength(ciphertext, ML_KEM_CIPHERTEXT_BYTES, "slot.ciphertext")),
  );
}

function readSlots(ciphertexts: Uint8Array, keys: Uint8Array): readonly DeviceSlot[] {
  const packed = pieces(keys, SLOT_BYTES, "K");
  const unpacked = pieces(ciphertexts, ML_KEM_CIPHERTEXT_BYTES, "C");
  if (packed.length !== unpacked.length)
    throw new DecodeError(
      "invalid_length",
      `expected a key for each of ${unpacked.length} ciphertexts, got ${packed.length}`,
      { path: "K" },
    );
  return unpacked.map((ciphertext, at) => {
    const slot = packed[at] ?? new Uint8Array(SLOT_BYTES);
    return { index: slot.slice(0, INDEX_BYTES), encryptedKey: slot.slice(INDEX_BYTES), ciphertext };
  });
}

function readKicked(packed: Uint8Array | undefined): readonly Uint8Array[] {
  return packed === undefined ? [] : pieces(packed, KICKED_MARKER_BYTES, "k");
}

function pieces(packed: Uint8Array, size: number, path: string): readonly Uint8Array[] {
  if (packed.length === 0 || packed.length % size !== 0)
    throw new DecodeError("invalid_length", `expected a multiple of ${size} bytes, got ${packed.length}`, {
      path,
    });
  return Array.from({ length: packed.length / size }, (_, at) => packed.slice(at * size, (at + 1) * size));
}
