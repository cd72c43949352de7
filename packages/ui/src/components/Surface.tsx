import type { HTMLAttributes, ReactNode } from "react";

/** A plain raised area with a border. */
export function Surface({ className, ...rest }: HTMLAttributes<HTMLDivElement>) {
  return <div {...rest} className={className ? `ui-surface ${className}` : "ui-surface"} />;
}

export interface CardProps {
  readonly title?: string;
  /** Controls at the end of the title line. */
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A surface with padding and an optional title. */
export function Card({ title, actions, className, children }: CardProps) {
  return (
    <section className={className ? `ui-surface ui-card ${className}` : "ui-surface ui-card"}>
      {title || actions ? (
        <header className="ui-card-head">
          {title ? <h2 className="ui-card-title">{title}</h2> : <span />}
          {actions}
        </header>
      ) : null}
      {children}
    </section>
  );
}

export interface StatProps {
  readonly label: string;
  readonly value: ReactNode;
  /** Small words behind or under the number. */
  readonly note?: ReactNode;
}

/** One number with its name. Belongs inside a `dl`. */
export function Stat({ label, value, note }: StatProps) {
  return (
    <div className="ui-stat">
      <dt>{label}</dt>
      <dd>
        {value} {note ? <small>{note}</small> : null}
      </dd>
    </div>
  );
}

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values in two columns. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="ui-facts">
      {facts.flatMap((fact) => [
        <dt key={`${fact.name}-name`}>{fact.name}</dt>,
        <dd key={`${fact.name}-value`}>{fact.value}</dd>,
      ])}
    </dl>
  );
}
