/** The right to run the account in this tab. */
export interface Hold {
  /** Resolves when the right was taken away by force. */
  readonly lost: Promise<void>;
  /** Gives the right back. Idempotent. */
  release(): void;
}

/** Sees to it that one tab at a time runs the account, so that nothing is polled, sent or written twice. */
export interface AccountLock {
  /** Takes the right if nobody has it. */
  tryHold(): Promise<Hold | undefined>;
  /** Waits in line for the right. Rejects when `signal` aborts. */
  waitForHold(signal: AbortSignal): Promise<Hold>;
  /** Takes the right away from whoever has it. */
  steal(): Promise<Hold>;
  /** Asks the tab that has the right to finish and release it. */
  askToLeave(): void;
  /** Called when another tab asks, until the returned function is called. */
  onAsked(listener: () => void): () => void;
}
