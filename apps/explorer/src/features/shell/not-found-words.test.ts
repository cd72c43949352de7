import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { notFoundWords } from "./not-found-words.ts";

describe("notFoundWords", () => {
  test("default: says what was looked for", () => {
    expect(notFoundWords("/nodes/99").text).toBe(
      "Looked for a node with the ID 99. None was ever registered.",
    );
    expect(notFoundWords(`/nodes/${"a".repeat(64)}`).title).toBe("No node with this key");
    expect(notFoundWords("/blocks/12345").title).toBe("No block 12345");
  });
  test("behaviour: a name of the wrong form is told apart from one that does not exist", () => {
    expect(notFoundWords("/nodes/hello").title).toBe("Not the name of a node");
    expect(notFoundWords("/blocks/-1").title).toBe("Not the name of a block");
    expect(notFoundWords("/wallets/bob").title).toBe("Not a wallet address");
  });
  test("behaviour: other addresses are named as they came", () => {
    expect(notFoundWords("/nowhere").text).toBe("There is no page at /nowhere.");
    expect(notFoundWords("/nodes/%E0%A4%A").text).toContain("%E0%A4%A");
  });
  test("behaviour: any address gives words of bounded length", () => {
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        const { title, text } = notFoundWords(path);
        expect(title).not.toBe("");
        expect(text.length).toBeLessThan(400);
      }),
    );
  });
});
