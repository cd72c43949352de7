import { concatBytes, latin1Encode } from "../src/bytes/index.ts";
import { type Prng, prngFor } from "./prng.ts";
import { NESTS, NUMBERS, TOKENS } from "./tokens.ts";
import { changeTree } from "./trees.ts";

export const INPUT_BYTES_MAX: number = 64 * 1024;
/** Most inputs grow to at most this much more than their seed; one in 64 may use the whole length. */
const GROWTH_BYTES = 1024;

/**
 * Input number `index` of a target: depends on nothing but the arguments, so that one line repeats it.
 *
 * One in 16 inputs is noise, one in 16 a row of tokens, one in 64 an untouched seed; all others are one or more
 * seeds with one to eight damages.
 */
export function generateInput(options: {
  readonly target: string;
  readonly seed: number;
  readonly index: number;
  readonly seeds: readonly Uint8Array[];
}): Uint8Array {
  const prng = prngFor(options.target, options.seed, options.index);
  const isLong = prng.oneIn(64);
  const [first, ...others] = options.seeds;
  if (first === undefined || prng.oneIn(16))
    return randomBytes(prng, isLong ? prng.below(INPUT_BYTES_MAX) : prng.skewed(512));
  if (prng.oneIn(16)) return tokenRow(prng);
  const base = prng.pick([first, ...others]);
  if (prng.oneIn(64)) return base.slice(0, INPUT_BYTES_MAX);
  const bytesMax = isLong ? INPUT_BYTES_MAX : Math.min(INPUT_BYTES_MAX, base.length + GROWTH_BYTES);
  let input = base;
  for (let left = prng.skewed(8); left > 0; left--) {
    const damage = prng.pick(DAMAGES);
    input = damage(input, prng, prng.pick([first, ...others]), bytesMax).subarray(0, bytesMax);
  }
  return input;
}

/** Gives a damaged copy. `other` is another seed to splice from; the caller cuts the result to `bytesMax`. */
type Damage = (input: Uint8Array, prng: Prng, other: Uint8Array, bytesMax: number) => Uint8Array;

const DAMAGES: readonly [Damage, ...Damage[]] = [
  flipBit,
  setByte,
  setByte,
  truncate,
  removeRange,
  insertNoise,
  insertToken,
  overwriteToken,
  repeatRange,
  moveRange,
  splice,
  changeNumber,
  changeNumber,
  changeVarint,
  nest,
  changeValue,
  changeValue,
  changeValue,
];

function flipBit(input: Uint8Array, prng: Prng): Uint8Array {
  const copy = input.slice();
  const at = prng.below(copy.length);
  if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << prng.below(8));
  return copy;
}

function setByte(input: Uint8Array, prng: Prng): Uint8Array {
  const copy = input.slice();
  const at = prng.below(copy.length);
  if (at < copy.length) copy[at] = prng.oneIn(2) ? prng.pick([0, 1, 0x7f, 0x80, 0xff]) : prng.below(256);
  return copy;
}

function truncate(input: Uint8Array, prng: Prng): Uint8Array {
  return prng.oneIn(2)
    ? input.subarray(0, prng.below(input.length + 1))
    : input.subarray(0, -prng.skewed(16));
}

function removeRange(input: Uint8Array, prng: Prng): Uint8Array {
  const [from, to] = range(input, prng);
  return concatBytes(input.subarray(0, from), input.subarray(to));
}

function insertNoise(input: Uint8Array, prng: Prng): Uint8Array {
  return insert(input, prng, randomBytes(prng, prng.skewed(64)));
}

function insertToken(input: Uint8Array, prng: Prng): Uint8Array {
  return insert(input, prng, prng.pick(TOKENS));
}

function overwriteToken(input: Uint8Array, prng: Prng): Uint8Array {
  const token = prng.pick(TOKENS);
  const at = prng.below(input.length + 1);
  return concatBytes(input.subarray(0, at), token, input.subarray(at + token.length));
}

/** Repeats a part of the input, sometimes until the input is full. */
function repeatRange(input: Uint8Array, prng: Prng, _other: Uint8Array, bytesMax: number): Uint8Array {
  const [from, to] = range(input, prng);
  const block = input.subarray(from, to);
  if (block.length === 0) return input;
  const timesMax = Math.max(1, Math.floor((bytesMax - input.length) / block.length));
  const times = prng.oneIn(4) ? timesMax : Math.min(timesMax, prng.skewed(64));
  return concatBytes(input.subarray(0, to), repeat(block, times), input.subarray(to));
}

