import { DecodeError } from "@session/protocol/errors";

/** What every `...Open` throws for a ciphertext that was cut, changed, or made under another key. */
export function refused(cause?: unknown): DecodeError {
  return new DecodeError("decryption_failed", "the ciphertext does not open under this key", { cause });
}
