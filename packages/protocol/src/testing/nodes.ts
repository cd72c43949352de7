import { hexEncode } from "../bytes/index.ts";
import { ed25519SeedToX25519, nobleCrypto } from "../crypto/index.ts";
import {
  type Ed25519PublicKey,
  ed25519PublicKey,
  type X25519PublicKey,
  x25519PublicKey,
} from "../identity/index.ts";

/** A service node's identity as others know it, and the keys it opens layers with. */
export interface TestNode {
  readonly ed25519: Ed25519PublicKey;
  readonly x25519: X25519PublicKey;
  readonly keys: { readonly x25519Secret: Uint8Array; readonly x25519PublicKey: Uint8Array };
}

/** Node number `index` (0 to 255), the same in every test. */
export function testNode(index: number): TestNode {
  const seed = new Uint8Array(32).fill(index);
  const x25519Secret = ed25519SeedToX25519(seed);
  const publicKey = nobleCrypto.x25519PublicKey(x25519Secret);
  return {
    ed25519: ed25519PublicKey(hexEncode(nobleCrypto.ed25519PublicKey(seed))),
    x25519: x25519PublicKey(hexEncode(publicKey)),
    keys: { x25519Secret, x25519PublicKey: publicKey },
  };
}
