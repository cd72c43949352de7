import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Every file git knows or would add, except what it ignores. */
export function listFiles(root: string): string[] {
  const output = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  return [...new Set(output.split("\0"))]
    .filter((path) => path !== "" && existsSync(join(root, path)))
    .sort();
}

export function readSources(root: string, paths: readonly string[], pattern: RegExp): SourceFile[] {
  return paths
    .filter((path) => pattern.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

export function sizeOf(root: string, path: string): number {
  return statSync(join(root, path)).size;
}

/** Replaces comments (and, when asked, the inside of strings) by spaces, so that line numbers stay. */
export function blank(text: string, options: { strings: boolean }): string {
  const pattern =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*(?=[\s.,;)\]])/g;
  return text.replace(pattern, (match) => {
    const isComment = match.startsWith("//") || match.startsWith("/*");
    return isComment || options.strings ? match.replace(/[^\n]/g, " ") : match;
  });
}

export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
