"use client";

import { formatExactTime, formatRelativeTime } from "@session/ui";
import { useNowMs } from "../live/NowProvider.tsx";
import { useHydrated } from "./use-hydrated.ts";

/** A moment as distance from now, exact on hover; older than a day it is written out. */
export function Age({ unixSeconds }: { readonly unixSeconds: number }) {
  const nowMs = useNowMs();
  const zone = useZone();
  const atMs = unixSeconds * 1_000;
  return (
    <time dateTime={isoTime(atMs)} title={exact(atMs, zone)}>
      {formatRelativeTime(atMs, nowMs, zone)}
    </time>
  );
}

/** A moment written out, in the reader's own zone as soon as that is known. */
export function Moment({ unixSeconds }: { readonly unixSeconds: number }) {
  const zone = useZone();
  const atMs = unixSeconds * 1_000;
  return (
    <time dateTime={isoTime(atMs)} title={isoTime(atMs)}>
      {exact(atMs, zone)}
    </time>
  );
}

function useZone(): { timeZone?: string } {
  return useHydrated() ? {} : { timeZone: "UTC" };
}

function exact(atMs: number, zone: { timeZone?: string }): string {
  return `${formatExactTime(atMs, zone)}${zone.timeZone ? ` ${zone.timeZone}` : ""}`;
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
