import type { ReactNode, TdHTMLAttributes, ThHTMLAttributes } from "react";
import { Icon } from "./Icon.tsx";

export interface TableProps {
  /** What the table lists; the name of the table and of its scrolling region. */
  readonly label: string;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A dense table in a scrolling region with a sticky header; put `thead` and `tbody` inside. */
export function Table({ label, children, className }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={`ui-table-scroll${className ? ` ${className}` : ""}`} aria-label={label} tabIndex={0}>
      <table className="ui-table" aria-label={label}>
        {children}
      </table>
    </section>
  );
}

export interface ColumnHeadProps extends ThHTMLAttributes<HTMLTableCellElement> {
  /** Numbers are aligned at the end. */
  readonly numeric?: boolean;
  readonly sort?: "ascending" | "descending" | undefined;
  /** Makes the header a sort button. */
  readonly onSort?: () => void;
}

/** A column header, with a sort button when `onSort` is given. */
export function ColumnHead({ numeric = false, sort, onSort, children, ...rest }: ColumnHeadProps) {
  return (
    <th {...rest} scope="col" data-align={numeric ? "end" : undefined} aria-sort={sort}>
      {onSort ? (
        <button type="button" onClick={onSort}>
          {children}
          {sort ? <Icon name={sort === "ascending" ? "up" : "down"} size={14} /> : null}
        </button>
      ) : (
        children
      )}
    </th>
  );
}

export interface CellProps extends TdHTMLAttributes<HTMLTableCellElement> {
  readonly numeric?: boolean;
}

/** A cell; numbers are tabular and aligned at the end. */
export function Cell({ numeric = false, ...rest }: CellProps) {
  return <td {...rest} data-align={numeric ? "end" : undefined} />;
}
