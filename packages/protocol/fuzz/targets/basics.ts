import { btDecode, btEncode } from "../../src/bt/index.ts";
import {
  base32zDecode,
  base32zEncode,
  base64Decode,
  base64Encode,
  equalBytes,
  hexDecode,
  hexEncode,
  utf8Decode,
  utf8Encode,
} from "../../src/bytes/index.ts";
import {
  jsonArray,
  jsonBoolean,
  jsonDecode,
  jsonEncode,
  jsonField,
  jsonInteger,
  jsonObject,
  jsonString,
} from "../../src/codec/index.ts";
import { SessionError } from "../../src/errors.ts";
import {
  accountIdBytes,
  accountIdFromBytes,
  decodeRecoveryPhrase,
  ed25519PublicKey,
  encodeRecoveryPhrase,
  openOnsAnswer,
  parseAccountId,
  parseMailboxId,
  parseSnodeHost,
  snodeHost,
  x25519PublicKey,
} from "../../src/identity/index.ts";
import { clearCrypto } from "../clear-crypto.ts";
import { jsons, textOf, texts, vectorHex, vectorTexts } from "../seeds.ts";
import { type FuzzTarget, LawBroken } from "../target.ts";

const ACCOUNT_ID = `05${"ab".repeat(32)}`;

function same(written: Uint8Array, input: Uint8Array): void {
  if (!equalBytes(written, input)) throw new LawBroken("written again, the value has other bytes");
}

export const BASIC_TARGETS: readonly FuzzTarget[] = [
  {
    name: "bytes/hex",
    weight: 1,
    prefixes: "text of any even length",
    seeds: () => texts("", "00", "deadBEEF", ACCOUNT_ID),
    run: (input) =>
      same(utf8Encode(hexEncode(hexDecode(textOf(input)))), utf8Encode(textOf(input).toLowerCase())),
  },
  {
    name: "bytes/base64",
    weight: 1,
    prefixes: "text of any length",
    seeds: () => texts("", "AA==", "AAA=", "AAAA", "_-_-", "+/+/", base64Encode(new Uint8Array(100))),
    run: (input) => base64Decode(textOf(input)),
  },
  {
    name: "bytes/base32z",
    weight: 1,
    prefixes: "text of most lengths",
    seeds: () => texts("", "yy", base32zEncode(new Uint8Array(32).fill(7))),
    run: (input) => {
      const text = textOf(input);
      same(utf8Encode(base32zEncode(base32zDecode(text))), utf8Encode(text.toLowerCase()));
    },
  },
  {
    name: "bytes/utf8",
    weight: 1,
    prefixes: "text of any length",
    seeds: () => texts("", "a", "é", "😀", "\ufeffx"),
    run: (input) => same(utf8Encode(utf8Decode(input)), input),
  },
  {
    name: "bt/strict",
    weight: 3,
    seeds: () => vectorHex("bt-encoding", "bytes"),
    run: (input) => same(btEncode(btDecode(input)), input),
  },
  {
    name: "bt/lenient",
    weight: 2,
    seeds: () => vectorHex("bt-encoding", "bytes"),
    run: (input) => {
      const written = btEncode(btDecode(input, { lenientNumbers: true, depthMax: 100 }));
      same(btEncode(btDecode(written, { depthMax: 100 })), written);
    },
  },
  {
    name: "codec/json",
    weight: 2,
    seeds: () => jsons({ text: "a", number: 7, flag: true, list: [1, null, {}], half: 0.5 }, [], "x", -1),
    run: readJson,
  },
  {
    name: "identity/ids",
    weight: 1,
    prefixes: "white space around an ID is passed over",
    seeds: () => texts(ACCOUNT_ID, ` ${ACCOUNT_ID.toUpperCase()}\n`, `03${"cd".repeat(32)}`),
    run: (input) => {
      const text = textOf(input);
      const mailbox = parseMailboxId(text.trim());
      same(utf8Encode(hexEncode(accountIdBytes(mailbox))), utf8Encode(text.trim().toLowerCase()));
      parseAccountId(text);
    },
  },
  {
    name: "identity/account-id-bytes",
    weight: 1,
    seeds: () => [hexDecode(ACCOUNT_ID)],
    run: (input) => same(accountIdBytes(accountIdFromBytes(input)), input),
  },
  {
    name: "identity/keys",
    weight: 1,
    seeds: () => texts("ab".repeat(32), "AB".repeat(32)),
    run: (input) => {
      ed25519PublicKey(textOf(input));
      x25519PublicKey(textOf(input));
    },
  },
  {
    name: "identity/snode-host",
    weight: 1,
    seeds: () => texts(snodeHost(ed25519PublicKey("ab".repeat(32))), `${"y".repeat(52)}.snode`),
    run: (input) =>
      same(utf8Encode(snodeHost(parseSnodeHost(textOf(input)))), utf8Encode(textOf(input).toLowerCase())),
  },
  {
    name: "identity/ons answer, ciphertext accepted",
    weight: 0.5,
    seeds: () => [
      onsAnswer(hexDecode(ACCOUNT_ID)),
      onsAnswer(hexDecode(`03${"ab".repeat(32)}`)),
      ...jsons({}),
    ],
    run: (input) =>
      openOnsAnswer({ name: "test", answer: jsonObject(jsonDecode(input)), crypto: clearCrypto }) !==
      undefined,
  },
  {
    name: "identity/recovery-phrase",
    weight: 0.05,
    prefixes: "words go by their first letters",
    seeds: () => texts(...vectorTexts("account", "mnemonic", "phrase")),
    // Typed by a person: its errors name words, not fields.
    isRefusal: (error) => error instanceof SessionError,
    run: (input) => {
      const seed = decodeRecoveryPhrase(textOf(input));
      same(decodeRecoveryPhrase(encodeRecoveryPhrase(seed)), seed);
    },
  },
];

/** A name's answer, with what is sealed in it as `value`. */
function onsAnswer(value: Uint8Array): Uint8Array {
  const sealed = clearCrypto.xchacha20Poly1305Seal(new Uint8Array(32), new Uint8Array(24), value);
  return jsons({ encrypted_value: hexEncode(sealed), nonce: "00".repeat(24) })[0] ?? new Uint8Array();
}

function readJson(input: Uint8Array): void {
  const value = jsonDecode(input);
  jsonDecode(jsonEncode(value));
  if (Array.isArray(value)) for (const item of jsonArray(value)) jsonObject(item);
  const object = jsonObject(value);
  for (const key of Object.keys(object).slice(0, 20)) {
    jsonField(object, key);
    for (const read of [jsonString, jsonInteger, jsonBoolean]) attempt(() => read(object, key));
  }
}

/** So that one refused field does not end the input. */
function attempt(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
  }
}
