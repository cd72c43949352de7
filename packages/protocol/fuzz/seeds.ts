import { base64Decode, hexDecode, utf8Encode } from "../src/bytes/index.ts";
import { loadVector } from "../src/testing/index.ts";

/** Every text that a vector file holds under one of these keys, at any depth. */
export function vectorTexts(file: string, ...keys: readonly string[]): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, field] of Object.entries(value)) {
      if (!keys.includes(key)) visit(field);
      else found.push(...[field].flat().filter((item) => typeof item === "string"));
    }
  };
  visit(loadVector(file));
  if (found.length === 0) throw new Error(`vectors/${file}.json: nothing under ${keys.join(", ")}`);
  return found;
}

export function vectorHex(file: string, ...keys: readonly string[]): Uint8Array[] {
  return vectorTexts(file, ...keys).map((hex) => hexDecode(hex));
}

export function vectorBase64(file: string, ...keys: readonly string[]): Uint8Array[] {
  return vectorTexts(file, ...keys).map((text) => base64Decode(text));
}

export function texts(...values: readonly string[]): Uint8Array[] {
  return values.map(utf8Encode);
}

export function jsons(...values: readonly unknown[]): Uint8Array[] {
  return values.map((value) => utf8Encode(JSON.stringify(value)));
}

const decoder = new TextDecoder();

/** The input as the text that a peer's JSON or form could have carried; wrong UTF-8 becomes U+FFFD. */
export function textOf(input: Uint8Array): string {
  return decoder.decode(input);
}
