/** One decoder (or a chain of them) that bytes from the network reach. */
export interface FuzzTarget {
  /** `<folder>/<what>`, unique. */
  readonly name: string;
  /** Share of the inputs: 1 for a decoder of microseconds, less for one that runs a public-key operation. */
  readonly weight: number;
  /** Valid inputs, from which most inputs are made by damaging them. Built once, when the target runs. */
  seeds(): readonly Uint8Array[];
  /**
   * Reads the input. Returns `false` where the reader refuses by its result, anything else where it accepts; throws
   * only what `isRefusal` knows. May go on with what it read: encode it again, check a law.
   */
  run(input: Uint8Array): unknown;
  /** Default: a DecodeError. */
  isRefusal?(error: unknown): boolean;
  /** Why a valid input cut short may be valid; by default it must not be. */
  readonly prefixes?: string;
}

/** A law of a format that an accepted input broke. */
export class LawBroken extends Error {}
