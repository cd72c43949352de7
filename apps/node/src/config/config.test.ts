import { local, mainnet } from "@session/protocol/params";
import { describe, expect, test } from "vitest";
import { parseNodeConfig } from "./config.ts";

const required = {
  NETWORK: "local",
  NODE_DATA_DIR: "/var/lib/node",
  CHAIN_RPC_URL: "http://127.0.0.1:8545",
  DEPLOYMENT_FILE: "/etc/deployment.json",
};

function problems(env: Record<string, string>): readonly string[] {
  try {
    parseNodeConfig({ ...required, ...env });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "config_invalid")
      return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("parseNodeConfig", () => {
  test("default: the four required variables are enough", () => {
    expect(parseNodeConfig(required)).toEqual({
      params: local,
      dataDir: "/var/lib/node",
      ip: "127.0.0.1",
      listenIp: "127.0.0.1",
      httpsPort: 22021,
      peerPort: 22020,
      chainRpcUrl: "http://127.0.0.1:8545",
      deploymentFile: "/etc/deployment.json",
      seedUrls: [],
      register: false,
      faucet: false,
      serverRelay: false,
      logLevel: "info",
    });
  });

  test("behaviour: every variable is read", () => {
    expect(
      parseNodeConfig({
        ...required,
        NETWORK: "mainnet",
        NODE_IP: "127.0.3.1",
        NODE_LISTEN_IP: "0.0.0.0",
        NODE_HTTPS_PORT: "1001",
        NODE_PEER_PORT: "1002",
        NODE_HTTP_PORT: "1003",
        SEED_URLS: "http://a:1/, https://b",
        NODE_REGISTER: "1",
        NODE_FAUCET: "1",
        NODE_SERVER_RELAY: "1",
        NODE_STORE_BYTES: "5000000",
        NODE_LOG_LEVEL: "debug",
      }),
    ).toMatchObject({
      params: mainnet,
      ip: "127.0.3.1",
      listenIp: "0.0.0.0",
      httpsPort: 1001,
      peerPort: 1002,
      httpPort: 1003,
      seedUrls: ["http://a:1", "https://b"],
      register: true,
      faucet: true,
      serverRelay: true,
      quotaBytes: 5_000_000,
      logLevel: "debug",
    });
  });

  test.each([
    [{ NETWORK: "moon" }, "NETWORK: expected mainnet, testnet, local, got moon"],
    [{ NODE_DATA_DIR: "" }, "NODE_DATA_DIR: required, but not set"],
    [{ NODE_IP: "0.0.0.0" }, "NODE_IP: expected an IPv4 address other nodes reach, got 0.0.0.0"],
    [{ NODE_LISTEN_IP: "host" }, "NODE_LISTEN_IP: expected an IPv4 address of this machine, got host"],
    [{ NODE_HTTPS_PORT: "70000" }, "NODE_HTTPS_PORT: expected 1..65535, got 70000"],
    [{ NODE_PEER_PORT: "1e3" }, "NODE_PEER_PORT: expected 1..65535, got 1e3"],
    [{ NODE_HTTP_PORT: "0" }, "NODE_HTTP_PORT: expected 1..65535, got 0"],
    [
      { NODE_HTTPS_PORT: "7", NODE_PEER_PORT: "7" },
      "NODE_HTTPS_PORT, NODE_PEER_PORT, NODE_HTTP_PORT: expected different ports",
    ],
    [{ CHAIN_RPC_URL: "ftp://x" }, "CHAIN_RPC_URL: expected an http or https URL, got ftp://x"],
    [{ SEED_URLS: "http://a,nonsense" }, "SEED_URLS: expected an http or https URL, got nonsense"],
    [{ NODE_REGISTER: "yes" }, "NODE_REGISTER: expected 0 or 1, got yes"],
    [{ NODE_FAUCET: "2" }, "NODE_FAUCET: expected 0 or 1, got 2"],
    [{ NODE_SERVER_RELAY: "on" }, "NODE_SERVER_RELAY: expected 0 or 1, got on"],
    [{ NODE_STORE_BYTES: "10" }, "NODE_STORE_BYTES: expected a number of bytes from 1000000, got 10"],
    [{ NODE_LOG_LEVEL: "loud" }, "NODE_LOG_LEVEL: expected debug, info, warn or error, got loud"],
  ])("error: %j", (env, message) => {
    expect(problems(env)).toEqual([message]);
  });

  test("error: all bad variables are named at once", () => {
    expect(problems({ NETWORK: "x", NODE_IP: "y", NODE_REGISTER: "z" })).toHaveLength(3);
  });
});
