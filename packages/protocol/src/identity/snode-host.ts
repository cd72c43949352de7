import { base32zDecode, base32zEncode, hexDecode, hexEncode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { type Ed25519PublicKey, ed25519PublicKey } from "./keys.ts";

const SUFFIX = ".snode";

/** Host name of a service node: base32z of its key, then `.snode`. Spec: docs/spec/storage-rpc.md section 2. */
export function snodeHost(ed25519: Ed25519PublicKey): string {
  return base32zEncode(hexDecode(ed25519)) + SUFFIX;
}

/**
 * Reverse of {@link snodeHost}.
 *
 * @throws DecodeError invalid_encoding, invalid_length
 * Spec: docs/spec/storage-rpc.md section 2.3.
 */
export function parseSnodeHost(host: string, path = "host"): Ed25519PublicKey {
  if (!host.endsWith(SUFFIX))
    throw new DecodeError("invalid_encoding", `expected a name ending in ${SUFFIX}`, { path });
  const key = base32zDecode(host.slice(0, -SUFFIX.length), path);
  if (key.length !== 32)
    throw new DecodeError("invalid_length", `expected 32 bytes, got ${key.length}`, { path });
  return ed25519PublicKey(hexEncode(key), path);
}
