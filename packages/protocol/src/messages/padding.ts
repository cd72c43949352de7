const BLOCK = 160;
const TERMINATOR = 0x80;

/**
 * Appends 0x80 and zeros up to a multiple of 160; a whole further block when the 0x80 already ends one.
 *
 * Spec: docs/spec/accounts-and-messages.md section 3.2. Vectors: vectors/padding.json.
 */
export function padContent(content: Uint8Array): Uint8Array {
  const terminated = content.length + 1;
  const padded = new Uint8Array(terminated + BLOCK - (terminated % BLOCK));
  padded.set(content);
  padded[content.length] = TERMINATOR;
  return padded;
}

/**
 * Strips zeros and then at most one 0x80; takes whatever length older clients produced. A view on the input.
 *
 * Spec: docs/spec/accounts-and-messages.md section 3.2. Vectors: vectors/padding.json.
 */
export function unpadContent(padded: Uint8Array): Uint8Array {
  const last = padded.findLastIndex((byte) => byte !== 0);
  const end = padded[last] === TERMINATOR ? last : last + 1;
  return padded.subarray(0, end);
}
