/** First byte of every V2 message; a V1 message, a protobuf, starts with 0x08. */
export const PROTOCOL_V2_FIRST_BYTE = 0x00;

/**
 * Whether the `data` of a stored message follows protocol V2.
 *
 * The byte is not authenticated: it chooses the reader and must decide nothing else.
 * Spec: docs/spec/accounts-and-messages.md section 4.2.
 */
export function isProtocolV2(data: Uint8Array): boolean {
  return data[0] === PROTOCOL_V2_FIRST_BYTE;
}
