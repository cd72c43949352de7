import { utf8Encode } from "../bytes/index.ts";
import { type SecretBytes, secretBytes } from "../crypto/index.ts";
import { type ProtocolErrorCode, SessionError } from "../errors.ts";
import { crc32 } from "./crc32.ts";
import { ENGLISH } from "./word-lists/english.ts";
import type { WordList } from "./word-lists/word-list.ts";

const SEED_BYTES = 16;
const WORDS = 12;
/** Far above any phrase; longer input is refused before it is split. */
const TEXT_MAX = 1000;
const UINT32_MAX = 0xffff_ffff;

const lookups = new WeakMap<WordList, ReadonlyMap<string, number>>();

/**
 * The 13 words that stand for a seed: three for each four bytes (little endian), then the checksum word.
 *
 * @throws RangeError unless the seed is 16 bytes
 * Spec: docs/spec/accounts-and-messages.md section 2. Vectors: vectors/account.json.
 */
export function encodeRecoveryPhrase(seed: Uint8Array, list: WordList = ENGLISH): string {
  if (seed.length !== SEED_BYTES)
    throw new RangeError(`seed: expected ${SEED_BYTES} bytes, got ${seed.length}`);
  const n = list.words.length;
  const view = new DataView(seed.buffer, seed.byteOffset, seed.length);
  const indices: number[] = [];
  for (let offset = 0; offset < SEED_BYTES; offset += 4) {
    const x = view.getUint32(offset, true);
    const a = x % n;
    const b = (Math.floor(x / n) + a) % n;
    const c = (Math.floor(x / (n * n)) + b) % n;
    indices.push(a, b, c);
  }
  indices.push(checksumWord(indices, list));
  return indices.map((index) => list.words[index]).join(" ");
}

/**
 * The 16-byte seed behind a phrase. White space, capitals and letters after the telling first three are forgiven.
 *
 * The checksum word is compared, not looked up: one that is in no list is a wrong checksum like any other.
 * @throws SessionError too_few_words, checksum_word_missing, too_many_words, unknown_word (`meta.word`, and
 *   `meta.position` counted from 1), phrase_not_decodable, checksum_mismatch
 * Spec: docs/spec/accounts-and-messages.md section 2. Vectors: vectors/account.json.
 */
export function decodeRecoveryPhrase(text: string, list: WordList = ENGLISH): SecretBytes {
  if (text.length > TEXT_MAX) throw phraseError("too_many_words", `expected at most ${TEXT_MAX} characters`);
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  checkCount(words.length);
  const lookup = indicesByPrefix(list);
  const indices = words.slice(0, WORDS).map((word, at) => {
    const index = lookup.get(prefix(word, list));
    // Messages end up in logs, where not even a mistyped word of a phrase belongs.
    if (index === undefined)
      throw phraseError("unknown_word", `word ${at + 1}: expected one of the ${list.language} list`, {
        word,
        position: at + 1,
      });
    return index;
  });
  const seed = decodeGroups(indices, list);
  const checksum = list.words[checksumWord(indices, list)] ?? "";
  if (prefix(words[WORDS] ?? "", list) !== prefix(checksum, list))
    throw phraseError("checksum_mismatch", "the last word does not match the others");
  return secretBytes(seed);
}

function checkCount(count: number): void {
  if (count < WORDS) throw phraseError("too_few_words", `expected 13 words, got ${count}`, { count });
  if (count === WORDS) throw phraseError("checksum_word_missing", "expected 13 words, got 12", { count });
  if (count > WORDS + 1) throw phraseError("too_many_words", `expected 13 words, got ${count}`, { count });
}

function decodeGroups(indices: readonly number[], list: WordList): Uint8Array {
  const n = list.words.length;
  const seed = new Uint8Array(SEED_BYTES);
  const view = new DataView(seed.buffer);
  for (let group = 0; group < SEED_BYTES / 4; group++) {
    const [a = 0, b = 0, c = 0] = indices.slice(group * 3, group * 3 + 3);
    // At most 1626^3 - 1, about 4.3e9: exact in a double.
    const x = a + n * ((n - a + b) % n) + n * n * ((n - b + c) % n);
    if (x > UINT32_MAX || x % n !== a)
      throw phraseError(
        "phrase_not_decodable",
        `words ${group * 3 + 1} to ${group * 3 + 3} encode no number`,
      );
    view.setUint32(group * 4, x, true);
  }
  return seed;
}

/** Where the words of a list stand, by their telling letters; built once for each list. */
function indicesByPrefix(list: WordList): ReadonlyMap<string, number> {
  const known = lookups.get(list);
  if (known !== undefined) return known;
  const lookup = new Map(list.words.map((word, index) => [prefix(word, list), index]));
  lookups.set(list, lookup);
  return lookup;
}

/** Index of the word that repeats as checksum: number `CRC-32(joined prefixes) mod 12` of the twelve. */
function checksumWord(indices: readonly number[], list: WordList): number {
  const prefixes = indices.map((index) => prefix(list.words[index] ?? "", list)).join("");
  return indices[crc32(utf8Encode(prefixes)) % indices.length] ?? 0;
}

function prefix(word: string, list: WordList): string {
  return [...word].slice(0, list.prefixLength).join("");
}

function phraseError(
  code: ProtocolErrorCode,
  message: string,
  meta: Record<string, unknown> = {},
): SessionError<ProtocolErrorCode> {
  return new SessionError(code, `recovery phrase: ${message}`, { meta });
}
