import { EmptyState, Surface } from "@session/ui";
import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { Understood } from "../features/search/SearchResults.tsx";
import { notFoundWords } from "../features/shell/not-found-words.ts";
import { PATH_HEADER } from "../server/path-header.ts";

export const metadata: Metadata = { title: "Not found" };

export default async function NotFound() {
  const { title, text } = notFoundWords((await headers()).get(PATH_HEADER) ?? "/");
  return (
    <>
      <h1 className="ui-visually-hidden">Not found</h1>
      <Surface>
        <EmptyState
          title={title}
          text={text}
          action={
            <Link className="ui-button" data-variant="secondary" href="/" prefetch={false}>
              To the overview
            </Link>
          }
        />
        <Understood />
      </Surface>
    </>
  );
}
