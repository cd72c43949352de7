/** What never changes while the network runs; null where the API did not answer when the page was made. */
export interface NetworkFacts {
  readonly chainId: number | null;
  /** Symbol of the token. */
  readonly unit: string | null;
  readonly decimals: number;
}

export const UNKNOWN_FACTS: NetworkFacts = { chainId: null, unit: null, decimals: 9 };
