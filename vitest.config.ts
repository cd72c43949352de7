import { defineConfig } from "vitest/config";

const everywhere = ["packages/*", "apps/*", "scripts"];
const tests = (suffix: string) => everywhere.map((folder) => `${folder}/**/*${suffix}.test.{ts,tsx}`);
const ignored = ["**/node_modules/**", "**/dist/**", "**/.next/**"];

/**
 * unit: pure or faked, offline, no processes. service: anvil, a database or sockets on loopback.
 * e2e: a whole network of real processes, and Chromium.
 */
export default defineConfig({
  test: {
    retry: 0,
    projects: [
      {
        test: {
          name: "unit",
          include: tests(""),
          exclude: [...ignored, "**/*.{service,e2e}.test.*"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "service",
          include: tests(".service"),
          exclude: ignored,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "e2e",
          include: tests(".e2e"),
          exclude: ignored,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
