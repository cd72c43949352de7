// Operations per CPU-second of the portable and the native provider: `node packages/platform/bench/crypto.ts`
import { type CryptoProvider, nobleCrypto } from "@session/protocol/crypto";
import { createNativeCrypto } from "../src/native/index.ts";

const RUN_MS = 1_000;
const text = new Uint8Array(1_024).fill(3);
const seed = new Uint8Array(32).fill(5);
const nonce = new Uint8Array(24).fill(6);
const publicKey = nobleCrypto.ed25519PublicKey(seed);
const signature = nobleCrypto.ed25519Sign(text, seed);
const peer = nobleCrypto.x25519PublicKey(seed);
const sealed = nobleCrypto.xchacha20Poly1305Seal(seed, nonce, text);
const boxed = nobleCrypto.boxSeal(seed, nonce, text);
const gcm = nobleCrypto.aesGcmSeal(seed, nonce.subarray(12), text);

const OPERATIONS: Record<string, (crypto: CryptoProvider) => unknown> = {
  "Ed25519 verify, 1 KiB": (crypto) => crypto.ed25519Verify(signature, text, publicKey),
  "Ed25519 sign, 1 KiB": (crypto) => crypto.ed25519Sign(text, seed),
  "X25519 shared secret": (crypto) => crypto.x25519SharedSecret(seed, peer),
  "X25519 public key": (crypto) => crypto.x25519PublicKey(seed),
  "BLAKE2b-256, 1 KiB": (crypto) => crypto.blake2b(text, { length: 32 }),
  "SHA-512, 1 KiB": (crypto) => crypto.sha512(text),
  "XChaCha20-Poly1305 open, 1 KiB": (crypto) => crypto.xchacha20Poly1305Open(seed, nonce, sealed),
  "crypto_box open, 1 KiB": (crypto) => crypto.boxOpen(seed, nonce, boxed),
  "AES-256-GCM open, 1 KiB": (crypto) => crypto.aesGcmOpen(seed, nonce.subarray(12), gcm),
};

/** Processor time, so that a busy machine spoils it little. */
function perSecond(run: () => unknown): number {
  for (let i = 0; i < 20; i++) run();
  const before = process.cpuUsage();
  const end = performance.now() + RUN_MS;
  let count = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 8; i++) run();
    count += 8;
  }
  const { user, system } = process.cpuUsage(before);
  return Math.round((count * 1e6) / (user + system));
}

const native = createNativeCrypto();
console.table(
  Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, run]) => {
      const [portable, fast] = [perSecond(() => run(nobleCrypto)), perSecond(() => run(native))];
      return [name, { noble: portable, native: fast, factor: Math.round((fast * 10) / portable) / 10 }];
    }),
  ),
);
