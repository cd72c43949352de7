import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";

export type Tone = "ok" | "accent" | "attention" | "danger" | "inactive";

export interface BadgeProps {
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A short word with a tone; the word or icon carries the meaning, the colour only supports it. */
export function Badge({ tone = "inactive", icon, title, children }: BadgeProps) {
  return (
    <span className="ui-badge" data-tone={tone} title={title}>
      {icon ? <Icon name={icon} size={14} /> : null}
      {children}
    </span>
  );
}
