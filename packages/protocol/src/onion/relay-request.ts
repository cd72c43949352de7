import { asBtDict, btBytes, btDecode, btEncode, btOptionalNumber, btOptionalText } from "../bt/index.ts";
import { utf8Encode } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { type EncType, parseEncType } from "./enc-type.ts";
import { ONION_BODY_BYTES_MAX } from "./limits.ts";

/** One layer on its way from node to node. */
export interface RelayRequest {
  readonly data: Uint8Array;
  readonly encType: EncType;
  /** 32 bytes. */
  readonly ephemeralKey: Uint8Array;
  /** The sender's own hop number and one; at least 1. */
  readonly hopNumber: number;
}

/**
 * Body of `sn.onion_request`: bencoded dict with ascending keys. A hop number below 1 reads as 1.
 *
 * Spec: docs/spec/onion-requests.md section 6. Vectors: vectors/onion-hop.json (`first_relay`).
 */
export const relayRequest: Codec<RelayRequest> = {
  encode: ({ data, encType, ephemeralKey, hopNumber }) => {
    if (ephemeralKey.length !== 32) throw new RangeError(`ephemeralKey: expected 32 bytes`);
    return btEncode(
      new Map<string, Uint8Array | bigint>([
        ["data", data],
        ["enc_type", utf8Encode(encType)],
        ["ephemeral_key", ephemeralKey],
        ["hop_no", BigInt(hopNumber)],
      ]),
    );
  },
  decode: (bytes) => {
    // The dict around a full body is a little larger than the body.
    if (bytes.length > ONION_BODY_BYTES_MAX + 1024)
      throw new DecodeError("invalid_length", `relay: expected at most ${ONION_BODY_BYTES_MAX} bytes`);
    const dict = asBtDict(btDecode(bytes, { depthMax: 4 }), "relay");
    return {
      data: btBytes(dict, "data"),
      encType: parseEncType(btOptionalText(dict, "enc_type")),
      ephemeralKey: btBytes(dict, "ephemeral_key", 32),
      hopNumber: Math.max(1, btOptionalNumber(dict, "hop_no") ?? 1),
    };
  },
};
