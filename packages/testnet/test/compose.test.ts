// The container files against the rest of the repository: what no engine is needed to see.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../src/launch/paths.ts";

interface Part {
  readonly build?: string;
  readonly command?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly scale?: number;
}

const compose: { readonly services: Readonly<Record<string, Part>> } = parse(
  readFileSync(join(ROOT, "docker-compose.yml"), "utf8"),
  { merge: true },
);
const parts = Object.entries(compose.services);

describe("docker-compose.yml", () => {
  test("behaviour: it has every part of the network", () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      "api",
      "chain",
      "explorer",
      "first-message",
      "node",
      "postgres",
      "web",
    ]);
    expect(compose.services.node?.scale).toBe(14);
  });

  test.each(parts.filter(([name]) => name !== "first-message"))(
    "behaviour: %s says when it is healthy",
    (_, part) => {
      expect(part.healthcheck?.test[0]).toBe("CMD");
    },
  );

  test("behaviour: ports are published on loopback only", () => {
    for (const port of parts.flatMap(([, part]) => part.ports ?? [])) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test("behaviour: every file a command names exists", () => {
    for (const [name, part] of parts) {
      const file = /\S+\.ts/.exec(part.command ?? "")?.[0];
      if (file !== undefined) expect(existsSync(join(ROOT, file)), `${name}: ${file}`).toBe(true);
    }
  });

  test("behaviour: parts wait for what they need, and for nothing that does not exist", () => {
    for (const [name, part] of parts) {
      for (const needed of Object.keys(part.depends_on ?? {}))
        expect(compose.services, name).toHaveProperty(needed);
    }
    expect(Object.keys(compose.services["first-message"]?.depends_on ?? {})).toEqual(["node"]);
  });

  test("behaviour: every variable is one that the part reads", () => {
    const sources: Readonly<Record<string, readonly string[]>> = {
      chain: ["apps/chain/bin/devnet.ts"],
      api: ["apps/chain/src/config.ts", "apps/chain/src/main.ts"],
      node: ["apps/node/src/config/config.ts"],
      explorer: ["apps/explorer/src/server/config.ts"],
      web: ["apps/web/server/main.ts"],
      "first-message": ["packages/testnet/bin/first-message.ts"],
    };
    for (const [name, files] of Object.entries(sources)) {
      const text = files.map((file) => readFileSync(join(ROOT, file), "utf8")).join("\n");
      for (const variable of Object.keys(compose.services[name]?.environment ?? {})) {
        if (variable === "MALLOC_ARENA_MAX") continue; // read by the C library
        expect(text, `${name}: ${variable}`).toContain(variable);
      }
    }
  });
});

test("behaviour: the image installs from every package.json of the workspace", () => {
  const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8");
  for (const group of ["packages", "apps"]) {
    for (const name of readdirSync(join(ROOT, group))) {
      if (existsSync(join(ROOT, group, name, "package.json")))
        expect(dockerfile).toContain(`COPY ${group}/${name}/package.json ${group}/${name}/`);
    }
  }
});
