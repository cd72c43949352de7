/** All randomness. */
export interface Random {
  /** Cryptographically secure bytes, for keys and nonces. */
  secure(length: number): Uint8Array;
  /** Uniform integer in [0, limit). */
  below(limit: number): number;
  /** Independent stream for jitter and sampling; stable per label in simulation. */
  fork(label: string): Random;
}
