import { join } from "node:path";
import type { NextConfig } from "next";

const config: NextConfig = {
  // Tests build into a folder of their own, beside a running explorer.
  distDir: process.env.EXPLORER_DIST_DIR ?? ".next",
  // Workspace packages export TypeScript sources; they lie outside this folder.
  transpilePackages: ["@session/protocol", "@session/ui"],
  turbopack: { root: join(import.meta.dirname, "../..") },
  // Types are checked by `pnpm typecheck` over the whole workspace; a second run here only delays the first start.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  agentRules: false,
  devIndicators: false,
  reactStrictMode: true,
  // No image is ever resized on the server, so the optimiser and its native library stay unused.
  images: { unoptimized: true },
  logging: { incomingRequests: false },
};

export default config;
