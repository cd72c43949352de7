"use client";

import { formatAmount } from "@session/ui";
import styles from "./Amount.module.css";
import { useNetworkFacts } from "./NetworkFacts.tsx";

export interface AmountProps {
  /** Decimal string of atomic units. */
  readonly atomic: string;
  /** Digits shown after the point; all are in the title. Default 4. */
  readonly digits?: number;
  /** Keep exactly `digits`, so that a column of amounts lines up. */
  readonly fixed?: boolean;
  /** The token's symbol behind the number; default true. */
  readonly unit?: boolean;
}

/** An amount, cut for reading and exact on hover. */
export function Amount({ atomic, digits = 4, fixed = false, unit = true }: AmountProps) {
  const { decimals, unit: symbol } = useNetworkFacts();
  const exact = formatAmount(atomic, { decimals, ...(symbol ? { unit: symbol } : {}) });
  const shown = formatAmount(atomic, { decimals, fractionMax: digits, fractionMin: fixed ? digits : 0 });
  return (
    <data className="ui-num" value={atomic} title={exact}>
      {shown}
      {unit && symbol ? <span className={styles.unit}>{`\u00a0${symbol}`}</span> : null}
    </data>
  );
}
