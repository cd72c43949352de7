// The valid phrases are those of the account vectors (session.js-client:test/keypair.test.ts).
import { describe, expect, test } from "vitest";
import { checkPhrase } from "./phrase-input.ts";

const VALID = Array.from({ length: 13 }, () => "session").join(" ");

describe("checkPhrase", () => {
  test("default: 13 words that fit together", () => {
    expect(checkPhrase(VALID, true)).toEqual({ kind: "valid", phrase: VALID });
    expect(checkPhrase(VALID, false)).toEqual({ kind: "valid", phrase: VALID });
  });
  test("behaviour: extra spaces, line breaks and capitals are forgiven", () => {
    const messy = `\n ${VALID.replaceAll(" ", "\n  ").toUpperCase()} \t`;
    expect(checkPhrase(messy, true)).toEqual({ kind: "valid", phrase: VALID });
  });
  test("error: too few words are counted once the user is done", () => {
    expect(checkPhrase("session session", true)).toEqual({ kind: "tooFew", count: 2 });
    expect(checkPhrase(VALID.slice(8), true)).toEqual({ kind: "tooFew", count: 12 });
  });
  test("error: an unknown word is named with its place", () => {
    const words = VALID.split(" ").with(4, "qqqq");
    expect(checkPhrase(words.join(" "), true)).toEqual({ kind: "unknownWord", word: "qqqq", position: 5 });
  });
  test("error: known words that do not fit together", () => {
    expect(checkPhrase(VALID.split(" ").with(12, "love").join(" "), true)).toEqual({ kind: "checksum" });
  });
  test("error: too many words", () => {
    expect(checkPhrase(`${VALID} session`, true)).toEqual({ kind: "tooMany", count: 14 });
  });
  test("behaviour: while typing, neither the number nor the open word is judged", () => {
    expect(checkPhrase("session qq", false)).toEqual({ kind: "typing", count: 2 });
    expect(checkPhrase("session qq ", false)).toEqual({ kind: "unknownWord", word: "qq", position: 2 });
    expect(checkPhrase(" ", false)).toEqual({ kind: "empty" });
  });
  test("behaviour: an endless word is shown shortened", () => {
    const check = checkPhrase(`${"q".repeat(500)} session`, true);
    expect(check).toEqual({ kind: "unknownWord", word: `${"q".repeat(24)}…`, position: 1 });
  });
});
