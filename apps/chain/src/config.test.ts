import { describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";

const env = {
  CHAIN_RPC_URL: "http://127.0.0.1:8545",
  DEPLOYMENT_FILE: "/tmp/deployment.json",
  API_PORT: "3000",
};
const messageOf = (change: Record<string, string | undefined>): string => {
  try {
    readConfig({ ...env, ...change });
  } catch (error) {
    expect(error).toMatchObject({ code: "config_invalid" });
    return error instanceof Error ? error.message : "";
  }
  return "accepted";
};

describe("readConfig", () => {
  test("default: loopback, in memory, local parameters, two looks per block", () => {
    expect(readConfig(env)).toMatchObject({
      host: "127.0.0.1",
      port: 3000,
      database: { kind: "memory" },
      seedUrls: [],
      params: { name: "local" },
      confirmations: 0,
      pollMs: 500,
    });
  });

  test("behaviour: a database server goes before a folder", () => {
    const both = { ...env, DATABASE_URL: "postgres://u:p@127.0.0.1/db", DATA_DIR: "/data" };
    expect(readConfig(both).database).toEqual({ kind: "postgres", url: "postgres://u:p@127.0.0.1/db" });
    expect(readConfig({ ...env, DATA_DIR: "/data" }).database).toEqual({ kind: "pglite", dataDir: "/data" });
  });

  test("behaviour: seeds are a comma list", () => {
    expect(readConfig({ ...env, SEED_URLS: "http://a:1, https://b:2,," }).seedUrls).toEqual([
      "http://a:1",
      "https://b:2",
    ]);
  });

  test.each([
    ["CHAIN_RPC_URL", undefined, "CHAIN_RPC_URL: expected a value, got none"],
    [
      "CHAIN_RPC_URL",
      "ws://x",
      "CHAIN_RPC_URL: expected a URL that starts with http:// or https://, got ws://x",
    ],
    ["DEPLOYMENT_FILE", "", "DEPLOYMENT_FILE: expected a value, got none"],
    ["API_PORT", "65536", "API_PORT: expected 0..65535, got 65536"],
    ["API_PORT", "-1", "API_PORT: expected 0..65535, got -1"],
    ["NETWORK", "toString", "NETWORK: expected local, testnet or mainnet, got toString"],
    ["SEED_URLS", "ftp://a", "SEED_URLS: expected a URL that starts with http:// or https://, got ftp://a"],
    ["CHAIN_POLL_MS", "1", "CHAIN_POLL_MS: expected 50..600000, got 1"],
  ])("error: %s=%s", (name, value, message) => {
    expect(messageOf({ [name]: value })).toBe(message);
  });

  test("error: the text of a database URL is never shown", () => {
    const message = messageOf({ DATABASE_URL: "mysql://me:secret@host/db" });
    expect(message).toBe("DATABASE_URL: expected a URL that starts with postgres:// or postgresql://");
  });
});
