import { concatBytes } from "../bytes/index.ts";
import { type JsonObject, jsonDecode, jsonEncode, jsonObject } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { ONION_BODY_BYTES_MAX } from "./limits.ts";

/** An opaque blob and the control JSON that says what to do with it. */
export interface Frame {
  readonly blob: Uint8Array;
  readonly control: JsonObject;
}

/**
 * `uint32_le(len(blob)) || blob || json`. The order of the control keys is kept.
 *
 * @throws RangeError above 10 MiB
 * Spec: docs/spec/onion-requests.md section 2. Vectors: vectors/onion-hop.json.
 */
export function encodeFrame({ blob, control }: Frame): Uint8Array {
  const json = jsonEncode(control);
  if (4 + blob.length + json.length > ONION_BODY_BYTES_MAX)
    throw new RangeError(`onion frame: expected at most ${ONION_BODY_BYTES_MAX} bytes`);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, blob.length, true);
  return concatBytes(length, blob, json);
}

/**
 * The blob is a view on the input.
 *
 * @throws DecodeError invalid_length, invalid_encoding
 * Spec: docs/spec/onion-requests.md section 2. Vectors: vectors/onion-hop.json.
 */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.length > ONION_BODY_BYTES_MAX)
    throw new DecodeError("invalid_length", `frame: expected at most ${ONION_BODY_BYTES_MAX} bytes`);
  if (bytes.length < 4)
    throw new DecodeError("invalid_length", `frame: expected 4 bytes, got ${bytes.length}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  if (length > bytes.length - 4)
    throw new DecodeError("invalid_length", `frame: expected ${length} bytes, ${bytes.length - 4} remain`, {
      offset: 4,
    });
  const control = jsonObject(jsonDecode(bytes.subarray(4 + length), "control"), "control");
  return { blob: bytes.subarray(4, 4 + length), control };
}
