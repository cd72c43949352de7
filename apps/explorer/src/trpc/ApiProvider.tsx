"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { type Api, createApi } from "./api.ts";

const ApiContext = createContext<Api | undefined>(undefined);

/** Unused answers are dropped after this time: the live stream renews only what is on screen. */
const KEEP_UNUSED_MS = 30_000;

/** Gives everything inside the API as the browser reaches it, and the cache of its answers. */
export function ApiProvider({ url, children }: { readonly url: string; readonly children: ReactNode }) {
  const api = useMemo(() => createApi(url), [url]);
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            staleTime: Number.POSITIVE_INFINITY,
            gcTime: KEEP_UNUSED_MS,
            retry: false,
            refetchOnWindowFocus: false,
            refetchOnReconnect: false,
            networkMode: "always",
          },
        },
      }),
  );
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ApiContext>
  );
}

/** @throws Error outside of an `ApiProvider`: our bug */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error("useApi needs an ApiProvider around it");
  return api;
}
