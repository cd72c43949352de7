import { findBanned } from "./banned.ts";
import { findDeadModules, findImportProblems } from "./imports.ts";
import { findDeadLinks } from "./links.ts";
import { findMarkers } from "./markers.ts";
import { findBlobs, findLongFiles } from "./sizes.ts";
import { type Finding, listFiles, readSources } from "./sources.ts";

export type { Finding } from "./sources.ts";

/** All non-functional checks over the repository at `root`. */
export function tidy(root: string): Finding[] {
  const paths = listFiles(root);
  const all = new Set(paths);
  const code = readSources(root, paths, /\.(?:ts|tsx|mjs)$/).filter(
    (file) => !/\/gen\/|\/next-env/.test(file.path),
  );
  const own = code.filter((file) => /^(?:packages|apps|scripts)\//.test(file.path));
  const entries = readSources(
    root,
    paths,
    /(?:package\.json|\.html|\.config\.ts|Dockerfile|docker-compose\.yml)$/,
  ).concat(own.filter((file) => /^packages\/testnet\/|^scripts\//.test(file.path)));
  const markdown = readSources(root, paths, /\.md$/).filter((file) => !file.path.startsWith("docs/spec/"));
  return [
    ...findBanned(own),
    ...findImportProblems(own, all),
    ...findDeadModules(own, entries.map((file) => file.text).join("\n"), all),
    ...findMarkers(own),
    ...findLongFiles(readSources(root, paths, /\.(?:ts|tsx|mjs|sol|css)$/)),
    ...findBlobs(root, paths),
    ...findDeadLinks(markdown, all),
  ];
}
