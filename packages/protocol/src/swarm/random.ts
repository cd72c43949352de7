const WORDS = 312;
const MIDDLE = 156;
const MASK_64 = 0xffff_ffff_ffff_ffffn;
const MATRIX = 0xb502_6f5a_a966_19e9n;
const UPPER = 0xffff_ffff_8000_0000n;
const LOWER = 0x7fff_ffffn;

/** A 64-bit generator that is part of the network's rules: everyone draws the same numbers. */
export interface ConsensusRng {
  /** Next unsigned 64-bit output. */
  next(): bigint;
}

/**
 * The 64-bit Mersenne Twister, seeded as `std::mt19937_64`.
 *
 * Not for secrets: whoever knows the seed knows every output.
 * Spec: docs/spec/swarms-and-testing.md section 2.2. Vectors: vectors/swarm-mapping.json `mt19937_64`.
 */
export function mt19937_64(seed: bigint): ConsensusRng {
  const state = new BigUint64Array(WORDS);
  state[0] = seed & MASK_64;
  for (let i = 1; i < WORDS; i++) {
    const last = state[i - 1] ?? 0n;
    state[i] = (6364136223846793005n * (last ^ (last >> 62n)) + BigInt(i)) & MASK_64;
  }
  let position = WORDS;

  function refill(): void {
    for (let i = 0; i < WORDS; i++) {
      const mixed = ((state[i] ?? 0n) & UPPER) | ((state[(i + 1) % WORDS] ?? 0n) & LOWER);
      const twisted = (mixed >> 1n) ^ ((mixed & 1n) === 0n ? 0n : MATRIX);
      state[i] = (state[(i + MIDDLE) % WORDS] ?? 0n) ^ twisted;
    }
    position = 0;
  }

  return {
    next() {
      if (position === WORDS) refill();
      let x = state[position++] ?? 0n;
      x ^= (x >> 29n) & 0x5555_5555_5555_5555n;
      x ^= (x << 17n) & 0x71d6_7fff_eda6_0000n;
      x ^= (x << 37n) & 0xfff7_eee0_0000_0000n;
      x ^= x >> 43n;
      return x;
    },
  };
}

/**
 * Portable uniform draw in [0, limit): rejects the uneven tail, then divides (does not take the remainder).
 *
 * @throws RangeError when limit is not an integer of at least 1
 * Vectors: vectors/swarm-mapping.json `uniform`.
 */
export function boundedDraw(rng: ConsensusRng, limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError(`limit: expected 1.., got ${limit}`);
  const n = BigInt(limit);
  const secure = MASK_64 - (MASK_64 % n);
  const bucket = secure / n;
  for (;;) {
    const x = rng.next();
    if (x < secure) return Number(x / bucket);
  }
}

/** Shuffles a copy: for i = 1 .. n-1 swaps items i and `boundedDraw(i + 1)`. */
export function shuffle<T>(items: readonly T[], rng: ConsensusRng): T[] {
  const shuffled = [...items];
  for (let i = 1; i < shuffled.length; i++) {
    const j = boundedDraw(rng, i + 1);
    const a = shuffled[i] as T; // both indexes are below the length
    shuffled[i] = shuffled[j] as T;
    shuffled[j] = a;
  }
  return shuffled;
}
