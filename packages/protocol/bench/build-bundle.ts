import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

/** The entry, bundled for browsers: minified, tree-shaken, ES2022. */
export interface Bundle {
  readonly code: string;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Modules that are not inside: there should be none. */
  readonly imports: readonly string[];
  /** Bytes of each package or folder of ours, before minifying, largest first. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "../src");

export async function buildBundle(entry: string): Promise<Bundle> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    root: here,
    build: {
      write: false,
      minify: true,
      target: "es2022",
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: join(here, entry),
        preserveEntrySignatures: "strict",
        output: { format: "es" },
      },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const chunks = outputs
    .flatMap((output) => ("output" in output ? output.output : []))
    .flatMap((file) => (file.type === "chunk" ? [file] : []));
  const code = chunks.map((chunk) => chunk.code).join("\n");
  const sizes = new Map<string, number>();
  for (const chunk of chunks)
    for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
      const name = partOf(id);
      sizes.set(name, (sizes.get(name) ?? 0) + renderedLength);
    }
  return {
    code,
    bytes: Buffer.byteLength(code),
    gzipBytes: gzipSync(code, { level: 9 }).length,
    imports: chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]),
    parts: [...sizes].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes),
  };
}

/** `@noble/curves`, or `src/config` for our own. */
function partOf(id: string): string {
  const inPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id);
  if (inPackage?.[1] !== undefined) return inPackage[1];
  const [folder = id] = relative(source, id).split("/");
  return folder.startsWith("..") || folder.startsWith("\0") ? "other" : `src/${folder}`;
}
