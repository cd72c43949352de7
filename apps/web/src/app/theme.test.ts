import { describe, expect, test } from "vitest";
import { applyTheme, readTheme } from "./theme.ts";

function storageOf(values: Map<string, string>) {
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}
/** The only part of an element that themes touch. */
const rootOf = () => ({ dataset: {} as Record<string, string | undefined> }) as HTMLElement;

describe("theme", () => {
  test("default: the device's", () => {
    expect(readTheme(storageOf(new Map()))).toBe("system");
    expect(readTheme(storageOf(new Map([["theme", "sepia"]])))).toBe("system");
  });
  test("behaviour: a chosen theme is shown and remembered, system forgets it", () => {
    const storage = storageOf(new Map());
    const root = rootOf();
    applyTheme("dark", storage, root);
    expect(root.dataset.theme).toBe("dark");
    expect(readTheme(storage)).toBe("dark");
    applyTheme("system", storage, root);
    expect(root.dataset.theme).toBeUndefined();
    expect(readTheme(storage)).toBe("system");
  });
});
