import type { ReactNode } from "react";
import type { Tone } from "./Badge.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import { Rings } from "./Rings.tsx";

export interface StateProps {
  readonly title: string;
  readonly text?: ReactNode;
  /** One action. */
  readonly action?: ReactNode;
  /** Makes the title a heading of this level, where it is the title of a page or section. */
  readonly level?: 1 | 2 | 3;
}

function StateTitle({ title, level }: Pick<StateProps, "title" | "level">) {
  const Title = level ? (`h${level}` as const) : "p";
  return <Title className="ui-state-title">{title}</Title>;
}

/** Nothing here yet: one sentence and one action. */
export function EmptyState({ title, text, action, level }: StateProps) {
  return (
    <div className="ui-state">
      <Rings size={88} />
      <StateTitle title={title} {...(level ? { level } : {})} />
      {text ? <p className="ui-state-text">{text}</p> : null}
      {action ? <div className="ui-state-action">{action}</div> : null}
    </div>
  );
}

/** Something failed: what, what still works, and a way to try again. */
export function ErrorState({ title, text, action, level }: StateProps) {
  return (
    <div className="ui-state" role="alert">
      <Icon name="warning" size={32} />
      <StateTitle title={title} {...(level ? { level } : {})} />
      {text ? <p className="ui-state-text">{text}</p> : null}
      {action ? <div className="ui-state-action">{action}</div> : null}
    </div>
  );
}

export interface NoticeProps {
  readonly tone?: Extract<Tone, "attention" | "danger" | "inactive">;
  readonly icon?: IconName;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** A line that asks for notice without stopping the work. */
export function Notice({ tone = "inactive", icon = "info", children, action }: NoticeProps) {
  return (
    <div className="ui-notice" data-tone={tone} role="status">
      <Icon name={icon} size={18} />
      <div className="ui-notice-text">{children}</div>
      {action}
    </div>
  );
}

export interface StaleProps {
  /** How old the data is, already formatted: "4 min ago". */
  readonly since: string;
  readonly action?: ReactNode;
}

/** The data on screen could not be renewed; it says how old it is. */
export function Stale({ since, action }: StaleProps) {
  return (
    <Notice tone="attention" icon="clock" action={action}>
      Last updated {since}. Newer data could not be loaded.
    </Notice>
  );
}

export interface SkeletonProps {
  readonly width?: "xs" | "s" | "m" | "l" | "full" | "avatar";
  readonly shape?: "line" | "circle";
}

/** A placeholder with the shape of what will come. Say "loading" once around a group of them with `aria-busy`. */
export function Skeleton({ width = "m", shape = "line" }: SkeletonProps) {
  return <span className="ui-skeleton" data-width={width} data-shape={shape} aria-hidden="true" />;
}
