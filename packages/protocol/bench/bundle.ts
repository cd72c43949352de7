// Size of what a messaging client takes from this package, as a browser loads it. Prints a table; see scripts/bench.ts.
import { buildBundle } from "./build-bundle.ts";

const { bytes, gzipBytes, parts } = await buildBundle("messaging-client.ts");

console.log("| Part | Bytes |");
console.log("|---|--:|");
console.log(`| All, gzip | ${gzipBytes} |`);
console.log(`| All, minified | ${bytes} |`);
for (const part of parts) console.log(`| ${part.name}, before minifying | ${part.bytes} |`);
