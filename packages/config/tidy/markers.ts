import { blank, type Finding, lineOf, type SourceFile } from "./sources.ts";

/** Assembled from halves so that this file does not find itself. */
const FIX_MARK = new RegExp(`\\b${"FIX"}${"ME"}\\b`, "g");
const OPEN_MARK = new RegExp(`\\b${"TO"}${"DO"}\\b(?! #\\d+)`, "g");
const FOCUSED = /\b(?:test|it|describe)(?:\.\w+)*\.(?:only|skip|todo|skipIf|runIf)\b/g;
const MODULE_MOCK = /\bvi\.(?:mock|doMock)\b/g;

export function findMarkers(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    const code = blank(file.text, { strings: true });
    const inCode = /\.test\.tsx?$/.test(file.path)
      ? [
          ...find(file, code, FOCUSED, "a focused or skipped test"),
          ...find(file, code, MODULE_MOCK, "module mocking: hand in a port instead"),
        ]
      : [];
    return [
      ...inCode,
      ...find(file, file.text, FIX_MARK, "cannot be merged"),
      ...find(file, file.text, OPEN_MARK, "needs an issue number: #N"),
    ];
  });
}

function find(file: SourceFile, text: string, pattern: RegExp, why: string): Finding[] {
  return [...text.matchAll(pattern)].map((match) => ({
    path: file.path,
    line: lineOf(text, match.index),
    message: `${match[0]}: ${why}`,
  }));
}
