/** A process that is killed between two instructions: what it had acknowledged must be there. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, test } from "vitest";
import { createSqliteStore } from "./sqlite-store.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Stores messages as fast as it can, several at once, and prints the hash of each after its acknowledgement. */
const WRITER = `
import { createSqliteStore } from ${JSON.stringify(new URL("./sqlite-store.ts", import.meta.url).href)};
import { writeSync } from "node:fs";
const store = createSqliteStore({ path: process.argv[2] });
const account = "05" + "ab".repeat(32);
let number = 0;
async function lane() {
  for (;;) {
    const hash = String(number++).padStart(43, "h");
    await store.put({ account, namespace: 0, hash, timestampMs: 1, expiryMs: 9e15, data: new Uint8Array(500) });
    writeSync(1, hash + "\\n");
  }
}
for (let count = 0; count < 8; count++) void lane();
`;

describe("SQLite store under kill -9", () => {
  test("behaviour: every acknowledged message is there after the process was killed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "durability-"));
    folders.push(folder);
    const script = join(folder, "writer.mts");
    const path = join(folder, "messages.db");
    writeFileSync(script, WRITER);
    for (const killAfter of [1, 37, 400]) {
      const child = spawn(process.execPath, [script, path], { stdio: ["ignore", "pipe", "inherit"] });
      const acknowledged: string[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        if (acknowledged.push(line) === killAfter) child.kill("SIGKILL");
      }
      expect(child.signalCode ?? "SIGKILL").toBe("SIGKILL");
      expect(acknowledged.length).toBeGreaterThanOrEqual(killAfter);
      const store = createSqliteStore({ path });
      expect(await store.unknownHashes(acknowledged)).toEqual([]);
      await store.close();
      for (const file of ["", "-wal", "-shm"]) rmSync(path + file, { force: true });
    }
  });
});
