declare const brand: unique symbol;

/** Unsigned 64-bit swarm ID, 0 to 2^64 - 2. */
export type SwarmId = bigint & { readonly [brand]: "SwarmId" };

/** Stands for "in no swarm" on the wire; not a swarm ID. */
export const UNASSIGNED_SWARM = 0xffff_ffff_ffff_ffffn;
/** 2^64 - 2; the number above it means "in no swarm". */
export const MAX_SWARM_ID = 0xffff_ffff_ffff_fffen;

/** @throws RangeError when the value is not a valid swarm ID */
export function swarmId(value: bigint): SwarmId {
  if (value < 0n || value > MAX_SWARM_ID) throw new RangeError(`swarm ID: expected 0..2^64-2, got ${value}`);
  return value as SwarmId; // the check is what the brand stands for
}

/** Lower-case hex without `0x` or padding, as `get_swarm` writes it; null gives ffffffffffffffff. */
export function swarmIdHex(id: SwarmId | null): string {
  return (id ?? UNASSIGNED_SWARM).toString(16);
}
