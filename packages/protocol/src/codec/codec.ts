/**
 * A wire format as a value.
 *
 * `decode` returns a fully checked value or throws DecodeError; it consumes all input and bounds every length
 * before it allocates. `encode` throws RangeError for a value outside the format's domain.
 */
export interface Codec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}
