import { blank, type Finding, lineOf, type SourceFile } from "./sources.ts";

/** Names that reach the outside world by the back door, and what to use instead. */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\b/g, "take nowMs as an argument, or the Clock port"],
  [/\bnew Date\(\)/g, "take nowMs as an argument, or the Clock port"],
  [/\bMath\.random\b/g, "use the Random port"],
  [/\bset(?:Timeout|Interval|Immediate)\b/g, "use Clock.sleep with a signal"],
  [/(?<![.\w])fetch\((?=[^)]*\))(?![^()]*\)\s*[:{])/g, "use the Transport port"],
  [/\bcrypto\.getRandomValues\b/g, "use the Random port"],
  [/\bcrypto\.subtle\b/g, "use the CryptoProvider"],
  [/\bprocess\.env\b/g, "read configuration once, in main.ts"],
  [/\bBuffer\b/g, "use Uint8Array and @session/protocol/bytes"],
  [/\bconsole\./g, "use the Telemetry port"],
];

/** Adapters and composition roots are where the outside world is let in. */
const ALLOWED =
  /(?:^|\/)(?:transport|platform|store|db|devnet|launch|telemetry|server|bin|scripts|e2e|test|testing|tidy|bench|fuzz|wallet)\/|(?:^|\/)(?:main\.tsx?|native\.ts)$|\.config\.ts$|\.(?:service\.|e2e\.)?test\.tsx?$|^packages\/testnet\/|^packages\/config\/|^apps\/(?:web|explorer)\/src\/(?:app|features|components|worker|trpc)\/|^apps\/chain\/contracts\//;

export function findBanned(files: readonly SourceFile[]): Finding[] {
  return files.filter((file) => !ALLOWED.test(file.path)).flatMap(findIn);
}

function findIn({ path, text }: SourceFile): Finding[] {
  const code = blank(text, { strings: true });
  return BANNED.flatMap(([pattern, instead]) =>
    [...code.matchAll(pattern)].map((match) => ({
      path,
      line: lineOf(code, match.index),
      message: `${match[0]}: ${instead}`,
    })),
  );
}
