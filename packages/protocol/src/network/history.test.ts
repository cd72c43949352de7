import { describe, expect, test } from "vitest";
import { errorCode } from "../testing/index.ts";
import { emptyNetworkState } from "./empty.ts";
import { applyBlock } from "./fold.ts";
import { rememberState, rewindTo, type StateHistory } from "./history.ts";
import { blockAt, DOMAIN, registered } from "./testing/chain.ts";

function grow(heights: readonly number[], depth: number): StateHistory {
  let state = emptyNetworkState();
  let history: StateHistory = rememberState([], state, depth);
  for (const height of heights) {
    state = applyBlock(state, blockAt(height), DOMAIN);
    history = rememberState(history, state, depth);
  }
  return history;
}

describe("state history", () => {
  test("behaviour: rewinding gives the state at the height, and forgets the later ones", () => {
    const { state, history } = rewindTo(grow([1, 2, 3], 10), { height: 2, hash: blockAt(2).hash });
    expect([state.head.height, history.at(-1)?.head.height]).toEqual([2, 2]);
  });

  test("behaviour: where the block itself is not remembered, the one below is taken", () => {
    const { state } = rewindTo(grow([1, 5], 10), { height: 4, hash: "f".repeat(64) });
    expect(state.head.height).toBe(1);
  });

  test("behaviour: a state of another branch at the same height is passed over", () => {
    const { state } = rewindTo(grow([1, 2], 10), { height: 2, hash: blockAt(2, [], "other").hash });
    expect(state.head.height).toBe(1);
  });

  test("behaviour: a replayed branch equals one that was never left", () => {
    const start = grow([1], 10);
    const wrong = start.at(-1) ?? emptyNetworkState();
    const left = rememberState(start, applyBlock(wrong, blockAt(2, registered(1), "old"), DOMAIN), 10);
    const { state } = rewindTo(left, { height: 1, hash: blockAt(1).hash });
    const again = applyBlock(state, blockAt(2, registered(2), "new"), DOMAIN);
    expect(again).toEqual(applyBlock(wrong, blockAt(2, registered(2), "new"), DOMAIN));
  });

  test("error: deeper than the memory", () => {
    const history = grow([1, 2, 3, 4], 2);
    expect(history).toHaveLength(2);
    expect(errorCode(() => rewindTo(history, { height: 1, hash: blockAt(1).hash }))).toBe("reorg_too_deep");
  });
});
