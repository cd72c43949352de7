import type { AccountLock, Hold } from "../worker/account-lock.ts";

interface Holder {
  readonly release: () => void;
  readonly takeAway: () => void;
}

/** One lock that several tabs share, without a browser. `deaf` tabs do not hear that they are asked to leave. */
export function memoryLocks(): (options?: { readonly deaf?: boolean }) => AccountLock {
  let holder: Holder | undefined;
  const line: ((hold: Hold) => void)[] = [];
  const asked = new Set<() => void>();

  function give(): Hold {
    let takeAway = (): void => {};
    const lost = new Promise<void>((resolve) => {
      takeAway = resolve;
    });
    const mine: Holder = {
      takeAway,
      release() {
        if (holder !== mine) return;
        holder = undefined;
        line.shift()?.(give());
      },
    };
    holder = mine;
    return { lost, release: mine.release };
  }

  return ({ deaf = false } = {}) => ({
    tryHold: () => Promise.resolve(holder ? undefined : give()),
    waitForHold: (signal) =>
      new Promise((resolve, reject) => {
        if (!holder) return resolve(give());
        line.push(resolve);
        signal.addEventListener("abort", () => {
          const place = line.indexOf(resolve);
          if (place < 0) return;
          line.splice(place, 1);
          reject(signal.reason);
        });
      }),
    steal() {
      holder?.takeAway();
      return Promise.resolve(give());
    },
    askToLeave() {
      for (const listener of asked) listener();
    },
    onAsked(listener) {
      if (!deaf) asked.add(listener);
      return () => asked.delete(listener);
    },
  });
}
