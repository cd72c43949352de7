// node build.ts [--check]: the API reference of the public packages, from their doc comments, into dist.
// With --check nothing is written. Any warning, broken link or undocumented function fails.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, type ProjectReflection, ReflectionKind, type TypeDocOptions } from "typedoc";

const here = dirname(fileURLToPath(import.meta.url));
const PACKAGES: readonly string[] = ["protocol"];

const options: TypeDocOptions = {
  name: "Session protocol",
  entryPointStrategy: "resolve",
  entryPoints: PACKAGES.flatMap(exportedModules),
  tsconfig: join(here, "tsconfig.sources.json"),
  out: join(here, "dist"),
  readme: "none",
  excludeInternal: true,
  // Named by `keyof typeof` or a brand: the reader sees what they amount to.
  intentionallyNotExported: ["Brand", "ID_KINDS", "IdPrefix", "INFO_CHANGES", "MEMBER_CHANGES"],
  excludePrivate: true,
  disableSources: true,
  githubPages: false,
  validation: {
    notExported: true,
    invalidLink: true,
    invalidPath: true,
    rewrittenLink: true,
    unusedMergeModuleWith: true,
  },
};

const app = await Application.bootstrap(options);
const project = await app.convert();
if (project === undefined) process.exit(1);
app.validate(project);
for (const name of undocumented(project)) app.logger.warn(`${name} has no doc comment`);
if (!process.argv.includes("--check")) await app.generateOutputs(project);
process.exit(app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0);

/** Exported functions, classes and constants; what their parts mean is left to the author. */
function undocumented(all: ProjectReflection): string[] {
  const { Function: FunctionKind, Class, Variable, SomeModule } = ReflectionKind;
  return all
    .getReflectionsByKind(FunctionKind | Class | Variable)
    .filter((reflection) => reflection.parent?.kindOf(SomeModule | ReflectionKind.Project))
    .filter((reflection) => {
      const signatures = reflection.isDeclaration() ? (reflection.signatures ?? []) : [];
      return !reflection.hasComment() && !signatures.some((signature) => signature.hasComment());
    })
    .map((reflection) => reflection.getFullName());
}

/** Every subpath that a package exports, except what only tests import. */
function exportedModules(name: string): string[] {
  const folder = join(here, "..", name);
  const manifest: { readonly exports: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  return Object.entries(manifest.exports)
    .filter(([subpath]) => subpath !== "./testing")
    .map(([, path]) => join(folder, path));
}
