import { describe, expect, test } from "vitest";
import { isThemeChoice, nextTheme, THEME_KEY, THEME_SCRIPT } from "./theme.ts";

/** Runs the script with a stand-in page and storage; what it left on the root element. */
function themeAfter(stored: string | Error | null): string | undefined {
  const dataset: { theme?: string } = {};
  const localStorage = {
    getItem: (key: string) => {
      if (stored instanceof Error) throw stored;
      return key === THEME_KEY ? stored : null;
    },
  };
  new Function("localStorage", "document", THEME_SCRIPT)(localStorage, { documentElement: { dataset } });
  return dataset.theme;
}

describe("THEME_SCRIPT", () => {
  test("default: a stored choice holds before the first paint", () => {
    expect(themeAfter("dark")).toBe("dark");
    expect(themeAfter("light")).toBe("light");
  });
  test("behaviour: without a choice, with nonsense or without storage the system decides", () => {
    expect(themeAfter(null)).toBeUndefined();
    expect(themeAfter("purple")).toBeUndefined();
    expect(themeAfter(new Error("denied"))).toBeUndefined();
  });
});

describe("nextTheme", () => {
  test("default: three steps lead back to the start", () => {
    expect(nextTheme("system")).toBe("light");
    expect(nextTheme("light")).toBe("dark");
    expect(nextTheme("dark")).toBe("system");
    expect(["system", "light", "dark", "x", undefined].map(isThemeChoice)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
