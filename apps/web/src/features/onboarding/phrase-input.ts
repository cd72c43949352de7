import { SessionError } from "@session/protocol/errors";
import { decodeRecoveryPhrase, ENGLISH } from "@session/protocol/identity";

/** What is to be said about a recovery phrase as it stands in the box. */
export type PhraseCheck =
  | { readonly kind: "empty" }
  /** Nothing wrong so far. */
  | { readonly kind: "typing"; readonly count: number }
  | { readonly kind: "tooFew"; readonly count: number }
  | { readonly kind: "tooMany"; readonly count: number }
  | { readonly kind: "unknownWord"; readonly word: string; readonly position: number }
  | { readonly kind: "checksum" }
  | { readonly kind: "valid"; readonly phrase: string };

const WORDS = 13;
const SHOWN_WORD_MAX = 24;
const KNOWN_PREFIXES = new Set(ENGLISH.words.map((word) => word.slice(0, ENGLISH.prefixLength)));

/**
 * Judges a recovery phrase.
 *
 * @param isSettled the user is done: pasted, or left the field. While typing, the last word and the number of words
 *   are not judged.
 */
export function checkPhrase(text: string, isSettled: boolean): PhraseCheck {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return { kind: "empty" };
  const isLastWordOpen = !isSettled && !/\s$/.test(text) && words.length < WORDS;
  const judged = isLastWordOpen ? words.slice(0, -1) : words;
  const unknown = judged.findIndex((word) => !KNOWN_PREFIXES.has(word.slice(0, ENGLISH.prefixLength)));
  if (unknown >= 0) return { kind: "unknownWord", word: shown(judged[unknown] ?? ""), position: unknown + 1 };
  if (words.length < WORDS) return { kind: isSettled ? "tooFew" : "typing", count: words.length };
  if (words.length > WORDS) return { kind: "tooMany", count: words.length };
  return decodes(words.join(" ")) ? { kind: "valid", phrase: words.join(" ") } : { kind: "checksum" };
}

function decodes(phrase: string): boolean {
  try {
    decodeRecoveryPhrase(phrase);
    return true;
  } catch (error) {
    if (error instanceof SessionError) return false;
    throw error;
  }
}

function shown(word: string): string {
  const characters = [...word];
  return characters.length > SHOWN_WORD_MAX ? `${characters.slice(0, SHOWN_WORD_MAX).join("")}…` : word;
}
