import { constants, zstdCompressSync } from "node:zlib";

/** The level of every client of the network. */
const LEVEL = 1;

/**
 * One zstd frame of the bytes, level 1: the `Compress` of config and group messages.
 *
 * Spec: docs/spec/config-messages.md section 5, docs/spec/groups.md section 4.
 */
export function zstdCompress(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }));
}
