import type { Random } from "@session/protocol/ports";

/** `getRandomValues` fills at most this many bytes at once. */
const FILL_MAX = 65_536;
const WORD = 2 ** 32;

/** The system's secure generator, in Node and browsers alike; forks of it need no state of their own. */
export function systemRandom(): Random {
  const random: Random = {
    secure(length) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += FILL_MAX)
        crypto.getRandomValues(bytes.subarray(at, Math.min(length, at + FILL_MAX)));
      return bytes;
    },
    below(limit) {
      if (!Number.isInteger(limit) || limit < 1 || limit > WORD)
        throw new RangeError(`limit: expected 1..2^32, got ${limit}`);
      const word = new Uint32Array(1);
      // Words of the last, incomplete run of `limit` values are drawn again.
      const usable = WORD - (WORD % limit);
      for (;;) {
        const [drawn = 0] = crypto.getRandomValues(word);
        if (drawn < usable) return drawn % limit;
      }
    },
    fork: () => random,
  };
  return random;
}
