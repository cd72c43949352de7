import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode } from "../bytes/index.ts";
import { DecodeError, SessionError } from "../errors.ts";
import { accountIds, bytes, bytes32, errorCode, loadVector } from "../testing/index.ts";
import {
  accountIdBytes,
  accountIdFromBytes,
  accountIdFromEd25519,
  decodeRecoveryPhrase,
  deriveAccount,
  ENGLISH,
  ed25519PublicKey,
  encodeRecoveryPhrase,
  parseAccountId,
  parseMailboxId,
  parseSnodeHost,
  snodeHost,
  type WordList,
  x25519PublicKey,
} from "./index.ts";

const vectors = loadVector<{
  readonly vectors: readonly {
    readonly source: string;
    readonly seed16: string;
    readonly mnemonic: string;
    readonly ed25519_seed32: string;
    readonly ed25519_public: string;
    readonly x25519_private: string;
    readonly x25519_public: string;
    readonly account_id: string;
  }[];
  readonly tolerant_decoding: readonly {
    readonly phrase: string;
    readonly seed16: string;
    readonly note: string;
  }[];
  readonly negative: readonly { readonly phrase: string; readonly error: string; readonly note: string }[];
}>("account");

/** Our name for each error of the vector file. */
const ERRORS: Readonly<Record<string, string>> = {
  too_few_words: "too_few_words",
  needs_checksum_word: "checksum_word_missing",
  too_many_words: "too_many_words",
  group_overflow: "phrase_not_decodable",
  unknown_word: "unknown_word",
  checksum_mismatch: "checksum_mismatch",
};

describe("vectors/account.json", () => {
  test.each(vectors.vectors)("default: keys and phrase, $source", (vector) => {
    const seed = hexDecode(vector.seed16);
    const account = deriveAccount(seed);
    expect(hexEncode(account.ed25519Seed)).toBe(vector.ed25519_seed32);
    expect(hexEncode(account.ed25519PublicKey)).toBe(vector.ed25519_public);
    expect(hexEncode(account.x25519Secret)).toBe(vector.x25519_private);
    expect(hexEncode(account.x25519PublicKey)).toBe(vector.x25519_public);
    expect(account.accountId).toBe(vector.account_id);
    expect(deriveAccount(hexDecode(vector.ed25519_seed32)).accountId).toBe(vector.account_id);
    expect(accountIdFromEd25519(hexDecode(vector.ed25519_public))).toBe(vector.account_id);
    expect(encodeRecoveryPhrase(seed)).toBe(vector.mnemonic);
    expect(hexEncode(decodeRecoveryPhrase(vector.mnemonic))).toBe(vector.seed16);
  });
  test.each(vectors.tolerant_decoding)("behaviour: $note", ({ phrase, seed16 }) => {
    expect(hexEncode(decodeRecoveryPhrase(phrase))).toBe(seed16);
  });
  test.each(vectors.negative)("error: $note", ({ phrase, error }) => {
    expect(errorCode(() => decodeRecoveryPhrase(phrase))).toBe(ERRORS[error]);
  });
});

