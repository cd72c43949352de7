import { type MouseEvent, useSyncExternalStore } from "react";
import { formatRoute, parentOf, parseRoute, type Route } from "./route.ts";

const CHANGED = "session-route";

/** The route in the address bar. */
export function useRoute(): Route {
  const fragment = useSyncExternalStore(subscribe, () => location.hash);
  return parseRoute(fragment);
}

function subscribe(listener: () => void): () => void {
  const names = ["popstate", "hashchange", CHANGED] as const;
  for (const name of names) window.addEventListener(name, listener);
  return () => {
    for (const name of names) window.removeEventListener(name, listener);
  };
}

/** Goes to a route as a new history entry, or in place of the current one. */
export function navigate(route: Route, options: { readonly replace?: boolean } = {}): void {
  const url = formatRoute(route);
  if (url === location.hash) return;
  if (options.replace) history.replaceState({ depth: depth() }, "", url);
  else history.pushState({ depth: depth() + 1 }, "", url);
  window.dispatchEvent(new Event(CHANGED));
}

/** What the Back button on the screen does: our own previous entry, or the parent when the page was opened here. */
export function goBack(): void {
  if (depth() > 0) history.back();
  else navigate(parentOf(parseRoute(location.hash)), { replace: true });
}

/** How many entries of ours lie behind the current one. */
function depth(): number {
  const state: unknown = history.state;
  return typeof state === "object" && state !== null && "depth" in state && typeof state.depth === "number"
    ? state.depth
    : 0;
}

/** Attributes of a link to a route: it can be opened in a new tab like any link. */
export function linkTo(route: Route): {
  readonly href: string;
  readonly onClick: (event: MouseEvent<HTMLAnchorElement>) => void;
} {
  return {
    href: formatRoute(route),
    onClick(event) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
      event.preventDefault();
      navigate(route);
    },
  };
}
