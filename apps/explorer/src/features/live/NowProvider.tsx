"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { browserClock } from "../../platform/browser-clock.ts";

const NowContext = createContext<number | undefined>(undefined);

/** One ticking clock for all ages on screen. It starts at the server's time, so that both render the same text. */
export function NowProvider({ nowMs, children }: { readonly nowMs: number; readonly children: ReactNode }) {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    const stop = new AbortController();
    async function tick() {
      while (!stop.signal.aborted) {
        setNow(browserClock.now());
        await browserClock.sleep(1_000, stop.signal);
      }
    }
    // The only rejection is the abort that ends the loop.
    tick().catch(() => undefined);
    return () => stop.abort();
  }, []);
  return <NowContext value={now}>{children}</NowContext>;
}

/** Milliseconds since the epoch, renewed every second. @throws Error outside of a `NowProvider`: our bug */
export function useNowMs(): number {
  const now = useContext(NowContext);
  if (now === undefined) throw new Error("useNowMs needs a NowProvider around it");
  return now;
}
