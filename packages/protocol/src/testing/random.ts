import { concatBytes, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import type { Random } from "../ports/index.ts";

/** A repeatable Random: the same seed gives the same bytes and numbers. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  const block = (): Uint8Array => nobleCrypto.blake2b(utf8Encode(`${seed}#${counter++}`), { length: 64 });
  const secure = (length: number): Uint8Array =>
    concatBytes(...Array.from({ length: Math.ceil(length / 64) }, block)).slice(0, length);
  return {
    secure,
    below: (limit) => new DataView(secure(8).buffer).getUint32(0) % limit,
    fork: (label) => seededRandom(`${seed}/${label}`),
  };
}

/** Gives exactly these bytes in this order, for vectors that fix every key and nonce. */
export function scriptedRandom(...chunks: readonly Uint8Array[]): Pick<Random, "secure"> & {
  readonly left: () => number;
} {
  const queue = [...chunks];
  return {
    secure: (length) => {
      const next = queue.shift();
      if (next?.length !== length)
        throw new Error(`scripted random: asked for ${length} bytes, next are ${next?.length ?? 0}`);
      return next;
    },
    left: () => queue.length,
  };
}
