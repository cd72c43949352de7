import { defineConfig } from "vite";

/**
 * The browser build. Everything is bundled in, nothing is external: a Node module that found its way into a browser
 * entry would make the build fail or show in its output (test/browser-bundle.test.ts looks).
 */
export default defineConfig({
  build: {
    target: "es2022",
    sourcemap: true,
    lib: {
      entry: { index: "src/index.ts", browser: "src/platform/browser.ts" },
      formats: ["es"],
    },
  },
});
