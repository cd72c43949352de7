import type { MailboxId } from "@session/protocol/identity";
import type { Clock } from "@session/protocol/ports";

/** One mailbox whose news a held request waits for. */
export interface Mailbox {
  readonly account: MailboxId;
  readonly namespace: number;
}

export const HELD_PER_ACCOUNT_MAX = 16;
export const HELD_PER_NODE_MAX = 4_096;

/** Requests that wait for a message (docs/spec/storage-rpc.md section 9.1). */
export interface HeldRequests {
  /**
   * Starts listening to the mailboxes, before they are read, so that no message falls between reading and
   * waiting.
   * @returns undefined when too many requests are held already
   */
  hold(mailboxes: readonly Mailbox[]): HeldRequest | undefined;
  /** A new message is in this mailbox. */
  notify(mailbox: Mailbox): void;
  /** Ends every wait and lets nobody wait any more. */
  stop(): void;
  count(): number;
}

export interface HeldRequest {
  /** Resolves at the first message since `hold`, or after the time, or when the signal aborts. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
  release(): void;
}

export function createHeldRequests(ports: { readonly clock: Clock }): HeldRequests {
  const byMailbox = new Map<string, Set<() => void>>();
  const perAccount = new Map<MailboxId, number>();
  const releases = new Set<() => void>();
  let isStopped = false;

  function countAccounts(accounts: ReadonlySet<MailboxId>, change: 1 | -1): void {
    for (const account of accounts) {
      const count = (perAccount.get(account) ?? 0) + change;
      if (count === 0) perAccount.delete(account);
      else perAccount.set(account, count);
    }
  }

  return {
    hold(mailboxes) {
      const accounts = new Set(mailboxes.map(({ account }) => account));
      const isFull = [...accounts].some((account) => (perAccount.get(account) ?? 0) >= HELD_PER_ACCOUNT_MAX);
      if (isStopped || isFull || releases.size >= HELD_PER_NODE_MAX) return undefined;
      const woken = new AbortController();
      const wake = () => woken.abort();
      const keys = mailboxes.map(mailboxKey);
      for (const key of keys) byMailbox.set(key, (byMailbox.get(key) ?? new Set()).add(wake));
      countAccounts(accounts, 1);
      releases.add(wake);
      return {
        async wait(timeoutMs, signal) {
          const either = AbortSignal.any([woken.signal, signal]);
          try {
            await ports.clock.sleep(timeoutMs, either);
          } catch (error) {
            if (!either.aborted) throw error;
          }
        },
        release() {
          if (!releases.delete(wake)) return;
          countAccounts(accounts, -1);
          for (const key of keys) {
            const listeners = byMailbox.get(key);
            listeners?.delete(wake);
            if (listeners?.size === 0) byMailbox.delete(key);
          }
        },
      };
    },
    notify(mailbox) {
      for (const wake of byMailbox.get(mailboxKey(mailbox)) ?? []) wake();
    },
    stop() {
      isStopped = true;
      for (const wake of releases) wake();
    },
    count: () => releases.size,
  };
}

function mailboxKey({ account, namespace }: Mailbox): string {
  return `${account}/${namespace}`;
}
