import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from "@trpc/client";
import type { AppRouter } from "./types.ts";

export type Api = TRPCClient<AppRouter>;

/** Longer than any answer should take; a page without this part is better than no page. */
const TIMEOUT_MS = 6_000;

/**
 * The indexer's API as a typed client. Every question is its own request, so that a failing or slow one takes
 * nothing else with it.
 *
 * @param baseUrl without a trailing slash
 */
export function createApi(baseUrl: string): Api {
  const url = `${baseUrl}/trpc`;
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url }),
        false: httpLink({
          url,
          fetch: (input, init) => {
            const timeout = AbortSignal.timeout(TIMEOUT_MS);
            const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
            return fetch(input, { ...init, signal, cache: "no-store" } as RequestInit); // the link's init is a subset
          },
        }),
      }),
    ],
  });
}
