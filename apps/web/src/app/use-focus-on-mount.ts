import { type RefObject, useEffect, useRef } from "react";

/** Puts the focus on an element when its page opens, so that keyboard and screen reader start there. */
export function useFocusOnMount<T extends HTMLElement>(): RefObject<T | null> {
  const element = useRef<T>(null);
  useEffect(() => {
    element.current?.focus();
  }, []);
  return element;
}
