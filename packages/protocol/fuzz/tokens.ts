import { concatBytes, latin1Encode, utf8Encode } from "../src/bytes/index.ts";

/** Pieces that mean something to at least one format of the network. */
const TEXT_TOKENS: readonly string[] = [
  // bencode
  ..."d l e de le i0e i-0e i00e i-1e ie i- i18446744073709551615e i18446744073709551616e".split(" "),
  ..."i-9223372036854775808e i-9223372036854775809e 0: 1: 1:a 00: 01:a 4294967295: 99999999999999999999: d0:".split(
    " ",
  ),
  ..."1:~ 1:= 1:<lle 1:>lle 1:&de 1:#i0e".split(" "),
  // JSON
  ...'{ } [ ] {} [] , : "" null true false 0 -0 -1 1e999 1E-999 0.5 9007199254740993 1e21 "\\ud800" "\\u0000"'.split(
    " ",
  ),
  ...'"__proto__":1, "toString":1, "length":0, "constructor":{}, "method":"batch", "params":{},'.split(" "),
  // text
  ..."05 03 15 25 00 = == A+/_- .snode http:// https:// ?public_key= #d=".split(" "),
  "\u0000",
  "\u00a0",
  "\ud83d\ude00",
  "\u0130",
];

const BINARY_TOKENS: readonly Uint8Array[] = [
  // protobuf: long, overlong and wrong varints, groups, field 0, the highest field
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x07),
  Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x00),
  Uint8Array.of(0x0b, 0x0c),
  Uint8Array.of(0x0b),
  Uint8Array.of(0x0c),
  Uint8Array.of(0x0a, 0x00),
  Uint8Array.of(0x00),
  Uint8Array.of(0xf8, 0xff, 0xff, 0xff, 0x0f, 0x00),
  // lengths in fixed width, both byte orders
  Uint8Array.of(0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0x80, 0x00, 0x00, 0x00),
  Uint8Array.of(0x00, 0x00, 0x01, 0x00),
  new Uint8Array(8),
  // frames of zstd: an ordinary one, one that claims a huge content, one of the skippable kind
  Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd),
  Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xe4, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0xff),
  // keys: the points of small order 0 and 1, and p - 1
  new Uint8Array(32),
  concatBytes(Uint8Array.of(1), new Uint8Array(31)),
  concatBytes(Uint8Array.of(0xec), new Uint8Array(30).fill(0xff), Uint8Array.of(0x7f)),
];

export const TOKENS: readonly [Uint8Array, ...Uint8Array[]] = [
  new Uint8Array(1),
  ...TEXT_TOKENS.map((text) => utf8Encode(text)),
  ...BINARY_TOKENS,
];

/** Brackets of the formats that nest. */
export const NESTS: readonly [readonly [Uint8Array, Uint8Array], ...(readonly [Uint8Array, Uint8Array])[]] = [
  [latin1Encode("l"), latin1Encode("e")],
  [latin1Encode("d1:a"), latin1Encode("e")],
  [latin1Encode("["), latin1Encode("]")],
  [latin1Encode('{"a":'), latin1Encode("}")],
  [Uint8Array.of(0x0b), Uint8Array.of(0x0c)],
];

export const NUMBERS: readonly [string, ...string[]] = [
  "0",
  "-1",
  "1",
  "255",
  "256",
  "65536",
  "2147483647",
  "2147483648",
  "4294967296",
  "9007199254740991",
  "9007199254740992",
  "9223372036854775808",
  "18446744073709551615",
  "18446744073709551616",
  "999999999999999999999999999999",
];
