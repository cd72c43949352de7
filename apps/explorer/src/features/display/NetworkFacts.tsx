"use client";

import { createContext, type ReactNode, useContext } from "react";
import { type NetworkFacts, UNKNOWN_FACTS } from "./network-facts.ts";

const FactsContext = createContext<NetworkFacts>(UNKNOWN_FACTS);

export function NetworkFactsProvider({
  facts,
  children,
}: {
  readonly facts: NetworkFacts;
  readonly children: ReactNode;
}) {
  return <FactsContext value={facts}>{children}</FactsContext>;
}

export function useNetworkFacts(): NetworkFacts {
  return useContext(FactsContext);
}
