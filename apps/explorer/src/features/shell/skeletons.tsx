import { Skeleton } from "@session/ui";
import overview from "../network/OverviewView.module.css";
import styles from "./skeletons.module.css";

/** Placeholders with the true shape of what comes; each says once that it is loading. */

export function OverviewSkeleton() {
  return (
    <section aria-busy="true" aria-label="Loading the overview">
      <div className={overview.hero}>
        <div className={`ui-surface ${overview.ring} ${styles.ring}`}>
          <span className={styles.circle} />
        </div>
        <div className={`ui-surface ${overview.stats} ${styles.stats}`}>
          {numbered(8).map((index) => (
            <div key={index} className={styles.stat}>
              <Skeleton width="s" />
              <Skeleton width="m" />
              <Skeleton width="s" />
            </div>
          ))}
        </div>
      </div>
      <div className={overview.lower}>
        <RowsSkeleton rows={6} />
        <RowsSkeleton rows={3} />
      </div>
    </section>
  );
}

export function TableSkeleton() {
  return (
    <section aria-busy="true" aria-label="Loading the list">
      <div className={styles.bar}>
        <Skeleton width="l" />
      </div>
      <RowsSkeleton rows={14} />
    </section>
  );
}

export function NodeSkeleton() {
  return (
    <section aria-busy="true" aria-label="Loading the node" className={styles.stack}>
      <div className={styles.title}>
        <Skeleton width="avatar" shape="circle" />
        <Skeleton width="l" />
      </div>
      <div className={`ui-surface ${styles.block}`}>
        <Skeleton width="full" />
        <Skeleton width="l" />
      </div>
      <div className={styles.columns}>
        <RowsSkeleton rows={7} />
        <RowsSkeleton rows={7} />
      </div>
    </section>
  );
}

export function SwarmsSkeleton() {
  return (
    <section aria-busy="true" aria-label="Loading the swarms" className={styles.columns}>
      <div className={`ui-surface ${styles.ring} ${styles.block}`}>
        <span className={styles.circle} />
      </div>
      <RowsSkeleton rows={8} />
    </section>
  );
}

export function BlocksSkeleton() {
  return (
    <section aria-busy="true" aria-label="Loading the blocks" className={styles.columns}>
      <RowsSkeleton rows={10} />
      <RowsSkeleton rows={10} />
    </section>
  );
}

function RowsSkeleton({ rows }: { readonly rows: number }) {
  return (
    <div className={`ui-surface ${styles.rows}`}>
      {numbered(rows).map((index) => (
        <div key={index} className={styles.row}>
          <Skeleton width="s" />
          <Skeleton width={index % 2 === 0 ? "l" : "m"} />
        </div>
      ))}
    </div>
  );
}

function numbered(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
