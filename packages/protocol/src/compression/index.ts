export { type Compress, zstdDecompress } from "./zstd.ts";
