import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BtValue } from "../bt/index.ts";
import { btDecode, btEncode } from "../bt/index.ts";
import { concatBytes, hexDecode, hexEncode, latin1Encode, utf8Encode } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { checkCodecLaws, errorCode, loadVector } from "../testing/index.ts";
import { DATA_DEPTH_MAX, settleConfigData } from "./data.ts";
import {
  type ConfigMessage,
  deriveNextMessage,
  EMPTY_MESSAGE,
  encodePendingMessage,
  type PendingMessage,
  parseConfigMessage,
  SEQNO_MAX,
  sealConfigMessage,
  signConfigMessage,
  withoutOwnSignature,
} from "./message.ts";
import { configDicts } from "./testing/arbitraries.ts";
import { configFromJson, type JsonData } from "./testing/json-data.ts";

interface MessageCase {
  readonly name: string;
  readonly kind: "serialize" | "increment";
  readonly seqno?: number;
  readonly base?: string;
  readonly data: JsonData;
  readonly serialized: string;
  readonly hash: string;
}
const { cases } = loadVector<{ readonly cases: readonly MessageCase[] }>("config-messages");

interface MergeCase {
  readonly name: string;
  readonly kind: string;
}
interface SignCase extends MergeCase {
  readonly kind: "sign";
  readonly secretKey: string;
  readonly seqno: number;
  readonly data: JsonData;
  readonly serialized: string;
  readonly hash: string;
}
interface ParseFailCase extends MergeCase {
  readonly kind: "parse-fail";
  readonly config: string;
  readonly why: string;
}
const mergeCases = loadVector<{ readonly cases: readonly MergeCase[] }>("config-merge").cases;
const signCases = mergeCases.filter((item): item is SignCase => item.kind === "sign");
const parseFailCases = mergeCases.filter((item): item is ParseFailCase => item.kind === "parse-fail");

/** Codes that the vectors leave open: they name the reference's texts. */
const CODES: Readonly<Record<string, string>> = {
  "key before #": "unsupported_version",
  "no & dict": "missing_field",
  "empty dict in data": "invalid_encoding",
  "unsorted set": "invalid_encoding",
  "duplicate in set": "invalid_encoding",
  "unsorted data keys": "invalid_encoding",
  "lagged seqno not below own": "out_of_range",
  "lagged hash not 32 bytes": "invalid_length",
  "diff scalar not empty or -": "invalid_encoding",
  "diff set without two lists": "invalid_encoding",
};

const NOTHING = new Map();

function pendingOf(message: MessageCase): PendingMessage {
  const parent = message.base === undefined ? undefined : parseConfigMessage(hexDecode(message.base));
  const pending: PendingMessage =
    parent === undefined
      ? { seqno: message.seqno ?? 0, data: NOTHING, base: NOTHING, lagged: [], unknown: NOTHING }
      : deriveNextMessage(parent);
  return { ...pending, data: settleConfigData(configFromJson(message.data), pending.base) };
}

describe("vectors/config-messages.json", () => {
  test.each(cases)("default: $name", (item) => {
    const message = sealConfigMessage(pendingOf(item));
    expect(hexEncode(message.bytes)).toBe(item.serialized);
    expect(hexEncode(message.hash)).toBe(item.hash);
    expect(parseConfigMessage(hexDecode(item.serialized))).toEqual(message);
    expect(encodePendingMessage(pendingOf(item))).toEqual(message.bytes);
    if (item.seqno !== undefined) expect(message.seqno).toBe(item.seqno);
  });
  test("default: the empty message is a constant", () => {
    expect(parseConfigMessage(hexDecode(cases[0]?.serialized ?? ""))).toEqual(EMPTY_MESSAGE);
  });
});

