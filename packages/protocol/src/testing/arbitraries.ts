import fc from "fast-check";
import type { BtValue } from "../bt/index.ts";
import { hexEncode, latin1Decode } from "../bytes/index.ts";
import { type AccountId, parseAccountId } from "../identity/index.ts";

export function bytes(
  length: { readonly min?: number; readonly max?: number } = {},
): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length.min ?? 0, maxLength: length.max ?? 64 });
}

export const bytes32: fc.Arbitrary<Uint8Array> = bytes({ min: 32, max: 32 });

export const accountIds: fc.Arbitrary<AccountId> = bytes32.map((key) =>
  parseAccountId(`05${hexEncode(key)}`),
);

/** Milliseconds from 2001 to the end of the range that a double holds. */
export const timesMs: fc.Arbitrary<number> = fc.integer({ min: 10 ** 12, max: Number.MAX_SAFE_INTEGER });

/** Bencodable values, a few levels deep. */
export const btValues: fc.Arbitrary<BtValue> = fc.letrec<{ value: BtValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    bytes({ max: 12 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(bytes({ max: 6 }).map(latin1Decode), tie("value")), {
        maxLength: 4,
        selector: ([key]) => key,
      })
      .map((entries) => new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))),
  ),
})).value;
