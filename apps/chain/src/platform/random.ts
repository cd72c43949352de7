import { randomBytes, randomInt } from "node:crypto";
import type { Random } from "@session/protocol/ports";

/** The operating system's random numbers; a fork is as good as the whole. */
export function createSystemRandom(): Random {
  const random: Random = {
    secure: (length) => Uint8Array.from(randomBytes(length)),
    below: (limit) => randomInt(limit),
    fork: () => random,
  };
  return random;
}
