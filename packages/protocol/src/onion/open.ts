import { jsonField, jsonInteger } from "../codec/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { EncType } from "./enc-type.ts";
import { decodeFrame } from "./frame.ts";
import { type LayerKey, openLayer } from "./layer.ts";
import { ONION_BODY_BYTES_MAX, ONION_HOPS_MAX } from "./limits.ts";
import { planRelay, type RelayPlan, readInnerLayer } from "./plan.ts";
import { relayRequest } from "./relay-request.ts";
import { ONION_TEXT } from "./texts.ts";

/** A node's own long-term keys, 32 bytes each. */
export interface OnionKeys {
  readonly x25519Secret: Uint8Array;
  readonly x25519PublicKey: Uint8Array;
}

export type OpenedOnion =
  /** Answer with this status and plain text: there is no key to encrypt with. */
  | { readonly kind: "refused"; readonly status: 400 | 413; readonly text: string }
  /** `hopNumber` is this node's own; the next node is told one more. */
  | {
      readonly kind: "opened";
      readonly plan: RelayPlan;
      readonly replyKey: LayerKey;
      readonly hopNumber: number;
    };

/**
 * What a node does with the body of `POST /onion_req/v2`. Never throws on what a client sent.
 *
 * Spec: docs/spec/onion-requests.md section 5. Vectors: vectors/onion-hop.json (`paths`).
 */
export function openOnionLayer(
  body: Uint8Array,
  keys: OnionKeys,
  options: { readonly crypto?: CryptoProvider } = {},
): OpenedOnion {
  if (body.length > ONION_BODY_BYTES_MAX)
    return { kind: "refused", status: 413, text: ONION_TEXT.requestTooLarge };
  const read = attempt(() => {
    const { blob, control } = decodeFrame(body);
    const hopNumber =
      jsonField(control, "hop_no") === undefined ? 0 : Math.max(0, jsonInteger(control, "hop_no"));
    return { data: blob, ...readInnerLayer(control), hopNumber };
  });
  if (read instanceof DecodeError) return refused(ONION_TEXT.parseError(read.message));
  return openBlob(read, keys, options.crypto);
}

/**
 * The same for a request that another node relays (`sn.onion_request`).
 *
 * Spec: docs/spec/onion-requests.md section 6. Vectors: vectors/onion-hop.json `first_relay`.
 */
export function openRelayedLayer(
  body: Uint8Array,
  keys: OnionKeys,
  options: { readonly crypto?: CryptoProvider } = {},
): OpenedOnion {
  const read = attempt(() => relayRequest.decode(body));
  if (read instanceof DecodeError) return refused(ONION_TEXT.relayParseError(read.message));
  if (read.hopNumber > ONION_HOPS_MAX) return refused(ONION_TEXT.pathTooLong);
  return openBlob(read, keys, options.crypto);
}

function openBlob(
  layer: {
    readonly data: Uint8Array;
    readonly encType: EncType;
    readonly ephemeralKey: Uint8Array;
    readonly hopNumber: number;
  },
  keys: OnionKeys,
  crypto: CryptoProvider = nobleCrypto,
): OpenedOnion {
  const opened = attempt(() =>
    openLayer({
      sealed: layer.data,
      ephemeralPublicKey: layer.ephemeralKey,
      encType: layer.encType,
      x25519Secret: keys.x25519Secret,
      x25519PublicKey: keys.x25519PublicKey,
      crypto,
    }),
  );
  if (opened instanceof DecodeError) return refused(ONION_TEXT.invalidCiphertext);
  return {
    kind: "opened",
    plan: planRelay(opened.plaintext),
    replyKey: opened.key,
    hopNumber: layer.hopNumber,
  };
}

function refused(text: string): OpenedOnion {
  return { kind: "refused", status: 400, text };
}

function attempt<T>(read: () => T): T | DecodeError {
  try {
    return read();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}
