/** Where proofs can be fetched when we missed them: nodes and other indexers. */
export interface ProofSource {
  /**
   * `GET <seed>/uptime_proofs/v1?since=`: a proof list body of at most 1 MB.
   * @throws SessionError seed_unreachable (retryable)
   */
  fetch(seedUrl: string, sinceSeconds: number, signal: AbortSignal): Promise<Uint8Array>;
}
