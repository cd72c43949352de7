export { type ChainUnderTest, describeChainReader } from "./chain-reader.ts";
export { type ClockUnderTest, describeClock } from "./clock.ts";
export { describeRandom } from "./random.ts";
export { describeTransport, type TransportUnderTest } from "./transport.ts";
