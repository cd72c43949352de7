const PIECE = 8192;

/** One character per byte (latin1). Pieces keep the argument list of `fromCharCode` below engine limits. */
export function latin1Decode(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += PIECE)
    text += String.fromCharCode(...bytes.subarray(start, start + PIECE));
  return text;
}

/** One byte per character. @throws RangeError for a character above U+00FF */
export function latin1Encode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0xff) throw new RangeError(`latin1: expected characters up to U+00FF at ${index}`);
    bytes[index] = code;
  }
  return bytes;
}
