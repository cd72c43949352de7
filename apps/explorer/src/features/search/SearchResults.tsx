import { Avatar, Badge, EmptyState, Notice, Surface, shortHashGroups } from "@session/ui";
import Link from "next/link";
import { SEARCHABLE } from "./plan-search.ts";
import type { SearchResult } from "./run-search.ts";
import styles from "./SearchResults.module.css";

/** What a search found, or what it tried. */
export function SearchResults({ text, result }: { readonly text: string; readonly result: SearchResult }) {
  return (
    <div className={styles.results}>
      {result.isPartial ? (
        <Notice tone="attention" icon="warning">
          The indexer did not answer every part of the search, so something may be missing.
        </Notice>
      ) : null}
      {result.hits.length > 0 ? (
        <Surface>
          <ul className={styles.list}>
            {result.hits.map((hit) => (
              <li key={hit.href}>
                <Link href={hit.href} prefetch={false} className={styles.hit}>
                  <Badge>{hit.kind}</Badge>
                  {hit.ed25519 ? <Avatar accountId={hit.ed25519} size={24} /> : null}
                  <span className="ui-mono">
                    {shortHashGroups(hit.title, { head: 16, tail: 8 }).join(" ")}
                  </span>
                  <span className={styles.detail}>{hit.detail}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Surface>
      ) : (
        <Surface>
          <EmptyState
            title={text === "" ? "Nothing to look for yet" : "Nothing found"}
            text={<Tried text={text} tried={result.tried} />}
          />
          <Understood />
        </Surface>
      )}
    </div>
  );
}

function Tried({ text, tried }: { readonly text: string; readonly tried: readonly string[] }) {
  if (text === "") return "Write something into the search box at the top.";
  if (tried.length === 0) return `“${shorten(text)}” has no form that could name something here.`;
  return `Looked for ${tried.join("; ")}. Nothing of that exists at the indexed block.`;
}

/** The forms a search may have. */
export function Understood() {
  return (
    <div className={styles.understood}>
      <p>The search understands</p>
      <ul>
        {SEARCHABLE.map((form) => (
          <li key={form}>{form}</li>
        ))}
      </ul>
    </div>
  );
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
