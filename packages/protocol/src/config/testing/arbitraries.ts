import fc from "fast-check";
import { btSet } from "../../bt/index.ts";
import { bytes } from "../../testing/index.ts";
import { settleConfigData } from "../data.ts";
import type { ConfigDict, ConfigScalar, ConfigValue } from "../tree.ts";

const keys = fc.constantFrom("", "a", "b", "c", "\x7f", "\xff");
const scalars: fc.Arbitrary<ConfigScalar> = fc.oneof(
  fc.bigInt({ min: -3n, max: 3n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  bytes({ max: 2 }),
);
const sets = fc.array(scalars, { minLength: 1, maxLength: 4 }).map(btSet);

/** Config data over few keys, so that two trees often meet at one key with different kinds of value. */
export const configDicts: fc.Arbitrary<ConfigDict> = fc
  .letrec<{ readonly value: ConfigValue; readonly dict: ConfigDict }>((tie) => ({
    value: fc.oneof({ depthSize: "small", withCrossShrink: true }, scalars, sets, tie("dict")),
    dict: fc
      .uniqueArray(fc.tuple(keys, tie("value")), { maxLength: 5, selector: ([key]) => key })
      .map((entries) => new Map(entries)),
  }))
  .dict.map((dict) => settleConfigData(dict, new Map()));
