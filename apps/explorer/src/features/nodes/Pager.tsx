import { formatCount, Icon } from "@session/ui";
import Link from "next/link";
import styles from "./Pager.module.css";

export interface PagerProps {
  readonly shown: number;
  readonly total: number;
  /** null on the first page. */
  readonly firstHref: string | null;
  /** null on the last page. */
  readonly nextHref: string | null;
}

/** Walks through a list page by page; the browser's Back is the way to the previous one. */
export function Pager({ shown, total, firstHref, nextHref }: PagerProps) {
  return (
    <nav className={styles.pager} aria-label="Pages">
      <p className="ui-num">
        {formatCount(shown)} of {formatCount(total)}
      </p>
      {firstHref ? (
        <Link
          className="ui-button"
          data-variant="secondary"
          data-size="small"
          href={firstHref}
          prefetch={false}
        >
          First page
        </Link>
      ) : null}
      {nextHref ? (
        <Link
          className="ui-button"
          data-variant="secondary"
          data-size="small"
          href={nextHref}
          prefetch={false}
          rel="next"
        >
          Next page
          <Icon name="forward" size={16} />
        </Link>
      ) : null}
    </nav>
  );
}
