/** Fast repeatable random numbers for inputs; nothing secret is made of them. */
export interface Prng {
  /** Uniform in 0 .. limit - 1. */
  below(limit: number): number;
  /** True once in `n` times. */
  oneIn(n: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** 1 .. max, small values far more often: uniform in the number of bits. */
  skewed(max: number): number;
}

/** The generator (sfc32) of one input: the same three parts give the same numbers. */
export function prngFor(target: string, seed: number, index: number): Prng {
  let a = hashText(target) | 0;
  let b = seed | 0;
  let c = index | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    oneIn: (n) => below(n) === 0,
    pick: (items) => items[below(items.length)] ?? items[0],
    skewed: (max) => 1 + below(Math.min(max, 2 ** below(Math.ceil(Math.log2(max + 1)) + 1))),
  };
}

/** FNV-1a. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash;
}
