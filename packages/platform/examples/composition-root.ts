import { systemClock } from "@session/platform/clock";
import { fastestCrypto } from "@session/platform/native";
import { systemRandom } from "@session/platform/random";

const { name, crypto } = fastestCrypto();
const random = systemRandom();
const seed = random.secure(32);
const signature = crypto.ed25519Sign(new TextEncoder().encode("hello"), seed);
process.stdout.write(`${systemClock().now()}: ${signature.length} bytes, signed by ${name}\n`);
