import { asBtDict, type BtDict, btBytes, btDecode, btDict, btEncode } from "../bt/index.ts";
import { bytesOfLength, concatBytes, equalBytes, utf8Encode } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { Account } from "../identity/index.ts";
import { storable } from "../messages/index.ts";
import type { Random } from "../ports/index.ts";
import { type DeviceId, deviceIdBytes, deviceIdFromBytes } from "./device-id.ts";
import { checkType, LINK_TYPE, TYPE_KEY } from "./device-message.ts";
import { type DeviceRecord, deviceRecordFromDict, deviceRecordToDict } from "./device-record.ts";
import type { HybridKeys } from "./hybrid-keys.ts";
import { type KeyAndNonce, openSealed, splitKeyAndNonce } from "./key-and-nonce.ts";
import { KEY_INDICATOR_BYTES, maskIndicator } from "./key-indicator.ts";
import {
  checkStoredSize,
  composeDict,
  decodeSignedDict,
  SIGNATURE_BYTES,
  SIGNATURE_KEY,
  signedPart,
  unknownFields,
} from "./wire-dict.ts";

/** The user holds both devices, so a request need not wait for long. */
export const LINK_REQUEST_TTL_MS: number = 10 * 60_000;
const INDICATOR_PERSONALIZATION = utf8Encode("SessionDvGrpKISS");
const KEY_PERSONALIZATION = utf8Encode("SessionDvGrpLink");

/** A new device's wish to join the group, as only the group's devices read it. */
export interface LinkRequest {
  readonly deviceId: DeviceId;
  readonly record: DeviceRecord;
  /** Fields of other versions; the signature covers them. */
  readonly extra: BtDict;
  /** 64 bytes, by the account. */
  readonly signature: Uint8Array;
}

/**
 * The request under its encryption, without a check of its signature.
 *
 * Spec: docs/spec/protocol-v2.md section 4.2.
 */
export const linkRequest: Codec<LinkRequest> = {
  encode: (request) => btEncode(requestDict(request)),
  decode: (bytes) => {
    const dict = decodeSignedDict(bytes);
    return {
      deviceId: deviceIdFromBytes(btBytes(dict, "I"), "I"),
      record: deviceRecordFromDict(btDict(dict, "i")),
      extra: unknownFields(dict, ["I", "i", SIGNATURE_KEY]),
      signature: btBytes(dict, SIGNATURE_KEY, SIGNATURE_BYTES),
    };
  },
};

/** A link request as it lies in namespace 21. */
export interface LinkMessage {
  /** 32 bytes, X25519. */
  readonly ephemeral: Uint8Array;
  /** 2 bytes that tell holders of the recovery phrase to which account key the request was sealed. */
  readonly keyIndicator: Uint8Array;
  readonly sealed: Uint8Array;
  /** Fields of other versions, which nothing authenticates. */
  readonly extra: BtDict;
}

/**
 * A dict of type "L". Nothing in it is authenticated but what is sealed.
 *
 * Spec: docs/spec/protocol-v2.md section 4.2.
 */
export const linkMessage: Codec<LinkMessage> = {
  encode: ({ ephemeral, keyIndicator, sealed, extra }) =>
    btEncode(
      composeDict(
        {
          [TYPE_KEY]: LINK_TYPE,
          E: bytesOfLength(ephemeral, 32, "ephemeral"),
          L: sealed,
          i: bytesOfLength(keyIndicator, KEY_INDICATOR_BYTES, "keyIndicator"),
        },
        extra,
      ),
    ),
  decode: (bytes) => {
    checkStoredSize(bytes);
    const dict = asBtDict(btDecode(bytes));
    checkType(dict, LINK_TYPE);
    return {
      ephemeral: btBytes(dict, "E", 32),
      keyIndicator: btBytes(dict, "i", KEY_INDICATOR_BYTES),
      sealed: btBytes(dict, "L"),
      extra: unknownFields(dict, [TYPE_KEY, "E", "L", "i"]),
    };
  },
};

/**
 * Seals the request of a new device to the group's current account key.
 *
 * @param options.linkX25519 from the newest message of the group that is to be joined
 * @returns the `data` for namespace 21, and the signed request, from which the emoji to compare are made
 * @throws RangeError for a record outside the format
 * @throws SessionError out_of_range when the result is larger than nodes store (76,800 bytes)
 * @throws DecodeError invalid_encoding when the group's key has small order
 * Spec: docs/spec/protocol-v2.md section 4.2.
 */
