export type Theme = "light" | "dark" | "system";

const KEY = "theme";

/** The theme chosen on this device. `public/theme.js` applies it before the first paint by the same rule. */
export function readTheme(storage: Pick<Storage, "getItem">): Theme {
  const value = storage.getItem(KEY);
  return value === "light" || value === "dark" ? value : "system";
}

/** Remembers and shows a theme; "system" follows the device. */
export function applyTheme(
  theme: Theme,
  storage: Pick<Storage, "setItem" | "removeItem">,
  root: HTMLElement,
): void {
  if (theme === "system") {
    storage.removeItem(KEY);
    delete root.dataset.theme;
  } else {
    storage.setItem(KEY, theme);
    root.dataset.theme = theme;
  }
}