describe("vectors/config-merge.json: parsing and signing", () => {
  test.each(parseFailCases)("error: $name", ({ config, why }) => {
    expect(errorCode(() => parseConfigMessage(hexDecode(config)))).toBe(CODES[why]);
  });
  test.each(signCases)("default: $name", ({ secretKey, seqno, data, serialized, hash }) => {
    const signerSeed = hexDecode(secretKey).subarray(0, 32);
    const verifierEd25519 = hexDecode(secretKey).subarray(32);
    const pending = { seqno, data: configFromJson(data), base: NOTHING, lagged: [], unknown: NOTHING };
    const message = sealConfigMessage(pending, { signerSeed });
    expect(hexEncode(message.bytes)).toBe(serialized);
    expect(hexEncode(message.hash)).toBe(hash);
    expect(parseConfigMessage(message.bytes, { verifierEd25519 }).signature).toBe("foreign");
    expect(withoutOwnSignature(message)).toEqual(sealConfigMessage(pending).bytes);
    expect(signConfigMessage(sealConfigMessage(pending), { signerSeed })).toEqual(message);
  });
});

describe("parseConfigMessage", () => {
  const parse = (text: string): ConfigMessage => parseConfigMessage(latin1Encode(text));
  const HASH = `32:${"h".repeat(32)}`;

  test("default", () => {
    const message = parse(`d1:#i7e1:&d1:ai1ee1:<lli6e${HASH}d1:b1:-eee1:=d1:a0:1:s${SET_DIFF}ee`);
    expect(message.seqno).toBe(7);
    expect(message.data).toEqual(new Map([["a", 1n]]));
    expect(message.lagged).toEqual([
      { seqno: 6, hash: new Uint8Array(32).fill(0x68), diff: new Map([["b", "removed"]]) },
    ]);
    expect(message.diff).toEqual(
      new Map<string, unknown>([
        ["a", "assigned"],
        ["s", { added: [1n, utf8Encode("x")], removed: [2n] }],
      ]),
    );
  });
  test("behaviour: lagged changes and own changes may be missing", () => {
    const message = parse("d1:#i1e1:&dee");
    expect([message.lagged, message.diff.size]).toEqual([[], 0]);
  });
  test("behaviour: lagged rows beyond the window are dropped unread", () => {
    expect(parse(`d1:#i7e1:&de1:<lli2eeli6e${HASH}deeee`).lagged).toHaveLength(1);
    expect(parse(`d1:#i7e1:&de1:<lli-1e${HASH}deeee`).lagged).toEqual([]);
    expect(parse(`d1:#i1e1:&de1:<lli-1e${HASH}deeee`).lagged).toHaveLength(1);
    expect(errorCode(() => parse(`d1:#i7e1:&de1:<lli3eeli6e${HASH}deeee`))).toBe("invalid_length");
  });
  test("behaviour: rows of one number are told apart by hash, also with the highest byte", () => {
    const high = `32:${"\xff".repeat(32)}`;
    expect(parse(`d1:#i7e1:&de1:<lli6e${HASH}deeli6e${high}deeee`).lagged).toHaveLength(2);
  });
  test("compat: numbers with leading zeros are read, and hashed as they came", () => {
    const message = parse("d1:#i01e1:&dee");
    expect(message.seqno).toBe(1);
    expect(message.bytes).toEqual(latin1Encode("d1:#i01e1:&dee"));
  });
  test("behaviour: unknown top-level keys are carried on, in their place", () => {
    const message = parse("d1:#i1e1:$i5e1:&de1:<le1:=de1:zd1:xleee");
    const next = sealConfigMessage({ ...deriveNextMessage(message), lagged: [] });
    expect(next.bytes).toEqual(latin1Encode("d1:#i2e1:$i5e1:&de1:<le1:=de1:zd1:xleee"));
  });
  test("behaviour: an unsigned 64-bit integer is kept in an unknown key", () => {
    expect(parse("d1:#i1e1:$i18446744073709551615e1:&dee").unknown.get("$")).toBe(2n ** 64n - 1n);
  });

  const DEEP = (depth: number): string => `${"d1:a".repeat(depth)}i1e${"e".repeat(depth)}`;
  test("behaviour: data may be as deep as every derived message can still carry", () => {
    const message = parse(`d1:#i1e1:&${DEEP(DATA_DEPTH_MAX + 1)}1:=${DEEP_DIFF(DATA_DEPTH_MAX + 1)}e`);
    const next = sealConfigMessage(deriveNextMessage(message));
    expect(parseConfigMessage(next.bytes)).toEqual(next);
  });

  test.each([
    ["nothing", "", "invalid_length"],
    ["another type", "i1e", "invalid_encoding"],
    ["an empty dict", "de", "missing_field"],
    ["no number", "d1:&dee", "missing_field"],
    ["a number that is text", "d1:#1:11:&dee", "invalid_encoding"],
    ["a negative number", "d1:#i-1e1:&dee", "out_of_range"],
    ["a number without room above it", `d1:#i${SEQNO_MAX + 1}e1:&dee`, "out_of_range"],
    ["a key before #", "d0:i1e1:#i1e1:&dee", "unsupported_version"],
    ["data that is a list", "d1:#i1e1:&lee", "invalid_encoding"],
    ["an empty set", "d1:#i1e1:&d1:aleee", "invalid_encoding"],
    ["an empty dict within a dict", "d1:#i1e1:&d1:ad1:bdeeee", "invalid_encoding"],
    ["strings before integers in a set", "d1:#i1e1:&d1:al1:xi1eeee", "invalid_encoding"],
    ["a list in a set", "d1:#i1e1:&d1:alli1eeeee", "invalid_encoding"],
    ["a dict in a set", "d1:#i1e1:&d1:ald1:bi1eeeee", "invalid_encoding"],
    ["a duplicate by value", "d1:#i1e1:&d1:ali1ei01eeee", "invalid_encoding"],
    ["an integer above 63 bits in data", "d1:#i1e1:&d1:ai9223372036854775808eee", "out_of_range"],
    ["data that is too deep", `d1:#i1e1:&${DEEP(DATA_DEPTH_MAX + 2)}e`, "out_of_range"],
    ["a duplicate data key", "d1:#i1e1:&d1:ai1e1:ai1eee", "invalid_encoding"],
    ["unsorted top-level keys", "d1:#i1e1:=de1:&dee", "invalid_encoding"],
    ["lagged changes that are a dict", "d1:#i1e1:&de1:<dee", "invalid_encoding"],
    ["a lagged row that is a dict", "d1:#i1e1:&de1:<ldeee", "invalid_encoding"],
    ["an empty lagged row", "d1:#i1e1:&de1:<lleee", "invalid_encoding"],
    ["a lagged row of two", `d1:#i7e1:&de1:<lli6e${HASH}eee`, "invalid_length"],
    ["a lagged row of four", `d1:#i7e1:&de1:<lli6e${HASH}dei1eeee`, "invalid_length"],
    ["a lagged number that is text", `d1:#i7e1:&de1:<ll1:6${HASH}deeee`, "invalid_encoding"],
    ["a lagged hash that is a number", "d1:#i7e1:&de1:<lli6ei1edeeee", "invalid_length"],
    ["a lagged diff that is a list", `d1:#i7e1:&de1:<lli6e${HASH}leeee`, "invalid_encoding"],
    ["lagged rows out of order", `d1:#i7e1:&de1:<lli6e${HASH}deeli5e${HASH}deeee`, "invalid_encoding"],
    ["a lagged row twice", `d1:#i7e1:&de1:<lli6e${HASH}deeli6e${HASH}deeee`, "invalid_encoding"],
    ["a diff that is a list", "d1:#i1e1:&de1:=lee", "invalid_encoding"],
    ["a diff entry that is a number", "d1:#i1e1:&de1:=d1:ai1eee", "invalid_encoding"],
    ["a diff entry that is --", "d1:#i1e1:&de1:=d1:a2:--ee", "invalid_encoding"],
    ["a set diff of three lists", "d1:#i1e1:&de1:=d1:allelelee ee", "invalid_encoding"],
    ["a set diff of two numbers", "d1:#i1e1:&de1:=d1:ali1ei2eeee", "invalid_encoding"],
    ["a set diff out of order", "d1:#i1e1:&de1:=d1:alli2ei1eeleeee", "invalid_encoding"],
    ["a dict in a set diff", "d1:#i1e1:&de1:=d1:alldeeleeee", "invalid_encoding"],
    ["unsorted diff keys", "d1:#i1e1:&de1:=d1:b0:1:a0:ee", "invalid_encoding"],
    ["a signature of 63 bytes", `d1:#i1e1:&de1:~63:${"s".repeat(63)}e`, "invalid_length"],
    ["a signature that is a number", "d1:#i1e1:&de1:~i1ee", "invalid_length"],
    ["a key after the signature", `d1:#i1e1:&de1:~64:${"s".repeat(64)}1:\x7fi1ee`, "unexpected_field"],
    ["a key after the place of a signature", "d1:#i1e1:&de2:~ai1ee", "unexpected_field"],
    ["a signature with an odd length prefix", `d1:#i1e1:&de1:~064:${"s".repeat(64)}e`, "invalid_encoding"],
    ["trailing bytes", "d1:#i1e1:&deee", "invalid_length"],
  ])("error: %s", (_name, text, code) => {
    expect(errorCode(() => parse(text))).toBe(code);
  });
  test("error: no signature, or one of another key or over other bytes, when one is demanded", () => {
    const signerSeed = new Uint8Array(32).fill(7);
    const verifierEd25519 = nobleCrypto.ed25519PublicKey(signerSeed);
    const pending = deriveNextMessage(EMPTY_MESSAGE);
    const message = sealConfigMessage(pending, { signerSeed });
    const flipped = message.bytes.slice();
    flipped[5] = 0x32; // the digit of the number
    expect(
      [sealConfigMessage(pending).bytes, flipped, message.bytes].map((bytes) =>
        errorCode(() => parseConfigMessage(bytes, { verifierEd25519 })),
      ),
    ).toEqual(["missing_field", "signature_invalid", "none"]);
    const other = nobleCrypto.ed25519PublicKey(new Uint8Array(32).fill(8));
    expect(errorCode(() => parseConfigMessage(message.bytes, { verifierEd25519: other }))).toBe(
      "signature_invalid",
    );
  });
  test("behaviour: without a verifier any signature is kept, and not carried on", () => {
    const signed = concatBytes(
      latin1Encode("d1:#i1e1:&de1:<le1:=de1:~64:"),
      new Uint8Array(64),
      latin1Encode("e"),
    );
    const message = parseConfigMessage(signed);
    expect([message.signature, withoutOwnSignature(message)]).toEqual(["foreign", signed]);
    expect(sealConfigMessage(deriveNextMessage(message)).signature).toBe("none");
  });
});

