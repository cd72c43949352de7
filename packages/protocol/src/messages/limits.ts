/** Largest content, before padding and after decompression. */
export const CONTENT_BYTES_MAX = 1_000_000;
/** Largest Envelope or WebSocketMessage that is looked at: a content and its wrappers. */
export const WRAPPER_BYTES_MAX: number = CONTENT_BYTES_MAX + 10_000;
/** Largest `data` that a node stores. */
export const STORED_BYTES_MAX = 76_800;
