import { RingsLogo } from "@session/ui";
import Link from "next/link";
import { LiveStatus } from "../live/LiveStatus.tsx";
import { SearchBox } from "../search/SearchBox.tsx";
import styles from "./Header.module.css";
import { MainNav } from "./MainNav.tsx";
import { ThemeToggle } from "./ThemeToggle.tsx";

/** Who this is, where one can go, what one can look for, and whether it is live. */
export function Header() {
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <Link href="/" prefetch={false} className={styles.home} aria-label="Session network, overview">
          <RingsLogo word="Session network" size={26} />
        </Link>
        <MainNav />
        <div className={styles.search}>
          <SearchBox />
        </div>
        <div className={styles.tools}>
          <LiveStatus />
          <ThemeToggle />
        </div>
      </div>
    </header>
  );
}
