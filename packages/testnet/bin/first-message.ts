#!/usr/bin/env node
// Sends the first message over a network that already runs, and says how it went. Used by docker-compose.yml.
import { encodeRecoveryPhrase } from "@session/protocol/identity";
import { deliverFirstMessage } from "../src/first-message.ts";
import { ACCOUNT_NAMES, accountSeed } from "../src/genesis/seeds.ts";
import { DEFAULT_OPTIONS } from "../src/options.ts";

const seedUrls = (process.env.SEED_URLS ?? "").split(",").filter((url) => url !== "");
if (seedUrls.length === 0) throw new Error("SEED_URLS: required, but not set");
const seed = process.env.TESTNET_SEED ?? DEFAULT_OPTIONS.seed;
const [from, to] = ACCOUNT_NAMES.map((name) => encodeRecoveryPhrase(accountSeed(seed, name)));
if (from === undefined || to === undefined) throw new Error("a testnet has two accounts");

const { ms, hops } = await deliverFirstMessage({
  seedUrls,
  fromPhrase: from,
  toPhrase: to,
  // Containers of one network share a /24.
  subnetDiversity: process.env.SUBNET_DIVERSITY === "1",
  timeoutMs: 60_000,
});
console.log(
  `First message: ${ACCOUNT_NAMES.join(" to ")} in ${ms} ms over ${hops.map((hop) => hop.slice(0, 8)).join(", ")}`,
);
process.exit(0);
