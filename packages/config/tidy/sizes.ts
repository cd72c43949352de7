import { type Finding, type SourceFile, sizeOf } from "./sources.ts";

const LINES_MAX = 500;
const BLOB_BYTES_MAX = 512 * 1024;

/** Long because they are tables, or one construction that is read as a whole. */
const LONG_FILES =
  /\/(?:abi|gen|migrations|vectors|bytecode)\/|words?-?list|english|mnemonic|ServiceNodes\.(?:t\.)?sol$|\/contracts\/test\//;

export function findLongFiles(files: readonly SourceFile[]): Finding[] {
  return files
    .filter((file) => !LONG_FILES.test(file.path))
    .map((file) => ({ file, lines: file.text.split("\n").length }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ file, lines }) => ({
      path: file.path,
      line: LINES_MAX,
      message: `${lines} lines; over ${LINES_MAX} usually means two jobs`,
    }));
}

export function findBlobs(root: string, paths: readonly string[]): Finding[] {
  return paths
    .filter((path) => path !== "pnpm-lock.yaml" && sizeOf(root, path) > BLOB_BYTES_MAX)
    .map((path) => ({ path, line: 1, message: `larger than ${BLOB_BYTES_MAX / 1024} KiB` }));
}
