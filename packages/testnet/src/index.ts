export { deliverFirstMessage, type FirstMessage } from "./first-message.ts";
export { type LaunchOptions, startTestnet, type Testnet, type TestnetInfo } from "./network.ts";
