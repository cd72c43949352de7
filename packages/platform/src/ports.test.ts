import { describeClock, describeRandom } from "@session/testkit/contracts";
import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";
import { systemRandom } from "./random.ts";

const clock = systemClock();
const never = new AbortController().signal;

describeClock("system", () => ({ clock, pass: (ms) => clock.sleep(ms, never) }));
describeRandom("system", systemRandom);

test("behaviour: more bytes than the system gives at once are all random", () => {
  const bytes = systemRandom().secure(200_000);
  expect(bytes).toHaveLength(200_000);
  expect(new Set(bytes.subarray(-4_096)).size).toBeGreaterThan(200);
});
test.each([-1, 1.5, Number.NaN, 2 ** 32 + 1])("error: a number below %d is refused", (limit) => {
  expect(() => systemRandom().below(limit)).toThrow(RangeError);
});
test("behaviour: the largest limit is 2^32", () => {
  const drawn = Array.from({ length: 50 }, () => systemRandom().below(2 ** 32));
  expect(drawn.every((number) => Number.isInteger(number) && number >= 0 && number < 2 ** 32)).toBe(true);
  expect(Math.max(...drawn)).toBeGreaterThan(2 ** 31);
});
