import { type CryptoProvider, nobleCrypto } from "@session/protocol/crypto";
import { bob } from "@session/testkit/fixtures";
import { expect, test } from "vitest";
import { createScriptedNetwork } from "../testing/scripted-network.ts";
import { createTestClient } from "../testing/test-client.ts";
import { browserPorts } from "./browser.ts";
import { nodePorts } from "./node.ts";

test("default: Node brings native cryptography, a browser leaves it to the portable one", async () => {
  const { crypto, close } = nodePorts();
  expect(crypto).toBeDefined();
  expect(crypto).not.toBe(nobleCrypto);
  expect(browserPorts().crypto).toBeUndefined();
  await close();
});

test("behaviour: a client seals, signs and verifies with the cryptography of its ports", async () => {
  const network = await createScriptedNetwork({ nodes: 4 });
  const used = new Set<string>();
  const crypto: CryptoProvider = {
    ...nobleCrypto,
    x25519SharedSecret: (...keys) => {
      used.add("x25519SharedSecret");
      return nobleCrypto.x25519SharedSecret(...keys);
    },
    ed25519Sign: (...parts) => {
      used.add("ed25519Sign");
      return nobleCrypto.ed25519Sign(...parts);
    },
    ed25519Verify: (...parts) => {
      used.add("ed25519Verify");
      return nobleCrypto.ed25519Verify(...parts);
    },
  };
  const client = createTestClient(network, { ports: { crypto } });
  await client.start();
  await network.during(client.send(bob.accountId, { text: "hello" }));
  await network.during(client.stop());
  expect([...used].sort()).toEqual(["ed25519Sign", "ed25519Verify", "x25519SharedSecret"]);
});
