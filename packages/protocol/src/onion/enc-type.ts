import { DecodeError } from "../errors.ts";

/** How one layer is encrypted; the wire spelling of `enc_type`. */
export type EncType = "aes-gcm" | "xchacha20" | "aes-cbc";

const ALIASES: ReadonlyMap<string, EncType> = new Map([
  ["aes-gcm", "aes-gcm"],
  ["gcm", "aes-gcm"],
  ["xchacha20", "xchacha20"],
  ["xchacha20-poly1305", "xchacha20"],
  ["aes-cbc", "aes-cbc"],
  ["cbc", "aes-cbc"],
]);

/**
 * Also knows the aliases; an absent one means `aes-gcm`.
 *
 * @throws DecodeError invalid_encoding
 * Spec: docs/spec/onion-requests.md section 3. Vectors: vectors/onion-hop.json.
 */
export function parseEncType(text: string | undefined): EncType {
  const type = text === undefined ? "aes-gcm" : ALIASES.get(text);
  if (type === undefined)
    throw new DecodeError("invalid_encoding", "expected aes-gcm, xchacha20 or aes-cbc", { path: "enc_type" });
  return type;
}
