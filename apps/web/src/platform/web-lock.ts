import type { AccountLock, Hold } from "../worker/account-lock.ts";

/**
 * An `AccountLock` on the browser's lock manager. Pages that are not served securely have none; there every tab holds
 * at once, as nothing could keep them apart.
 */
export function createWebLock(name: string, locks: LockManager | undefined): AccountLock {
  const channel = new BroadcastChannel(name);

  function request(options: LockOptions): Promise<Hold | undefined> {
    if (!locks) return Promise.resolve({ lost: new Promise<void>(() => {}), release: () => {} });
    return new Promise((resolve, reject) => {
      let isHeld = false;
      let isLost = (): void => {};
      const lost = new Promise<void>((resolveLost) => {
        isLost = resolveLost;
      });
      locks
        .request(name, options, (lock) => {
          if (!lock) {
            resolve(undefined);
            return undefined;
          }
          isHeld = true;
          return new Promise<void>((release) => resolve({ lost, release }));
        })
        .catch((error: unknown) => {
          // A request that ends by rejection was stolen from when it was held, and aborted when it was not.
          if (isHeld) isLost();
          else reject(error);
        });
    });
  }

  const expectHold = async (options: LockOptions): Promise<Hold> => {
    const hold = await request(options);
    if (!hold) throw new Error("the lock manager answered without a lock");
    return hold;
  };

  return {
    tryHold: () => request({ ifAvailable: true }),
    waitForHold: (signal) => expectHold({ signal }),
    steal: () => expectHold({ steal: true }),
    askToLeave: () => channel.postMessage("leave"),
    onAsked(listener) {
      channel.addEventListener("message", listener);
      return () => channel.removeEventListener("message", listener);
    },
  };
}
