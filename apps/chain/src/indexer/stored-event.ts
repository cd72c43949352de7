import type { NetworkEvent } from "@session/protocol/network";

/** An event as JSON holds it: amounts as decimal strings, the rest as it is. */
export type StoredEvent = Readonly<Record<string, unknown>> & { readonly type: NetworkEvent["type"] };

/** Fields that are `bigint` in a NetworkEvent, at any depth; no event uses these names for anything else. */
const AMOUNTS: ReadonlySet<string> = new Set([
  "amountAtomic",
  "requiredAtomic",
  "penaltyAtomic",
  "accumulator",
  "remainder",
]);

export function encodeStoredEvent(event: NetworkEvent): StoredEvent {
  return convert(event, (value) => (typeof value === "bigint" ? value.toString() : value)) as StoredEvent;
}

export function decodeStoredEvent(stored: StoredEvent): NetworkEvent {
  const event = convert(stored, (value, key) =>
    AMOUNTS.has(key) && typeof value === "string" ? BigInt(value) : value,
  );
  return event as unknown as NetworkEvent; // our own table holds only what encodeStoredEvent wrote
}

function convert(value: unknown, leaf: (value: unknown, key: string) => unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item, leaf, key));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, convert(item, leaf, name)]));
  return leaf(value, key);
}

/** Addresses a person may look an event up by. */
export function eventAddresses(event: NetworkEvent): string[] {
  switch (event.type) {
    case "KeysRegistered":
      return [event.operator];
    case "NodeActivated":
      return [
        ...new Set([event.operator, ...event.slots.flatMap((slot) => [slot.staker, slot.beneficiary])]),
      ];
    case "UnlockRequested":
      return [event.by];
    case "StakeWithdrawn":
      return [event.staker];
    case "RewardsClaimed":
      return [...new Set([event.staker, event.beneficiary])];
    case "BeneficiaryChanged":
      return [...new Set([event.staker, event.from, event.to])];
    case "NodeDecommissioned":
    case "NodeRecommissioned":
    case "NodeDeregistered":
    case "NodeExited":
    case "Accrued":
      return [];
    default:
      return event satisfies never;
  }
}
