"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { after } from "../platform/after.ts";
import { Icon, type IconName } from "./Icon.tsx";

interface ToastItem {
  readonly key: number;
  readonly text: string;
  readonly icon: IconName;
}

export interface Toasts {
  /** Shows a short confirmation for a few seconds. */
  show(text: string, icon?: IconName): void;
}

const SHOWN_MS = 4000;
const SHOWN_MAX = 3;
const ToastContext = createContext<Toasts | undefined>(undefined);

/** Holds the toasts of everything inside; put it once around the app. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [items, setItems] = useState<readonly ToastItem[]>([]);
  const nextKey = useRef(0);
  const show = useCallback((text: string, icon: IconName = "check") => {
    nextKey.current += 1;
    const key = nextKey.current;
    setItems((current) => [...current, { key, text, icon }].slice(-SHOWN_MAX));
    after(SHOWN_MS, () => setItems((current) => current.filter((item) => item.key !== key)));
  }, []);
  const toasts = useMemo<Toasts>(() => ({ show }), [show]);
  return (
    <ToastContext value={toasts}>
      {children}
      <div className="ui-toasts" role="status" aria-live="polite">
        {items.map((item) => (
          <div className="ui-toast" key={item.key}>
            <Icon name={item.icon} size={16} />
            {item.text}
          </div>
        ))}
      </div>
    </ToastContext>
  );
}

/** @throws Error outside of a `ToastProvider`: our bug */
export function useToasts(): Toasts {
  const toasts = useContext(ToastContext);
  if (!toasts) throw new Error("useToasts needs a ToastProvider around it");
  return toasts;
}
