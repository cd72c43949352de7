"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import styles from "./MainNav.module.css";

const PLACES = [
  { href: "/", word: "Overview" },
  { href: "/nodes", word: "Nodes" },
  { href: "/swarms", word: "Swarms" },
  { href: "/blocks", word: "Blocks" },
] as const;

export function MainNav() {
  const path = usePathname();
  return (
    <nav className={styles.nav} aria-label="Main">
      {PLACES.map(({ href, word }) => {
        const isHere = href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
        return (
          <Link
            key={href}
            href={href}
            prefetch={false}
            className={styles.place}
            aria-current={path === href ? "page" : isHere ? "true" : undefined}
          >
            {word}
          </Link>
        );
      })}
    </nav>
  );
}
