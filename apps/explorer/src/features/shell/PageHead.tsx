import type { ReactNode } from "react";
import styles from "./PageHead.module.css";

export interface PageHeadProps {
  readonly title: string;
  /** What the page is for, in one sentence. */
  readonly text?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHead({ title, text, actions }: PageHeadProps) {
  return (
    <header className={styles.head}>
      <div>
        <h1>{title}</h1>
        {text ? <p className={styles.text}>{text}</p> : null}
      </div>
      {actions}
    </header>
  );
}
