import { DecodeError } from "@session/protocol/errors";
import { accountIdBytes, parseMailboxId } from "@session/protocol/identity";
import { nearestSwarm, swarmId, swarmSpace } from "@session/protocol/swarm";

export type AccountPlace =
  | { readonly kind: "empty" }
  | { readonly kind: "malformed"; readonly reason: string }
  | { readonly kind: "noSwarm"; readonly position: bigint }
  | { readonly kind: "found"; readonly position: bigint; readonly swarmIdHex: string };

const TEXT_MAX = 100;

/**
 * Which swarm holds an account's messages. Runs where it is called, here in the browser: the ID is sent nowhere.
 * Spec: docs/spec/swarms-and-testing.md section 1.
 */
export function locateAccount(text: string, swarmIdsHex: readonly string[]): AccountPlace {
  const typed = text.replace(/\s+/g, "");
  if (typed === "") return { kind: "empty" };
  if (typed.length > TEXT_MAX)
    return { kind: "malformed", reason: "That is too long: an account ID has 66 characters." };
  if (!/^[0-9a-f]*$/i.test(typed))
    return {
      kind: "malformed",
      reason: "An account ID has only the digits 0 to 9 and the letters a to f.",
    };
  if (typed.length !== 66)
    return { kind: "malformed", reason: `An account ID has 66 characters; this has ${typed.length}.` };
  try {
    const position = swarmSpace(accountIdBytes(parseMailboxId(typed)));
    const sorted = swarmIdsHex.map((hex) => swarmId(BigInt(`0x${hex}`))).sort((a, b) => (a < b ? -1 : 1));
    const nearest = nearestSwarm(position, sorted);
    return nearest === null
      ? { kind: "noSwarm", position }
      : { kind: "found", position, swarmIdHex: nearest.toString(16).padStart(16, "0") };
  } catch (error) {
    if (error instanceof DecodeError) return { kind: "malformed", reason: error.message };
    throw error;
  }
}