function moveRange(input: Uint8Array, prng: Prng): Uint8Array {
  const [from, to] = range(input, prng);
  const rest = concatBytes(input.subarray(0, from), input.subarray(to));
  const at = prng.below(rest.length + 1);
  return concatBytes(rest.subarray(0, at), input.subarray(from, to), rest.subarray(at));
}

function splice(input: Uint8Array, prng: Prng, other: Uint8Array): Uint8Array {
  if (prng.oneIn(2)) {
    const [from, to] = range(other, prng);
    return insert(input, prng, other.subarray(from, to));
  }
  return concatBytes(
    input.subarray(0, prng.below(input.length + 1)),
    other.subarray(prng.below(other.length + 1)),
  );
}

/** Changes a decimal number, which in text and bencode is often a length. */
function changeNumber(input: Uint8Array, prng: Prng): Uint8Array {
  const start = prng.below(input.length + 1);
  const from = findFrom(input, start, isDigit);
  if (from === input.length) return setByte(input, prng);
  const to = findFrom(input, from, (byte) => !isDigit(byte));
  const value = Number(String.fromCharCode(...input.subarray(from, Math.min(to, from + 15))));
  const changed = prng.oneIn(3) ? prng.pick(NUMBERS) : String(Math.max(0, value + prng.below(9) - 4));
  return concatBytes(input.subarray(0, from), latin1Encode(changed), input.subarray(to));
}

/** Puts a varint of any size over a byte, which in protobuf is often a length or a tag. */
function changeVarint(input: Uint8Array, prng: Prng): Uint8Array {
  const at = prng.below(input.length + 1);
  const varint: number[] = [];
  for (let left = prng.below(10); left > 0; left--) varint.push(0x80 | prng.below(128));
  varint.push(prng.below(128));
  return concatBytes(input.subarray(0, at), Uint8Array.from(varint), input.subarray(at + 1));
}

/** Changes a well-formed document into another one; any other input like {@link setByte}. */
function changeValue(input: Uint8Array, prng: Prng, other: Uint8Array): Uint8Array {
  return changeTree(input, prng, other) ?? setByte(input, prng);
}

/** Wraps a part in many levels of brackets: what a recursive reader must bound. */
function nest(input: Uint8Array, prng: Prng, _other: Uint8Array, bytesMax: number): Uint8Array {
  const [open, close] = prng.pick(NESTS);
  const [from, to] = prng.oneIn(2) ? valueRange(input, prng) : range(input, prng);
  const levelsMax = Math.floor((bytesMax - input.length) / (open.length + close.length));
  if (levelsMax < 1) return input;
  const levels = prng.oneIn(2) ? levelsMax : prng.skewed(levelsMax);
  return concatBytes(
    input.subarray(0, from),
    repeat(open, levels),
    input.subarray(from, to),
    repeat(close, levels),
    input.subarray(to),
  );
}

/** A JSON value near a random place: what follows a colon or comma, up to the next comma or bracket. */
function valueRange(input: Uint8Array, prng: Prng): [number, number] {
  const start = prng.below(input.length + 1);
  const before = findFrom(input, start, (byte) => VALUE_STARTS.includes(byte));
  if (before === input.length) return [0, input.length];
  return [before + 1, findFrom(input, before + 1, (byte) => VALUE_ENDS.includes(byte))];
}

const VALUE_STARTS = latin1Encode(":,[{");
const VALUE_ENDS = latin1Encode(",]}");

/** Index of the first such byte at or after `start`, or the length. */
function findFrom(input: Uint8Array, start: number, isMatch: (byte: number) => boolean): number {
  for (let at = start; at < input.length; at++) if (isMatch(input[at] ?? 0)) return at;
  return input.length;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Where a part begins and ends; short parts more often. */
function range(input: Uint8Array, prng: Prng): [number, number] {
  const from = prng.below(input.length + 1);
  return [from, Math.min(input.length, from + prng.skewed(input.length + 1))];
}

function insert(input: Uint8Array, prng: Prng, part: Uint8Array): Uint8Array {
  const at = prng.below(input.length + 1);
  return concatBytes(input.subarray(0, at), part, input.subarray(at));
}

function repeat(block: Uint8Array, times: number): Uint8Array {
  const repeated = new Uint8Array(block.length * times);
  for (let i = 0; i < times; i++) repeated.set(block, i * block.length);
  return repeated;
}

function tokenRow(prng: Prng): Uint8Array {
  return concatBytes(...Array.from({ length: prng.skewed(32) }, () => prng.pick(TOKENS)));
}

function randomBytes(prng: Prng, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = prng.below(256);
  return bytes;
}
