/** Largest upload or download: what our file hosts take. */
export const FILE_BODY_BYTES_MAX = 10_300_000;
/** Largest file for the deterministic scheme; it becomes 10,223,616 bytes. */
export const DETERMINISTIC_FILE_BYTES_MAX = 10_218_286;
/** Largest file for the legacy scheme, and the size that padding does not exceed. */
export const LEGACY_FILE_BYTES_MAX = 10_000_000;