export function sealLinkRequest(options: {
  readonly deviceId: DeviceId;
  readonly record: DeviceRecord;
  readonly linkX25519: Uint8Array;
  readonly account: Pick<Account, "ed25519Seed" | "x25519PublicKey">;
  readonly random: Pick<Random, "secure">;
  readonly crypto?: CryptoProvider;
}): { readonly data: Uint8Array; readonly request: Uint8Array } {
  const { deviceId, record, linkX25519, account, random, crypto = nobleCrypto } = options;
  const unsigned: LinkRequest = {
    deviceId,
    record,
    extra: new Map(),
    signature: new Uint8Array(SIGNATURE_BYTES),
  };
  const signature = crypto.ed25519Sign(signedPart(requestDict(unsigned)), account.ed25519Seed);
  const request = linkRequest.encode({ ...unsigned, signature });
  const identity = account.x25519PublicKey;
  const ephemeralSecret = random.secure(32);
  const ephemeral = crypto.x25519PublicKey(ephemeralSecret);
  const withIdentity = crypto.x25519SharedSecret(ephemeralSecret, identity);
  const withGroup = crypto.x25519SharedSecret(ephemeralSecret, linkX25519);
  const { key, nonce } = requestSecret({ shared: withGroup, ephemeral, linkX25519 }, crypto);
  const keyIndicator = maskIndicator(
    {
      indicator: linkX25519,
      shared: withIdentity,
      ephemeral,
      identity,
      personalization: INDICATOR_PERSONALIZATION,
    },
    crypto,
  );
  const sealed = crypto.xchacha20Poly1305Seal(key, nonce, request);
  const data = storable(linkMessage.encode({ ephemeral, keyIndicator, sealed, extra: new Map() }));
  return { data, request };
}

/**
 * Opens a link request with our account keys, current and recent.
 *
 * It must not be acted upon before a person compared the emoji of `request` on both screens: everybody with the
 * recovery phrase can make one.
 * @returns the request, and its signed bytes, from which the emoji to compare are made
 * @throws DecodeError key_not_found, decryption_failed, signature_invalid, or any code of a malformed request
 * Spec: docs/spec/protocol-v2.md section 4.2.
 */
export function openLinkRequest(options: {
  readonly data: Uint8Array;
  readonly account: Pick<Account, "ed25519PublicKey" | "x25519Secret" | "x25519PublicKey">;
  readonly accountKeys: readonly HybridKeys[];
  readonly crypto?: CryptoProvider;
}): { readonly deviceId: DeviceId; readonly record: DeviceRecord; readonly request: Uint8Array } {
  const { data, account, accountKeys, crypto = nobleCrypto } = options;
  const { ephemeral, keyIndicator, sealed } = linkMessage.decode(data);
  const identity = account.x25519PublicKey;
  const shared = crypto.x25519SharedSecret(account.x25519Secret, ephemeral);
  const prefix = maskIndicator(
    { indicator: keyIndicator, shared, ephemeral, identity, personalization: INDICATOR_PERSONALIZATION },
    crypto,
  );
  const candidates = accountKeys.filter(({ publicKeys: { x25519 } }) =>
    equalBytes(prefix, x25519.subarray(0, KEY_INDICATOR_BYTES)),
  );
  for (const { x25519Secret, publicKeys } of candidates) {
    const withGroup = crypto.x25519SharedSecret(x25519Secret, ephemeral);
    const secret = requestSecret({ shared: withGroup, ephemeral, linkX25519: publicKeys.x25519 }, crypto);
    const request = openSealed(sealed, secret, crypto);
    if (request !== undefined) return { ...verifiedRequest(request, account, crypto), request };
  }
  throw candidates.length === 0
    ? new DecodeError("key_not_found", "the request is sealed to none of the account keys at hand")
    : new DecodeError("decryption_failed", "the request opens under no key at hand", { path: "L" });
}

function verifiedRequest(
  bytes: Uint8Array,
  account: Pick<Account, "ed25519PublicKey">,
  crypto: CryptoProvider,
): Pick<LinkRequest, "deviceId" | "record"> {
  const request = linkRequest.decode(bytes);
  const signed = signedPart(requestDict(request));
  if (!crypto.ed25519Verify(request.signature, signed, account.ed25519PublicKey))
    throw new DecodeError("signature_invalid", "the request is not signed by the account", {
      path: SIGNATURE_KEY,
    });
  return { deviceId: request.deviceId, record: request.record };
}

function requestSecret(
  options: { readonly shared: Uint8Array; readonly ephemeral: Uint8Array; readonly linkX25519: Uint8Array },
  crypto: CryptoProvider,
): KeyAndNonce {
  const input = concatBytes(options.shared, options.ephemeral, options.linkX25519);
  return splitKeyAndNonce(crypto.blake2b(input, { length: 56, personalization: KEY_PERSONALIZATION }));
}

function requestDict({ deviceId, record, extra, signature }: LinkRequest): BtDict {
  return composeDict(
    {
      I: deviceIdBytes(deviceId),
      i: deviceRecordToDict(record),
      [SIGNATURE_KEY]: bytesOfLength(signature, SIGNATURE_BYTES, "signature"),
    },
    extra,
  );
}