describe("recovery phrase", () => {
  const phrase =
    "virtual rounded dating itself sober fleet adrenalin puzzled wept rural axis fictional fleet";

  test("behaviour: the English list is the one of vectors/mnemonic-english.json", () => {
    expect(ENGLISH.words).toEqual(loadVector<readonly string[]>("mnemonic-english"));
    expect(new Set(ENGLISH.words.map((word) => word.slice(0, ENGLISH.prefixLength))).size).toBe(1626);
  });
  test("behaviour: every seed survives, whatever capitals and white space", () => {
    const space = fc.constantFrom(" ", "  ", "\n", "\t", "\r\n", "\u00a0");
    fc.assert(
      fc.property(bytes({ min: 16, max: 16 }), space, fc.boolean(), (seed, gap, upper) => {
        const text = gap + encodeRecoveryPhrase(seed).replaceAll(" ", gap) + gap;
        expect(hexEncode(decodeRecoveryPhrase(upper ? text.toUpperCase() : text))).toBe(hexEncode(seed));
      }),
    );
  });
  test("error: an unknown word is named with its place, but not in the message", () => {
    expect.assertions(2);
    try {
      decodeRecoveryPhrase(phrase.replace("sober", "Quux"));
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      expect(error.message).toBe("recovery phrase: word 5: expected one of the English list");
      expect([error.code, error.meta]).toEqual(["unknown_word", { word: "quux", position: 5 }]);
    }
  });
  test("error: the checksum word belongs to other words", () => {
    expect(errorCode(() => decodeRecoveryPhrase(phrase.replace(/fleet$/, "wept")))).toBe("checksum_mismatch");
    expect(
      errorCode(() => decodeRecoveryPhrase(phrase.replace("virtual rounded", "rounded virtual"))),
    ).not.toBe("none");
    expect(errorCode(() => decodeRecoveryPhrase(phrase.replace(/fleet$/, "quux")))).toBe("checksum_mismatch");
    expect(errorCode(() => decodeRecoveryPhrase(phrase.replace(/fleet$/, "fl")))).toBe("checksum_mismatch");
    expect(decodeRecoveryPhrase(phrase.replace(/fleet$/, "FLEe"))).toEqual(decodeRecoveryPhrase(phrase));
  });
  test.each([
    ["nothing", "", "too_few_words"],
    ["white space", " \n ", "too_few_words"],
    ["one word", "virtual", "too_few_words"],
    ["24 words", `${phrase} ${phrase}`, "too_many_words"],
    ["a text without end", "a".repeat(1_000_000), "too_many_words"],
  ])("error: %s", (_name, text, code) => {
    expect(errorCode(() => decodeRecoveryPhrase(text))).toBe(code);
  });
  test("error: any text gives a seed or one of the six errors", () => {
    const word = fc.oneof(fc.constantFrom(...ENGLISH.words), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(fc.array(word, { minLength: 11, maxLength: 14 }), (words) => {
        expect(["none", ...Object.values(ERRORS)]).toContain(
          errorCode(() => decodeRecoveryPhrase(words.join(" "))),
        );
      }),
    );
  });
  test("behaviour: another language is another list", () => {
    const words = Array.from({ length: 1626 }, (_, index) => `${String.fromCharCode(0x4e00 + index)}x`);
    const list: WordList = { language: "Test", prefixLength: 1, words };
    const seed = hexDecode("7728d972721b98816a328c46c1995135");
    expect(decodeRecoveryPhrase(encodeRecoveryPhrase(seed, list), list)).toEqual(
      decodeRecoveryPhrase(phrase),
    );
  });
  test("error: a seed of another length is our own mistake", () => {
    expect(() => encodeRecoveryPhrase(new Uint8Array(32))).toThrow(RangeError);
    expect(() => deriveAccount(new Uint8Array(15))).toThrow(RangeError);
  });
});

describe("account", () => {
  test("behaviour: its secrets print as [secret]", () => {
    const account = deriveAccount(new Uint8Array(16).fill(0x5a));
    const printed = `${JSON.stringify(account)} ${inspect(account)}`;
    expect(printed.match(/\[secret\]/g)).toHaveLength(4);
    for (const secret of [account.ed25519Seed, account.x25519Secret]) {
      expect(printed).not.toContain(hexEncode(secret));
      expect(printed).not.toContain([...secret.slice(0, 4)].join(","));
    }
  });
  test("behaviour: a phrase restores the account it was made for", () => {
    const seed = hexDecode("7728d972721b98816a328c46c1995135");
    expect(deriveAccount(decodeRecoveryPhrase(encodeRecoveryPhrase(seed))).accountId).toBe(
      "056c3d9682f167135d4c86b0af24e7aca98949380fa825e01455e788fe3df1d05c",
    );
  });
});

