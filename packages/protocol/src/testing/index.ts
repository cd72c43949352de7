export { alice, bob, carol } from "./accounts.ts";
export { accountIds, btValues, bytes, bytes32, timesMs } from "./arbitraries.ts";
export { type CodecLawOptions, checkCodecLaws } from "./codec-laws.ts";
export { ED25519_EDGE_CASES, type Ed25519EdgeCase } from "./ed25519-edge-cases.ts";
export { errorCode } from "./errors.ts";
export { type TestNode, testNode } from "./nodes.ts";
export { scriptedRandom, seededRandom } from "./random.ts";
export { loadVector } from "./vectors.ts";
