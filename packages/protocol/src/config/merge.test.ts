import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { btSet } from "../bt/index.ts";
import { hexDecode, hexEncode, latin1Decode, latin1Encode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { bytes, loadVector } from "../testing/index.ts";
import { settleConfigData } from "./data.ts";
import { type MergeResult, mergeConfigMessages } from "./merge.ts";
import {
  type ConfigMessage,
  compareVersions,
  deriveNextMessage,
  EMPTY_MESSAGE,
  parseConfigMessage,
  sealConfigMessage,
} from "./message.ts";
import { configDicts } from "./testing/arbitraries.ts";
import type { ConfigDict, ConfigValue } from "./tree.ts";

interface MergeCase {
  readonly name: string;
  readonly kind: string;
  readonly configs: readonly string[];
  readonly options: { readonly pk?: string; readonly sk?: string };
  readonly serialized: string;
  readonly seqno: number;
  readonly hash: string;
  readonly usedIndex: number;
  readonly invalid: readonly { readonly index: number; readonly error: string }[];
}
const cases = loadVector<{ readonly cases: readonly MergeCase[] }>("config-merge").cases.filter(
  ({ kind }) => kind === "merge",
);

const NOTHING = new Map();

function sealResult(
  result: MergeResult & { readonly kind: "merged" },
  signerSeed?: Uint8Array,
): ConfigMessage {
  const pending = { ...result, base: result.data, unknown: NOTHING };
  return sealConfigMessage(pending, signerSeed === undefined ? {} : { signerSeed });
}

/** The message that a set of messages comes down to. */
function merged(messages: readonly ConfigMessage[]): ConfigMessage {
  const result = mergeConfigMessages(messages);
  return result.kind === "merged" ? sealResult(result) : (messages[result.index] ?? EMPTY_MESSAGE);
}

describe("vectors/config-merge.json", () => {
  test.each(cases)("default: $name", ({ configs, options, serialized, seqno, hash, usedIndex, invalid }) => {
    const verifier = options.pk === undefined ? {} : { verifierEd25519: hexDecode(options.pk) };
    const signerSeed = options.sk === undefined ? undefined : hexDecode(options.sk).subarray(0, 32);
    const bad: number[] = [];
    const valid = configs.flatMap((config, index) => {
      try {
        return [parseConfigMessage(hexDecode(config), verifier)];
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
        bad.push(index);
        return [];
      }
    });
    expect(bad).toEqual(invalid.map(({ index }) => index));
    const readOnly = options.pk !== undefined && signerSeed === undefined;
    const result = mergeConfigMessages(valid, { readOnly });
    expect(result.kind === "used" ? result.index : -1).toBe(usedIndex); // counted without the invalid ones
    const message = result.kind === "used" ? valid[result.index] : sealResult(result, signerSeed);
    if (message === undefined) throw new Error("expected a message");
    expect(hexEncode(message.bytes)).toBe(serialized);
    expect(hexEncode(message.hash)).toBe(hash);
    expect(message.seqno).toBe(seqno);
  });
});

describe("mergeConfigMessages", () => {
  /** Descendants of a common message: each writer makes one to three changes on top of it. */
  const concurrent = fc
    .tuple(
      configDicts,
      fc.array(fc.array(configDicts, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 6 }),
    )
    .map(([base, writers]) => {
      const parent = sealConfigMessage({ ...deriveNextMessage(EMPTY_MESSAGE), data: base });
      return writers.map((versions) =>
        versions.reduce(
          (message, data) => sealConfigMessage({ ...deriveNextMessage(message), data }),
          parent,
        ),
      );
    });

  test("behaviour: commutative and idempotent: order and repetition of the messages do not show", () => {
    fc.assert(
      fc.property(
        concurrent.chain((messages) =>
          fc.tuple(
            fc.constant(messages),
            fc.shuffledSubarray([...messages, ...messages], {
              minLength: messages.length * 2,
            }),
          ),
        ),
        ([messages, shuffled]) => {
          expect(merged(shuffled).bytes).toEqual(merged(messages).bytes);
        },
      ),
    );
  });
  test("behaviour: absorbing: merging the outcome with any of its inputs gives the outcome", () => {
    fc.assert(
      fc.property(concurrent, fc.nat(), (messages, pick) => {
        const outcome = merged(messages);
        const input = messages[pick % messages.length] ?? outcome;
        expect(merged([input, outcome]).bytes).toEqual(outcome.bytes);
      }),
    );
  });
  // Where a whole dict or set disappears, grouping may show, as in the reference: its removal takes with it what others
  // put there, but not what an earlier merge had already brought together.
  const lasting = fc
    .record({
      text: fc.option(bytes({ max: 2 })),
      number: fc.option(fc.bigInt({ min: 0n, max: 3n })),
      set: fc.array(fc.bigInt({ min: 1n, max: 4n })),
      nested: fc.option(fc.bigInt({ min: 0n, max: 3n })),
    })
    .map(({ text, number, set, nested }) =>
      settleConfigData(
        new Map<string, ConfigValue>([
          ...(text === null ? [] : [["t", text] as const]),
          ...(number === null ? [] : [["n", number] as const]),
          ["s", btSet([0n, ...set])],
          ["d", new Map([["", 0n], ...(nested === null ? [] : [["x", nested] as const])])],
        ]),
        NOTHING,
      ),
    );
  test("behaviour: associative: data does not depend on how concurrent messages are grouped", () => {
    fc.assert(
      fc.property(lasting, lasting, lasting, lasting, (base, ...versions) => {
        const parent = sealConfigMessage({ ...deriveNextMessage(EMPTY_MESSAGE), data: base });
        const seal = (data: ConfigDict): ConfigMessage =>
          sealConfigMessage({ ...deriveNextMessage(parent), data });
        const [a, b, c] = [seal(versions[0]), seal(versions[1]), seal(versions[2])];
        const together = merged([a, b, c]).data;
        expect(merged([merged([a, b]), c]).data).toEqual(together);
        expect(merged([a, merged([b, c])]).data).toEqual(together);
      }),
    );
  });
  test("behaviour: where several carry the same earlier change, the highest provides its value", () => {
    const row = `li8e32:${"h".repeat(32)}d1:k0:ee`;
    const messages = [1, 2, 3].map((value) =>
      parseConfigMessage(latin1Encode(`d1:#i9e1:&d1:ki${value}ee1:<l${row}e1:=dee`)),
    );
    const [highest] = messages.toSorted((a, b) => compareVersions(b, a));
    expect(merged(messages).data).toEqual(highest?.data);
    expect(merged(messages.toReversed()).data).toEqual(highest?.data);
  });
  test("behaviour: many changes of one large set cost what they change, not the whole set each time", () => {
    const hash = (row: number): string => latin1Decode(Uint8Array.of(row >> 8, row, ...new Uint8Array(30)));
    const members = Array.from({ length: 20_000 }, (_, member) => `i${member}e`).join("");
    const rows = Array.from(
      { length: 5_000 },
      (_, row) => `li8e32:${hash(row)}d1:slli${row + 30_000}eeli${row}eeeee`,
    );
    const large = `d1:#i9e1:&d1:sl${members}ee1:<l${rows.join("")}e1:=dee`;
    const messages = [large, "d1:#i9e1:&d1:ai1ee1:<le1:=d1:a0:ee"].map((text) =>
      parseConfigMessage(latin1Encode(text)),
    );
    const result = mergeConfigMessages(messages);
    const set = result.kind === "merged" ? result.data.get("s") : undefined;
    expect(Array.isArray(set) && [set.length, set[0], set.at(-1)]).toEqual([20_000, 5_000n, 34_999n]);
  });
  test("error: nothing to merge", () => {
    expect(() => mergeConfigMessages([])).toThrow(RangeError);
  });
});
