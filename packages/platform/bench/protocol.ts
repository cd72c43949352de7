// Speed of the protocol's operations with each provider of primitives. Prints a table; see scripts/bench.ts.
import { nobleCrypto } from "@session/protocol/crypto";
import { fastestCrypto } from "../src/native/index.ts";
import { measure, measureLong } from "./measure.ts";
import { OPERATIONS, type Operation } from "./operations.ts";

const native = fastestCrypto();
const [only] = process.argv.slice(2);

console.log(`| Operation | Unit | noble | ${native.name} |`);
console.log("|---|---|--:|--:|");
for (const operation of OPERATIONS) {
  if (only !== undefined && !operation.name.toLowerCase().includes(only.toLowerCase())) continue;
  const noble = time(operation, nobleCrypto);
  const fast = operation.withoutCrypto ? "" : time(operation, native.crypto);
  console.log(`| ${operation.name} | ms | ${noble} | ${fast} |`);
}

/** Milliseconds, in three digits. */
function time({ prepare, isLong }: Operation, crypto: typeof nobleCrypto): string {
  const { ms } = (isLong ? measureLong : measure)(prepare(crypto));
  return ms >= 100 ? String(Math.round(ms)) : String(Number(ms.toPrecision(3)));
}