describe("account ID", () => {
  const id = `05${"ab".repeat(32)}`;

  test("error: an Ed25519 key of another length, or of small order", () => {
    expect(errorCode(() => accountIdFromEd25519(new Uint8Array(31)))).toBe("invalid_length");
    expect(errorCode(() => accountIdFromEd25519(new Uint8Array(32)))).toBe("invalid_encoding");
  });

  test("behaviour: text and bytes are two forms of one ID", () => {
    fc.assert(
      fc.property(accountIds, (accountId) => {
        expect(accountIdFromBytes(accountIdBytes(accountId))).toBe(accountId);
        expect(parseAccountId(`  ${accountId.toUpperCase()}\n`)).toBe(accountId);
      }),
    );
  });
  test.each([
    ["another prefix", `15${"ab".repeat(32)}`],
    ["too short", id.slice(2)],
    ["too long", `${id}00`],
    ["not hex", `05${"xy".repeat(32)}`],
    ["white space inside", `05 ${"ab".repeat(32)}`],
    ["nothing", ""],
  ])("error: %s", (_name, text) => {
    expect(errorCode(() => parseAccountId(text))).toBe("invalid_encoding");
  });
  test("error: the message says what is wrong without repeating the ID", () => {
    expect(() => parseAccountId(` 15${id.slice(2)}`, "author")).toThrow(
      new DecodeError(
        "invalid_encoding",
        'account ID: expected 05 and 64 hex digits, got "15" of 66 characters',
        {
          path: "author",
        },
      ),
    );
    expect(() => parseMailboxId("0")).toThrow('mailbox ID: expected 66 hex digits, got "0" of 1 characters');
  });
  test("behaviour: a mailbox may have any prefix", () => {
    expect(parseMailboxId(`03${"AB".repeat(32)}`)).toBe(`03${"ab".repeat(32)}`);
    expect(errorCode(() => parseMailboxId(` ${id}`))).toBe("invalid_encoding");
  });
});

describe("node keys and hosts", () => {
  test("behaviour: a host name and the key it was made from", () => {
    fc.assert(
      fc.property(bytes32, (key) => {
        const ed25519 = ed25519PublicKey(hexEncode(key));
        expect(snodeHost(ed25519)).toMatch(/^[a-z0-9]{52}\.snode$/);
        expect(parseSnodeHost(snodeHost(ed25519))).toBe(ed25519);
      }),
    );
  });
  test.each([
    ["another suffix", `${"y".repeat(52)}.loki`, "invalid_encoding"],
    ["31 bytes", `${"y".repeat(50)}.snode`, "invalid_length"],
    ["unused bits that are not zero", `${"y".repeat(51)}b.snode`, "invalid_encoding"],
    ["8 bytes", `${"y".repeat(13)}.snode`, "invalid_length"],
  ])("error: %s", (_name, host, code) => {
    expect(errorCode(() => parseSnodeHost(host))).toBe(code);
  });
  test("error: a host is read in one form only, anything else gives DecodeError", () => {
    const letters = fc.string({
      unit: fc.constantFrom(..."ybndrfg8ejkmcpqxot1uwisza345h769Y0l"),
      minLength: 51,
      maxLength: 53,
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), letters), (name) => {
        const host = `${name}.snode`;
        if (errorCode(() => parseSnodeHost(host)) === "none")
          expect(snodeHost(parseSnodeHost(host))).toBe(host);
      }),
    );
  });
  test("behaviour: keys are lower case; anything but 64 hex digits is refused", () => {
    expect(ed25519PublicKey("AB".repeat(32))).toBe("ab".repeat(32));
    expect(x25519PublicKey("AB".repeat(32))).toBe("ab".repeat(32));
    expect(errorCode(() => ed25519PublicKey("ab".repeat(31)))).toBe("invalid_encoding");
    expect(errorCode(() => x25519PublicKey("xy".repeat(32)))).toBe("invalid_encoding");
  });
});
