import { argon2id } from "@noble/hashes/argon2.js";
import { utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { assert } from "../errors.ts";

/** Emoji that are compared. */
export const LINK_EMOJI_SHOWN = 7;
/** Emoji that are shown to whoever asks for more. */
export const LINK_EMOJI_ALL = 21;
const BITS_PER_EMOJI = 6;
const HASH_BYTES = 16;
const MEMORY_KIB = 16 * 1024;
const PASSES = 2;
const SALT_PERSONALIZATION = utf8Encode("SessionLinkEmoji");

/** An emoji and its name for those who cannot see or print it. */
export interface LinkEmoji {
  readonly emoji: string;
  readonly name: string;
}

/**
 * The 21 emoji of a link request, of which people compare the first seven on both screens.
 *
 * Costs 16 MiB and a noticeable time on purpose: whoever wants to slip in a request with the same emoji has minutes.
 * @param request the signed request, as sealing and opening return it
 * Spec: docs/spec/protocol-v2.md section 4.2.
 */
export function linkEmoji(request: Uint8Array, crypto: CryptoProvider = nobleCrypto): readonly LinkEmoji[] {
  return linkEmojiIndices(request, crypto).map((index) => {
    const emoji = LINK_EMOJI[index];
    assert(emoji !== undefined, "six bits choose among 64");
    return emoji;
  });
}

/** The 21 places in {@link LINK_EMOJI}, 0 to 63. Spec: docs/spec/protocol-v2.md section 4.2. */
export function linkEmojiIndices(
  request: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): readonly number[] {
  const salt = crypto.blake2b(request, { length: 16, personalization: SALT_PERSONALIZATION });
  const hash = argon2id(request, salt, { t: PASSES, m: MEMORY_KIB, p: 1, dkLen: HASH_BYTES });
  return sixBitGroups(hash);
}

/** The first 21 groups of six bits of 16 bytes, read as one little-endian number from its low end. */
export function sixBitGroups(hash: Uint8Array): readonly number[] {
  return Array.from({ length: LINK_EMOJI_ALL }, (_, place) => {
    const bit = place * BITS_PER_EMOJI;
    const at = bit >> 3;
    const window = (hash[at] ?? 0) | ((hash[at + 1] ?? 0) << 8);
    return (window >> (bit & 7)) & 0x3f;
  });
}

/** The 64 emoji of Matrix's short authentication strings, in its order and with its names. */
export const LINK_EMOJI: readonly LinkEmoji[] = [
  { emoji: "🐶", name: "Dog" },
  { emoji: "🐱", name: "Cat" },
  { emoji: "🦁", name: "Lion" },
  { emoji: "🐎", name: "Horse" },
  { emoji: "🦄", name: "Unicorn" },
  { emoji: "🐷", name: "Pig" },
  { emoji: "🐘", name: "Elephant" },
  { emoji: "🐰", name: "Rabbit" },
  { emoji: "🐼", name: "Panda" },
  { emoji: "🐓", name: "Rooster" },
  { emoji: "🐧", name: "Penguin" },
  { emoji: "🐢", name: "Turtle" },
  { emoji: "🐟", name: "Fish" },
  { emoji: "🐙", name: "Octopus" },
  { emoji: "🦋", name: "Butterfly" },
  { emoji: "🌷", name: "Flower" },
  { emoji: "🌳", name: "Tree" },
  { emoji: "🌵", name: "Cactus" },
  { emoji: "🍄", name: "Mushroom" },
  { emoji: "🌏", name: "Globe" },
  { emoji: "🌙", name: "Moon" },
  { emoji: "☁️", name: "Cloud" },
  { emoji: "🔥", name: "Fire" },
  { emoji: "🍌", name: "Banana" },
  { emoji: "🍎", name: "Apple" },
  { emoji: "🍓", name: "Strawberry" },
  { emoji: "🌽", name: "Corn" },
  { emoji: "🍕", name: "Pizza" },
  { emoji: "🎂", name: "Cake" },
  { emoji: "❤️", name: "Heart" },
  { emoji: "😀", name: "Smiley" },
  { emoji: "🤖", name: "Robot" },
  { emoji: "🎩", name: "Hat" },
  { emoji: "👓", name: "Glasses" },
  { emoji: "🔧", name: "Spanner" },
  { emoji: "🎅", name: "Santa" },
  { emoji: "👍", name: "Thumbs Up" },
  { emoji: "☂️", name: "Umbrella" },
  { emoji: "⌛", name: "Hourglass" },
  { emoji: "⏰", name: "Clock" },
  { emoji: "🎁", name: "Gift" },
  { emoji: "💡", name: "Light Bulb" },
  { emoji: "📕", name: "Book" },
  { emoji: "✏️", name: "Pencil" },
  { emoji: "📎", name: "Paperclip" },
  { emoji: "✂️", name: "Scissors" },
  { emoji: "🔒", name: "Lock" },
  { emoji: "🔑", name: "Key" },
  { emoji: "🔨", name: "Hammer" },
  { emoji: "☎️", name: "Telephone" },
  { emoji: "🏁", name: "Flag" },
  { emoji: "🚂", name: "Train" },
  { emoji: "🚲", name: "Bicycle" },
  { emoji: "✈️", name: "Aeroplane" },
  { emoji: "🚀", name: "Rocket" },
  { emoji: "🏆", name: "Trophy" },
  { emoji: "⚽", name: "Ball" },
  { emoji: "🎸", name: "Guitar" },
  { emoji: "🎺", name: "Trumpet" },
  { emoji: "🔔", name: "Bell" },
  { emoji: "⚓", name: "Anchor" },
  { emoji: "🎧", name: "Headphones" },
  { emoji: "📁", name: "Folder" },
  { emoji: "📌", name: "Pin" },
];
