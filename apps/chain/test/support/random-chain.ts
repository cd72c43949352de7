import { createScriptedChain, type ScriptedChain, type ScriptedEvent } from "@session/testkit/fakes";
import { fixtureNode, registerNode } from "@session/testkit/fixtures";

/** What a contract would know about a node. */
interface ModelNode {
  readonly nodeId: number;
  /** In the block being made. */
  isNew: boolean;
  state: "active" | "decommissioned" | "left";
  isUnlocking: boolean;
  isWithdrawn: boolean;
}

interface Model {
  readonly nodes: readonly ModelNode[];
  readonly accumulator: bigint;
}

/** A scripted chain on which every event makes sense, as the contract guarantees; reorgs take the model back too. */
export interface RandomChain {
  readonly chain: ScriptedChain;
  /** One block; `dice` decides what happens in it. */
  grow(dice: readonly number[]): void;
  reorg(depth: number): void;
}

const NODES_MAX = 20;

export function createRandomChain(): RandomChain {
  const chain = createScriptedChain();
  /** The model after each block. */
  const history: Model[] = [{ nodes: [], accumulator: 0n }];
  const present = (): Model => history.at(-1) ?? { nodes: [], accumulator: 0n };
  return {
    chain,
    grow(dice) {
      const nodes = present().nodes.map((node) => ({ ...node, isNew: false }));
      let { accumulator } = present();
      const events: ScriptedEvent[] = [];
      for (const die of dice) {
        const made = happen(nodes, accumulator, die);
        accumulator = made.accumulator;
        events.push(...made.events);
      }
      chain.append(events);
      history.push({ nodes, accumulator });
    },
    reorg(depth) {
      const possible = Math.min(depth, chain.blocks.length);
      if (possible === 0) return;
      chain.reorg(possible);
      history.length -= possible;
    },
  };
}

function happen(
  nodes: ModelNode[],
  accumulator: bigint,
  die: number,
): { accumulator: bigint; events: readonly ScriptedEvent[] } {
  const node = nodes[Math.floor(die / 10) % Math.max(1, nodes.length)];
  const events = (...list: ScriptedEvent[]) => ({ accumulator, events: list });
  if (die % 10 < 3 || node === undefined) {
    if (nodes.length >= NODES_MAX) return events();
    const fixture = fixtureNode(nodes.length + 1);
    nodes.push({
      nodeId: fixture.nodeId,
      isNew: true,
      state: "active",
      isUnlocking: false,
      isWithdrawn: false,
    });
    return events(...registerNode(fixture));
  }
  const { nodeId } = node;
  const staker = fixtureNode(nodeId).operator;
  switch (die % 10) {
    case 3: {
      const next = accumulator + BigInt(die + 1);
      return {
        accumulator: next,
        events: [{ type: "Accrued", amountAtomic: 1n, accumulator: next, remainder: BigInt(die), active: 1 }],
      };
    }
    case 4:
      if (node.state !== "active") return events();
      node.state = "decommissioned";
      return events({ type: "NodeDecommissioned", nodeId, epoch: 1, reasons: die % 512, creditSeconds: 30 });
    case 5:
      if (node.state !== "decommissioned") return events();
      node.state = "active";
      return events({ type: "NodeRecommissioned", nodeId, epoch: 2, creditSeconds: 3 });
    case 6:
      if (node.state === "left" || node.isUnlocking) return events();
      node.isUnlocking = true;
      return events({ type: "UnlockRequested", nodeId, by: staker, unlockAtSeconds: 1_800_000_000 + die });
    case 7:
      // The unlock delay keeps a node from leaving in the block it came in.
      if (node.state === "left" || node.isNew) return events();
      node.state = "left";
      return events({ type: "NodeExited", nodeId });
    case 8:
      if (node.state !== "left" || node.isWithdrawn) return events();
      node.isWithdrawn = true;
      return events({ type: "StakeWithdrawn", nodeId, staker, amountAtomic: 25_000_000_000_000n });
    default:
      return events({
        type: "RewardsClaimed",
        nodeId,
        staker,
        beneficiary: staker,
        amountAtomic: BigInt(die),
      });
  }
}
