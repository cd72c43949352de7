import { describe, expect, test } from "vitest";
import { fixtureNode, registerNode } from "../fixtures/nodes.ts";
import { createScriptedChain } from "./scripted-chain.ts";

describe("ScriptedChain", () => {
  test("behaviour: a block may be delivered twice", async () => {
    const chain = createScriptedChain();
    const block = chain.append(registerNode(fixtureNode(1)));
    chain.repeatNext(1);
    const iterator = chain.follow(undefined, new AbortController().signal)[Symbol.asyncIterator]();
    const twice = [(await iterator.next()).value, (await iterator.next()).value];
    expect(twice).toEqual([block, block]);
  });

  test("behaviour: a reorg leads back to the block both branches share", async () => {
    const chain = createScriptedChain();
    const kept = chain.append();
    const gone = chain.append();
    chain.reorg(1);
    const replacement = chain.append();
    expect(replacement.hash).not.toBe(gone.hash);
    const iterator = chain.follow(gone, new AbortController().signal)[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toEqual({
      kind: "reorg",
      to: { height: kept.height, hash: kept.hash },
    });
    expect((await iterator.next()).value).toEqual(replacement);
  });

  test("behaviour: hashes are distinct, repeatable and 64 hex digits", () => {
    const hashes = () => {
      const chain = createScriptedChain();
      return Array.from({ length: 50 }, () => chain.append().hash);
    };
    expect(hashes()).toEqual(hashes());
    expect(new Set(hashes().map((hash) => hash.slice(0, 16))).size).toBe(50);
    expect(hashes().every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
  });

  test("error: more blocks than there are cannot be undone", () => {
    expect(() => createScriptedChain().reorg(1)).toThrow(RangeError);
  });
});
