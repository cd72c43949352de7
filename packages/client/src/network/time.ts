import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { Clock } from "@session/protocol/ports";

/** Times before 2021 come from broken clocks. Spec: storage-rpc.md 2.4. */
const EARLIEST_MS = 1_609_419_600_000;
const SAMPLES_MAX = 9;

/** The network's idea of time, learnt from the `t` of answers. */
export interface NetworkTime {
  /** Network time now, ms. */
  nowMs(): number;
  /** Time of this node now, where it told us; else network time. */
  nowMsAt(node: Ed25519PublicKey): number;
  /** Network time minus device time: the median over the nodes heard last, so that one liar moves nothing. */
  offsetMs(): number;
  /** Takes the `t` of an answer that has just arrived. Implausible values are ignored. */
  observe(node: Ed25519PublicKey, t: unknown): void;
}

export function createNetworkTime(clock: Clock): NetworkTime {
  const offsets = new Map<Ed25519PublicKey, number>();

  function offsetMs(): number {
    const sorted = [...offsets.values()].sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    const upper = sorted[middle] ?? 0;
    return sorted.length % 2 === 1 ? upper : Math.round((upper + (sorted[middle - 1] ?? 0)) / 2);
  }

  return {
    offsetMs,
    nowMs: () => clock.now() + offsetMs(),
    nowMsAt: (node) => clock.now() + (offsets.get(node) ?? offsetMs()),
    observe(node, t) {
      if (typeof t !== "number" || !Number.isSafeInteger(t) || t <= EARLIEST_MS) return;
      offsets.delete(node);
      offsets.set(node, t - clock.now());
      for (const oldest of offsets.keys()) {
        if (offsets.size <= SAMPLES_MAX) break;
        offsets.delete(oldest);
      }
    },
  };
}
