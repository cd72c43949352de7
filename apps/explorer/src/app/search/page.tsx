import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { normalizeSearch, SEARCH_TEXT_MAX } from "../../features/search/plan-search.ts";
import { runSearch } from "../../features/search/run-search.ts";
import { SearchResults } from "../../features/search/SearchResults.tsx";
import { PageHead } from "../../features/shell/PageHead.tsx";
import { serverApi } from "../../server/api.ts";
import { type PageSearch, toUrlParameters } from "../../server/page-search.ts";

export const metadata: Metadata = { title: "Search" };

/** Opens a single hit at once; otherwise lists what was found, or says what was tried. */
export default async function SearchPage({ searchParams }: { readonly searchParams: Promise<PageSearch> }) {
  const text = (toUrlParameters(await searchParams).get("q") ?? "").trim().slice(0, SEARCH_TEXT_MAX);
  const result = await runSearch(text, serverApi());
  const [only] = result.hits;
  if (only && result.hits.length === 1 && !result.isPartial) redirect(only.href);
  return (
    <>
      <PageHead title={text === "" ? "Search" : `Search for “${normalizeSearch(text).slice(0, 40)}”`} />
      <SearchResults text={text} result={result} />
    </>
  );
}
