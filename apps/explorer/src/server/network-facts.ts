import { type NetworkFacts, UNKNOWN_FACTS } from "../features/display/network-facts.ts";
import { ask } from "./api.ts";

/** The chain and the token's name, or that they are not known now. */
export async function readNetworkFacts(): Promise<NetworkFacts> {
  const answer = await ask((api) => api.network.deployment.query());
  if (!answer.ok) return UNKNOWN_FACTS;
  const { deployment, token } = answer.value;
  return { chainId: deployment.chainId, unit: token.symbol, decimals: token.decimals };
}
