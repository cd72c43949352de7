import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAmount } from "./amount.ts";

describe("formatAmount", () => {
  test("default: atomic units become whole tokens with grouped thousands", () => {
    expect(formatAmount("20000000000000")).toBe("20,000");
    expect(formatAmount(20_000_000_000_000n)).toBe("20,000");
    expect(formatAmount("0")).toBe("0");
  });
  test("behaviour: no digit is lost, however large or small", () => {
    expect(formatAmount("1")).toBe("0.000000001");
    expect(formatAmount("123456789012345678901234567890")).toBe("123,456,789,012,345,678,901.23456789");
  });
  test("behaviour: a minimum keeps zeros, a maximum cuts towards zero", () => {
    expect(formatAmount("1500000000", { fractionMin: 2 })).toBe("1.50");
    expect(formatAmount("1999999999", { fractionMax: 2 })).toBe("1.99");
    expect(formatAmount("-1", { fractionMax: 2 })).toBe("0");
  });
  test("behaviour: negative amounts carry a minus sign, units a fixed space", () => {
    expect(formatAmount("-2500000000", { unit: "SENT" })).toBe("\u22122.5\u00a0SENT");
  });
  test("behaviour: other decimals", () => {
    expect(formatAmount("1234567", { decimals: 0 })).toBe("1,234,567");
    expect(formatAmount("1000000000000000000", { decimals: 18 })).toBe("1");
  });
  test("error: anything but an integer is refused", () => {
    for (const bad of ["", "1.5", "abc", "1e9", " 1", "9".repeat(81)])
      expect(() => formatAmount(bad)).toThrow(RangeError);
  });
  test("behaviour: the digits shown are the digits given", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), (amount) => {
        const [whole = "", fraction = ""] = formatAmount(amount).replaceAll(",", "").split(".");
        expect(BigInt(whole + fraction.padEnd(9, "0"))).toBe(amount);
      }),
    );
  });
});
