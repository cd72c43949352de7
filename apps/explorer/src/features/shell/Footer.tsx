import styles from "./Footer.module.css";

/** What stands behind the numbers. */
export function Footer() {
  return (
    <footer className={styles.footer}>
      <p>
        Every number is folded from the chain's events and the nodes' own signed uptime proofs; each page says
        for which block it is true. Nothing here is needed by the network itself.
      </p>
      <p>No cookies, no requests to anybody else.</p>
    </footer>
  );
}
