import process from "node:process";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // In development the settings come from the messenger of a running network.
  server: { proxy: { "/config.json": process.env.WEB_URL ?? "http://127.0.0.1:8080" } },
  build: {
    target: "es2023",
    cssTarget: ["chrome123", "firefox121", "safari17.4"],
    // The policy forbids data: fonts and inline scripts: every file stays a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  worker: { format: "es" },
});
