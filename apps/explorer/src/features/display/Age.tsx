"use client";

import { formatExactTime } from "@session/ui";
import { useNowMs } from "../live/NowProvider.tsx";
import { ageInWords, elapsedInWords } from "./age-words.ts";
import { useHydrated } from "./use-hydrated.ts";

/** A moment as distance from now, exact on hover; older than a day it is written out. */
export function Age({ unixSeconds }: { readonly unixSeconds: number }) {
  const nowMs = useNowMs();
  const zone = useZone();
  const atMs = unixSeconds * 1_000;
  return (
    <time dateTime={isoTime(atMs)} title={exact(atMs, zone)}>
      {ageInWords(atMs, nowMs, zone)}
    </time>
  );
}

/** How long something has lasted, exact start on hover. */
export function Elapsed({ fromSeconds }: { readonly fromSeconds: number }) {
  const nowMs = useNowMs();
  const zone = useZone();
  const atMs = fromSeconds * 1_000;
  return (
    <time dateTime={isoTime(atMs)} title={`since ${exact(atMs, zone)}`}>
      {elapsedInWords(atMs, nowMs).replaceAll(" ", "\u00a0")}
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
