"use client";

import { useQuery } from "@tanstack/react-query";
import { useApi } from "./ApiProvider.tsx";
import type { Api } from "./api.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { Loaded } from "./load.ts";

/** One part of a page as it stands now. */
export interface Part<T> {
  /** The newest answer; absent while there was none. */
  readonly value: T | undefined;
  /** Why the newest question has no answer; an older `value` may still be there. */
  readonly failure: Failure | undefined;
  /** When `value` was received, in ms since the epoch. */
  readonly atMs: number;
  readonly isAsking: boolean;
  retry(): void;
}

/**
 * Starts from what the server found and is renewed by the live stream.
 *
 * @param key names the question, with every parameter it depends on
 */
export function usePart<T>(
  key: readonly unknown[],
  question: (api: Api, signal: AbortSignal) => Promise<T>,
  initial: Loaded<T>,
): Part<T> {
  const api = useApi();
  const query = useQuery<T>({
    queryKey: key,
    queryFn: ({ signal }) => question(api, signal),
    ...(initial.ok ? { initialData: initial.value, initialDataUpdatedAt: initial.atMs } : {}),
  });
  const serverFailure = query.data === undefined && !initial.ok ? initial.failure : undefined;
  return {
    value: query.data,
    failure: query.error ? failureOf(query.error) : serverFailure,
    atMs: query.dataUpdatedAt,
    isAsking: query.isFetching,
    retry: () => void query.refetch(),
  };
}
