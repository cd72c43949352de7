import type { Random } from "@session/protocol/ports";

/**
 * Repeatable randomness: the same seed gives the same bytes and numbers, `secure` included. A fork depends on its
 * label and the parent's seed only, not on what was drawn before, so adding a draw in one part of a program changes
 * nothing in another.
 */
export function createSeededRandom(seed: string | number): Random {
  const path = String(seed);
  const next = sfc32(path);
  return {
    secure(length) {
      if (!Number.isSafeInteger(length) || length < 0)
        throw new RangeError(`length: expected 0 or more, got ${length}`);
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += 4) {
        const word = next();
        for (let i = 0; i < 4 && at + i < length; i++) bytes[at + i] = (word >>> (8 * i)) & 0xff;
      }
      return bytes;
    },
    below(limit) {
      if (!Number.isSafeInteger(limit) || limit < 1)
        throw new RangeError(`limit: expected 1 or more, got ${limit}`);
      const range = limit <= WORD ? WORD : WORD * HIGH;
      const usable = range - (range % limit); // the uneven rest is drawn again
      for (;;) {
        const drawn = limit <= WORD ? next() : next() * HIGH + (next() & (HIGH - 1));
        if (drawn < usable) return drawn % limit;
      }
    },
    fork: (label) => createSeededRandom(`${path}/${label}`),
  };
}

const WORD = 2 ** 32;
/** With a 32-bit word it fills the 53 bits a double holds. */
const HIGH = 2 ** 21;

/** The sfc32 generator (32-bit outputs), seeded with a hash of the text. Not for secrets outside tests. */
function sfc32(text: string): () => number {
  let [a, b, c, counter] = [hash(text, 1), hash(text, 2), hash(text, 3), 1];
  const next = (): number => {
    const out = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + out;
    return out >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** 32-bit FNV-1a with a final mix. */
function hash(text: string, salt: number): number {
  let value = 0x811c9dc5 ^ salt;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
