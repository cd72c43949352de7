import { type Ed25519PublicKey, ed25519PublicKey } from "../identity/index.ts";

/** Texts that clients and nodes compare, to the letter (docs/spec/onion-requests.md sections 5, 6 and 8). */
export const ONION_TEXT = {
  invalidCiphertext: "Invalid ciphertext",
  invalidJson: "Invalid json",
  invalidUrl: "Invalid url",
  requestTooLarge: "Request body too large",
  relayTimeout: "Request time out",
  invalidRelayReply: "Invalid response from snode",
  pathTooLong: "onion request max path length exceeded",
  destinationNotReady: "Snode not ready",
  parseError: (detail: string): string => `Error parsing onion request: ${detail}`,
  relayParseError: (detail: string): string => `Invalid internal onion request: ${detail}`,
  relayNotReady: (own: Ed25519PublicKey): string => `Snode not ready: ${own}`,
  nextNodeNotFound: (missing: Ed25519PublicKey): string => `Next node not found: ${missing}`,
} as const;

const NEXT_NODE_NOT_FOUND = /^Next node not found: ([0-9a-fA-F]{64})\s*$/;

/** The node that a hop could not find, if that is what an error body says. */
export function missingNextNode(body: string): Ed25519PublicKey | undefined {
  const key = NEXT_NODE_NOT_FOUND.exec(body)?.[1];
  return key === undefined ? undefined : ed25519PublicKey(key);
}
