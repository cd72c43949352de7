import { compareBytes, concatBytes, equalBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { Account } from "../identity/index.ts";
import { storable } from "../messages/index.ts";
import type { Random } from "../ports/index.ts";
import { cryptGroupId } from "./device-group-id.ts";
import {
  type DeviceGroupMessage,
  deviceGroupDict,
  deviceGroupMessage,
  KICKED_MARKER_BYTES,
  packCiphertexts,
} from "./device-group-message.ts";
import { type DeviceId, deviceIdBytes } from "./device-id.ts";
import { type DevicePayload, devicePayload } from "./device-payload.ts";
import { type DeviceSlot, openSlot, payloadNonce, sealSlot } from "./device-slots.ts";
import { deriveAccountKeys, encapsulate, type HybridKeys, ML_KEM_CIPHERTEXT_BYTES } from "./hybrid-keys.ts";
import { openSealed, stripZeros } from "./key-and-nonce.ts";
import { currentAccountKey } from "./rotation.ts";
import { SIGNATURE_BYTES, SIGNATURE_KEY, signedPart } from "./wire-dict.ts";

/** Version of the layouts for devices and linking, which upstream may still change. The 1:1 formats do not depend on it. */
export const DEVICE_FORMAT = 1;
/** How long nodes keep a message of the device group. */
export const DEVICE_GROUP_TTL_MS: number = 30 * 24 * 3_600_000;

/** Slots and kicked markers come in multiples of four, so that their number tells little. */
const SLOTS_MULTIPLE = 4;
/** Payloads are padded to 2300 + 6400 n bytes: room for the account keys, and buckets that hold four devices and more. */
const PADDING_BASE_BYTES = 2300;
const PADDING_BUCKET_BYTES = 6400;
const KICKED_PERSONALIZATION = utf8Encode("SessionDevKicked");

/**
 * Seals the payload to every device in it that is not gone, and signs the message: the `data` for namespace 21.
 *
 * @param options.groupId 8 bytes from `newDeviceGroupId` or from an earlier message of the group
 * @throws RangeError without a device or an account key, or for a value outside the format
 * @throws SessionError out_of_range when the result is larger than nodes store (76,800 bytes)
 * @throws DecodeError invalid_encoding for a malformed key of a device
 * Spec: docs/spec/protocol-v2.md section 4.1. Vectors: vectors/protocol-v2.json (device_key_slots).
 */
export function sealDeviceGroup(options: {
  readonly payload: DevicePayload;
  readonly groupId: Uint8Array;
  readonly account: Pick<Account, "ed25519Seed">;
  readonly random: Pick<Random, "secure">;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { payload, groupId, account, random, crypto = nobleCrypto } = options;
  const { ed25519Seed } = account;
  const current = currentAccountKey(payload.accountKeys);
  if (current === undefined) throw new RangeError("accountKeys: expected at least one");
  const ephemeralSecret = random.secure(32);
  const ephemeral = crypto.x25519PublicKey(ephemeralSecret);
  const message: DeviceGroupMessage = {
    encryptedGroupId: cryptGroupId({ groupId, ed25519Seed, ephemeral }, crypto),
    ephemeral,
    ...sealPayload({ payload, ephemeralSecret, ephemeral, random }, crypto),
    linkX25519: deriveAccountKeys(current.seed, crypto).publicKeys.x25519,
    kicked: kickedMarkers({ payload, ed25519Seed, ephemeral, random }, crypto),
    extra: new Map(),
    signature: new Uint8Array(SIGNATURE_BYTES),
  };
  const signature = crypto.ed25519Sign(signedPart(deviceGroupDict(message)), ed25519Seed);
  return storable(deviceGroupMessage.encode({ ...message, signature }));
}

/** What every device with the recovery phrase learns from a group message, in the group or not. */
export interface DeviceGroupNotice {
  /** 8 bytes. */
  readonly groupId: Uint8Array;
  /** To which a request to join is sealed. */
  readonly linkX25519: Uint8Array;
  /** Whether the message says that the asking device was removed; it then wipes its V2 state. */
  readonly isKicked: boolean;
}

/**
 * Reads the part of a group message that needs no device key.
 *
 * @throws DecodeError signature_invalid, or any code of a malformed message
 * Spec: docs/spec/protocol-v2.md section 4.1.
 */
export function readDeviceGroupNotice(options: {
  readonly bytes: Uint8Array;
  readonly account: Pick<Account, "ed25519Seed" | "ed25519PublicKey">;
  readonly deviceId: DeviceId;
  readonly crypto?: CryptoProvider;
}): DeviceGroupNotice {
  const { bytes, account, deviceId, crypto = nobleCrypto } = options;
  const message = verifiedMessage(bytes, account, crypto);
  const { ed25519Seed } = account;
  const { ephemeral, encryptedGroupId, linkX25519, kicked } = message;
  const marker = kickedMarker({ deviceId, ed25519Seed, ephemeral }, crypto);
  return {
    groupId: cryptGroupId({ groupId: encryptedGroupId, ed25519Seed, ephemeral }, crypto),
    linkX25519,
    isKicked: kicked.some((other) => equalBytes(other, marker)),
  };
}

/**
 * Opens a group message with the keys of this device, current and earlier.
 *
 * @throws DecodeError key_not_found when no slot is for this device ({@link readDeviceGroupNotice} may tell why),
 *   decryption_failed, signature_invalid, or any code of a malformed message
 * Spec: docs/spec/protocol-v2.md section 4.1.
 */
export function openDeviceGroup(options: {
  readonly bytes: Uint8Array;
  readonly account: Pick<Account, "ed25519Seed" | "ed25519PublicKey">;
  readonly deviceKeys: readonly HybridKeys[];
  readonly crypto?: CryptoProvider;
}): { readonly groupId: Uint8Array; readonly payload: DevicePayload } {
  const { bytes, account, deviceKeys, crypto = nobleCrypto } = options;
  const message = verifiedMessage(bytes, account, crypto);
  const { ephemeral, encryptedGroupId } = message;
  const plaintext = openPayload(message, deviceKeys, crypto);
  const payload = devicePayload.decode(plaintext);
  plaintext.fill(0); // it holds the seeds of all account keys
  const { ed25519Seed } = account;
  return { groupId: cryptGroupId({ groupId: encryptedGroupId, ed25519Seed, ephemeral }, crypto), payload };
}

function verifiedMessage(
  bytes: Uint8Array,
  account: Pick<Account, "ed25519PublicKey">,
  crypto: CryptoProvider,
): DeviceGroupMessage {
  const message = deviceGroupMessage.decode(bytes);
  const signed = signedPart(deviceGroupDict(message));
  if (!crypto.ed25519Verify(message.signature, signed, account.ed25519PublicKey))
    throw new DecodeError("signature_invalid", "the message is not signed by the account", {
      path: SIGNATURE_KEY,
    });
  return message;
}

function sealPayload(
  options: {
    readonly payload: DevicePayload;
    readonly ephemeralSecret: Uint8Array;
    readonly ephemeral: Uint8Array;
    readonly random: Pick<Random, "secure">;
  },
  crypto: CryptoProvider,
): Pick<DeviceGroupMessage, "slots" | "encryptedPayload"> {
  const { payload, ephemeralSecret, ephemeral, random } = options;
  const devices = [...payload.devices.values()].filter((entry) => entry.kind === "device");
  if (devices.length === 0) throw new RangeError("devices: expected at least one that is not gone");
  const payloadKey = random.secure(32);
  const own = devices.map(({ publicKeys }) => ({
    publicKeys,
    ...encapsulate(publicKeys.mlKem, random.secure(32)),
  }));
  const noise = Array.from({ length: missing(own.length) }, () => ({
    ciphertext: random.secure(ML_KEM_CIPHERTEXT_BYTES),
  }));
  const places = shuffle<(typeof own)[number] | (typeof noise)[number]>([...own, ...noise], random);
  const nonce = payloadNonce({ ciphertexts: packCiphertexts(places), ephemeral }, crypto);
  const plaintext = padPayload(payload);
  const encryptedPayload = crypto.xchacha20Poly1305Seal(payloadKey, nonce, plaintext);
  plaintext.fill(0); // it holds the seeds of all account keys
  const slots = places.map((place): DeviceSlot => {
    const { ciphertext } = place;
    if (!("publicKeys" in place))
      return { index: random.secure(2), encryptedKey: random.secure(32), ciphertext };
    const { publicKeys: device, sharedSecret: mlKemShared } = place;
    return sealSlot(
      { payloadKey, encryptedPayload, device, ephemeralSecret, ephemeral, ciphertext, mlKemShared },
      crypto,
    );
  });
  return { slots, encryptedPayload };
}

function openPayload(
  message: DeviceGroupMessage,
  deviceKeys: readonly HybridKeys[],
  crypto: CryptoProvider,
): Uint8Array {
  const { slots, ephemeral, encryptedPayload } = message;
  const nonce = payloadNonce({ ciphertexts: packCiphertexts(slots), ephemeral }, crypto);
  let isFound = false;
  for (const device of deviceKeys)
    for (const slot of slots) {
      const key = openSlot({ slot, encryptedPayload, device, ephemeral }, crypto);
      if (key === undefined) continue;
      isFound = true;
      // Two bytes of index agree by chance once in 65,536 slots: another slot may still be ours.
      const opened = openSealed(encryptedPayload, { key, nonce }, crypto);
      if (opened !== undefined) return stripZeros(opened);
    }
  throw isFound
    ? new DecodeError("decryption_failed", "the payload does not open", { path: "d" })
    : new DecodeError("key_not_found", "no slot is for this device", { path: "K" });
}

function padPayload(payload: DevicePayload): Uint8Array {
  const plain = devicePayload.encode(payload);
  const buckets = Math.max(1, Math.ceil((plain.length - PADDING_BASE_BYTES) / PADDING_BUCKET_BYTES));
  const padded = new Uint8Array(PADDING_BASE_BYTES + buckets * PADDING_BUCKET_BYTES);
  padded.set(plain);
  plain.fill(0);
  return padded;
}

function kickedMarkers(
  options: {
    readonly payload: DevicePayload;
    readonly ed25519Seed: Uint8Array;
    readonly ephemeral: Uint8Array;
    readonly random: Pick<Random, "secure">;
  },
  crypto: CryptoProvider,
): readonly Uint8Array[] {
  const { payload, ed25519Seed, ephemeral, random } = options;
  // A device that left knows, and would take its marker for a removal.
  const removed = [...payload.devices].filter(([, entry]) => entry.kind === "removed");
  const markers = removed.map(([deviceId]) => kickedMarker({ deviceId, ed25519Seed, ephemeral }, crypto));
  const noise = Array.from({ length: missing(markers.length) }, () => random.secure(KICKED_MARKER_BYTES));
  return shuffle([...markers, ...noise], random);
}

/** By which a removed device finds itself; to those without the recovery phrase it is noise. */
function kickedMarker(
  options: { readonly deviceId: DeviceId; readonly ed25519Seed: Uint8Array; readonly ephemeral: Uint8Array },
  crypto: CryptoProvider,
): Uint8Array {
  return crypto.blake2b(concatBytes(options.ed25519Seed, deviceIdBytes(options.deviceId)), {
    length: KICKED_MARKER_BYTES,
    key: options.ephemeral,
    personalization: KICKED_PERSONALIZATION,
  });
}

function missing(count: number): number {
  return (SLOTS_MULTIPLE - (count % SLOTS_MULTIPLE)) % SLOTS_MULTIPLE;
}

/** In the order of fresh random numbers: the place of an item must tell nothing. */
function shuffle<T>(items: readonly T[], random: Pick<Random, "secure">): readonly T[] {
  return items
    .map((item) => ({ item, order: random.secure(8) }))
    .sort((a, b) => compareBytes(a.order, b.order))
    .map(({ item }) => item);
}
