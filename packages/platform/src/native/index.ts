export { type ChosenCrypto, fastestCrypto } from "./fastest.ts";
export { createNativeCrypto } from "./provider.ts";
export { zstdCompress } from "./zstd.ts";
