"use client";

import { IconButton } from "@session/ui";
import { useSyncExternalStore } from "react";
import { isThemeChoice, nextTheme, THEME_KEY, type ThemeChoice } from "./theme.ts";

const LOOK = {
  system: { icon: "system", label: "Theme: as the system. Switch to light" },
  light: { icon: "sun", label: "Theme: light. Switch to dark" },
  dark: { icon: "moon", label: "Theme: dark. Switch to the system's" },
} as const;

const CHANGED = "session-theme";

/** Walks through system, light and dark; the choice stays in this browser. */
export function ThemeToggle() {
  const choice = useSyncExternalStore(subscribe, readChoice, (): ThemeChoice => "system");
  const look = LOOK[choice];
  return <IconButton icon={look.icon} label={look.label} onClick={() => choose(nextTheme(choice))} />;
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange);
  window.addEventListener("storage", onChange);
  return () => {
    window.removeEventListener(CHANGED, onChange);
    window.removeEventListener("storage", onChange);
  };
}

function readChoice(): ThemeChoice {
  const shown = document.documentElement.dataset.theme;
  return isThemeChoice(shown) ? shown : "system";
}

function choose(choice: ThemeChoice): void {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    if (choice === "system") localStorage.removeItem(THEME_KEY);
    else localStorage.setItem(THEME_KEY, choice);
  } catch {
    // Storage is forbidden here: the choice holds until the page is closed, which is all that can be done.
  }
  window.dispatchEvent(new Event(CHANGED));
}
