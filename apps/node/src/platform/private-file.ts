import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { nodeError } from "../errors.ts";

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/**
 * Reads a file that only its owner may read.
 * @returns undefined when there is no such file
 * @throws SessionError key_file_open_to_others
 */
export function readPrivateFile(path: string): string | undefined {
  let mode: number;
  try {
    mode = statSync(path).mode;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  // Windows has no such permission bits.
  if (process.platform !== "win32" && (mode & OTHERS) !== 0)
    throw nodeError(
      "key_file_open_to_others",
      `${path}: expected mode 600, got ${(mode & 0o777).toString(8)}; run: chmod 600 ${path}`,
    );
  return readFileSync(path, "utf8");
}

/** Writes the file so that it is never seen half written or with a wider mode. */
export function writePrivateFile(path: string, text: string): void {
  const fresh = `${path}.new`;
  const file = openSync(fresh, "w", OWNER_ONLY);
  try {
    chmodSync(fresh, OWNER_ONLY); // the file may have existed with another mode
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
}
