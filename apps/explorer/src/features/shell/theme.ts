export type ThemeChoice = "system" | "light" | "dark";

export const THEME_KEY = "session-explorer-theme";

/**
 * Runs before anything is drawn, so that a chosen theme never flashes. Storage may be forbidden: then the
 * system's theme stays.
 */
export const THEME_SCRIPT = `try{var t=localStorage.getItem(${JSON.stringify(THEME_KEY)});if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;

export function isThemeChoice(value: unknown): value is ThemeChoice {
  return value === "system" || value === "light" || value === "dark";
}

/** The order in which the button walks through them. */
export function nextTheme(choice: ThemeChoice): ThemeChoice {
  return choice === "system" ? "light" : choice === "light" ? "dark" : "system";
}