const SET_DIFF = "lli1e1:xeli2eee";

function DEEP_DIFF(depth: number): string {
  return `${"d1:a".repeat(depth)}0:${"e".repeat(depth)}`;
}

describe("sealConfigMessage", () => {
  const messages = fc
    .array(configDicts, { minLength: 1, maxLength: 7 })
    .map((versions) =>
      versions.reduce(
        (message, data) => sealConfigMessage({ ...deriveNextMessage(message), data }),
        EMPTY_MESSAGE,
      ),
    );
  const codec: Codec<ConfigMessage> = {
    encode: ({ bytes }) => bytes,
    decode: (bytes) => parseConfigMessage(bytes),
  };
  test("behaviour: keeps the codec laws", () => {
    checkCodecLaws(codec, messages);
  });
  test("behaviour: a derived message carries the last four changes", () => {
    let message = EMPTY_MESSAGE;
    for (let count = 0; count < 9; count++) message = sealConfigMessage(deriveNextMessage(message));
    expect([message.seqno, message.lagged.map(({ seqno }) => seqno)]).toEqual([9, [5, 6, 7, 8]]);
  });
  test("behaviour: every parsed message can be written again in canonical form", () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(btEncode(btDecode(message.bytes) as BtValue)).toEqual(message.bytes); // what btDecode gives
      }),
      { numRuns: 50 },
    );
  });
  test("error: data that readers would refuse", () => {
    const deep = (depth: number): Map<string, never> =>
      new Map([["a", (depth === 0 ? 1n : deep(depth - 1)) as never]]); // a tree of any depth
    for (const draft of [
      new Map([["a", 2n ** 63n]]),
      new Map([["a", [2n, 1n]]]),
      new Map([["a", [1n, 1n]]]),
      new Map([["a", [-(2n ** 63n) - 1n]]]),
      deep(DATA_DEPTH_MAX + 1),
    ])
      expect(() => settleConfigData(draft, NOTHING)).toThrow(RangeError);
    expect(settleConfigData(deep(DATA_DEPTH_MAX), NOTHING).size).toBe(1);
  });
});
