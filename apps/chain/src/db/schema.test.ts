import { readdirSync, readFileSync } from "node:fs";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { expect, test } from "vitest";
import * as schema from "./schema.ts";

const META = `${import.meta.dirname}/migrations/meta`;

test("behaviour: the committed migrations lead to the declared tables", async () => {
  const newest = readdirSync(META)
    .filter((file) => file.endsWith("_snapshot.json"))
    .sort()
    .at(-1);
  const committed = JSON.parse(readFileSync(`${META}/${newest}`, "utf8"));
  expect(await generateMigration(committed, generateDrizzleJson(schema, committed.id))).toEqual([]);
});
