/** Bytes that print as `[secret]`: in JSON, in text, and on a console that honours Node's inspection hook. */
export type SecretBytes = Uint8Array & { toJSON(): "[secret]" };

const INSPECT = Symbol.for("nodejs.util.inspect.custom");
const HIDDEN = { enumerable: false, value: (): "[secret]" => "[secret]" } as const;

/**
 * A copy of the bytes that keeps out of logs. What is made from it (`slice`, a structured clone sent to a worker) is
 * ordinary bytes again.
 */
export function secretBytes(bytes: Uint8Array): SecretBytes {
  const secret = Uint8Array.from(bytes);
  Object.defineProperties(secret, { toJSON: HIDDEN, toString: HIDDEN, [INSPECT]: HIDDEN });
  return secret as Uint8Array as SecretBytes; // toJSON was defined one line above
}
