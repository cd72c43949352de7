import { posix } from "node:path";
import { type Finding, lineOf, type SourceFile } from "./sources.ts";

/** Relative links in Markdown whose target does not exist. */
export function findDeadLinks(files: readonly SourceFile[], all: ReadonlySet<string>): Finding[] {
  const folders = new Set([...all].flatMap(parents));
  return files.flatMap((file) =>
    [...file.text.matchAll(/\[[^\]\n]*\]\(([^)\s]+)\)/g)].flatMap((match) => {
      const link = match[1] ?? "";
      if (/^(?:[a-z]+:|#)/.test(link)) return [];
      const target = posix
        .normalize(posix.join(posix.dirname(file.path), link.split("#")[0] ?? ""))
        .replace(/\/$/, "");
      if (all.has(target) || folders.has(target)) return [];
      return [{ path: file.path, line: lineOf(file.text, match.index), message: `dead link ${link}` }];
    }),
  );
}

function parents(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return [".", ...parts.map((_, i) => parts.slice(0, i + 1).join("/"))];
}
