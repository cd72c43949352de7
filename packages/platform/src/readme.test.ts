import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "..");

test("behaviour: the example of the README is the one that is compiled", () => {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const example = readFileSync(join(folder, "examples/composition-root.ts"), "utf8");
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});
