import styles from "./TestNetworkMark.module.css";

/** Says on every page that nothing here is worth money. */
export function TestNetworkMark({ chainId }: { readonly chainId: number }) {
  return (
    <aside className={styles.mark} aria-label="Test network">
      <strong>TEST NETWORK</strong>
      <span>Chain {chainId}. Its tokens have no value.</span>
    </aside>
  );
}
