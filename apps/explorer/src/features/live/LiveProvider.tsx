"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useReducer, useState } from "react";
import { browserClock } from "../../platform/browser-clock.ts";
import { useApi } from "../../trpc/ApiProvider.tsx";
import type { Stamp } from "../../trpc/types.ts";
import { runLiveConnection } from "./live-connection.ts";
import { initialLiveState, type LiveState, reduceLive } from "./live-state.ts";
import { createRenewal } from "./renewal.ts";

export interface Live extends LiveState {
  pause(): void;
  resume(): void;
  /** Opens the stream again at once. */
  retry(): void;
}

const LiveContext = createContext<Live | undefined>(undefined);

/** Keeps every part on screen as new as the index, or says that it cannot. */
export function LiveProvider({
  stamp,
  isAnswering,
  children,
}: {
  readonly stamp: Stamp | null;
  /** Whether the API answered while the page was made. */
  readonly isAnswering: boolean;
  readonly children: ReactNode;
}) {
  const api = useApi();
  const queries = useQueryClient();
  const [state, dispatch] = useReducer(reduceLive, undefined, () => initialLiveState(stamp, isAnswering));
  const [attempt, setAttempt] = useState(0);
  const isPaused = state.mode === "paused";

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt means a new connection
  useEffect(() => {
    if (isPaused) return;
    const stop = new AbortController();
    const renewal = createRenewal(
      { renew: () => queries.invalidateQueries(undefined, { cancelRefetch: false }) },
      { clock: browserClock },
      stop.signal,
    );
    const onVisible = () => renewal.allow(document.visibilityState === "visible");
    onVisible();
    document.addEventListener("visibilitychange", onVisible, { signal: stop.signal });
    void runLiveConnection(
      { onAction: dispatch, onChange: renewal.want },
      { api, clock: browserClock },
      stop.signal,
    );
    return () => stop.abort();
  }, [api, queries, isPaused, attempt]);

  const live = useMemo<Live>(
    () => ({
      ...state,
      pause: () => dispatch({ type: "paused" }),
      resume: () => dispatch({ type: "resumed" }),
      retry: () => setAttempt((count) => count + 1),
    }),
    [state],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** @throws Error outside of a `LiveProvider`: our bug */
export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive needs a LiveProvider around it");
  return live;
}
