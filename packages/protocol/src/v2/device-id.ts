import { hexDecode, hexEncode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";

declare const brand: unique symbol;

/** 64 lower-case hex digits of the 32 random bytes that name a device; never used again after a removal. */
export type DeviceId = string & { readonly [brand]: "DeviceId" };

const DEVICE_ID_BYTES = 32;

/**
 * The ID with these 32 bytes.
 *
 * @throws DecodeError invalid_length
 * Spec: docs/spec/protocol-v2.md section 4.
 */
export function deviceIdFromBytes(bytes: Uint8Array, path = "deviceId"): DeviceId {
  if (bytes.length !== DEVICE_ID_BYTES)
    throw new DecodeError("invalid_length", `expected ${DEVICE_ID_BYTES} bytes, got ${bytes.length}`, {
      path,
    });
  return hexEncode(bytes) as DeviceId; // the check is what the brand stands for
}

/** The 32 bytes of an ID, as in the payload of the group. Spec: docs/spec/protocol-v2.md section 4. */
export function deviceIdBytes(id: DeviceId): Uint8Array {
  return hexDecode(id);
}
