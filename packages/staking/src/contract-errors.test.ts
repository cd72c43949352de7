import { describe, expect, test } from "vitest";
import { serviceNodesAbi, sessionTokenFaucetAbi } from "./abi/index.ts";
import { CONTRACT_REFUSALS, refusalError } from "./contract-errors.ts";

const names = [...serviceNodesAbi, ...sessionTokenFaucetAbi].flatMap((item) =>
  item.type === "error" ? [item.name] : [],
);

describe("refusalError", () => {
  test.each(names)("behaviour: %s has a code and a sentence", (name) => {
    const error = refusalError(name, [1n, 2n, 3n], undefined);
    expect(error.code).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(error.code).not.toBe("contract_refused");
    expect(error.message).toMatch(/^[A-Z].*\.$/);
    expect(error.message).not.toMatch(/undefined|!/);
    expect(error.meta.errorName).toBe(name);
  });

  test("behaviour: the table has no name the contracts lack", () => {
    expect(Object.keys(CONTRACT_REFUSALS).filter((name) => !names.includes(name as never))).toEqual([]);
  });

  test("behaviour: arguments appear in the sentence", () => {
    expect(refusalError("KeyInUse", [12], undefined).message).toContain("Node 12 ");
    expect(refusalError("WrongState", [3, 5], undefined).message).toContain("Node 3 is deregistered");
    expect(refusalError("ERC20InsufficientBalance", ["0x", 5n, 9n], undefined).message).toBe(
      "The wallet holds 5 atomic units; 9 are needed.",
    );
  });

  test("behaviour: a panic is an endpoint between two blocks, and may be tried again", () => {
    expect(refusalError("Panic", [17n], undefined)).toMatchObject({
      code: "inconsistent_simulation",
      retryable: true,
    });
  });

  test("error: an unknown name is kept, even one every object has", () => {
    expect(refusalError("toString", [], undefined)).toMatchObject({
      code: "contract_refused",
      meta: { errorName: "toString" },
    });
  });
});
