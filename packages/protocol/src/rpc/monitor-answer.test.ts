import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexEncode, latin1Decode, latin1Encode, utf8Encode } from "../bytes/index.ts";
import { parseMailboxId } from "../identity/index.ts";
import { bytes, checkCodecLaws, errorCode } from "../testing/index.ts";
import {
  type MonitorAnswer,
  type MonitorNotification,
  monitorAnswers,
  monitorNotification,
} from "./monitor-answer.ts";
import { type Namespace, namespace } from "./namespaces.ts";

const notification: MonitorNotification = {
  account: parseMailboxId(`05${"61".repeat(32)}`),
  hash: "h".repeat(43),
  namespace: namespace(-11),
  timestampMs: 1_718_000_000_123,
  expiryMs: 1_718_000_600_000,
};

describe("answers", () => {
  const refused: MonitorAnswer = { ok: false, errorCode: 4, text: "too old" };
  test.each<[string, MonitorAnswer | readonly MonitorAnswer[], string]>([
    ["a subscription", { ok: true }, "d7:successi1ee"],
    ["a refusal", refused, "d7:errcodei4e5:error7:too olde"],
    ["a list", [{ ok: true }, refused], "ld7:successi1eed7:errcodei4e5:error7:too oldee"],
    ["a list of one", [{ ok: true }], "ld7:successi1eee"],
  ])("default: %s", (_case, value, text) => {
    expect(latin1Decode(monitorAnswers.encode(value))).toBe(text);
    expect(monitorAnswers.decode(latin1Encode(text))).toEqual(value);
  });

  test("behaviour: the laws of codecs", () => {
    const answers: fc.Arbitrary<MonitorAnswer> = fc.oneof(
      fc.constant<MonitorAnswer>({ ok: true }),
      fc.record({
        ok: fc.constant(false as const),
        errorCode: fc.integer({ min: 1, max: 255 }),
        text: fc.string({ maxLength: 20 }),
      }),
    );
    checkCodecLaws(monitorAnswers, fc.oneof(answers, fc.array(answers, { maxLength: 32 })), {
      canonical: false, // fields of later versions are ignored
    });
  });

  test.each([
    ["no success", "d7:successi0ee", "out_of_range"],
    ["neither", "de", "missing_field"],
    ["a refusal without text", "d7:errcodei1ee", "missing_field"],
    ["text that is not UTF-8", "d7:errcodei1e5:error1:\xffe", "invalid_encoding"],
    ["a long text", `d7:errcodei1e5:error1001:${"x".repeat(1001)}e`, "out_of_range"],
    ["33 answers", `l${"d7:successi1ee".repeat(33)}e`, "out_of_range"],
    ["a number", "i1e", "invalid_encoding"],
  ])("error: %s", (_case, text, code) => {
    expect(errorCode(() => monitorAnswers.decode(latin1Encode(text)))).toBe(code);
  });

  test.each<[string, MonitorAnswer | readonly MonitorAnswer[]]>([
    ["code 0", { ok: false, errorCode: 0, text: "" }],
    ["a long text", { ok: false, errorCode: 1, text: "x".repeat(1001) }],
    ["33 answers", Array.from({ length: 33 }, (): MonitorAnswer => ({ ok: true }))],
  ])("error: %s is not written", (_case, value) => {
    expect(() => monitorAnswers.encode(value)).toThrow(RangeError);
  });
});

describe("notifications", () => {
  const head = `d1:@33:\x05${"a".repeat(32)}1:h43:${"h".repeat(43)}1:ni-11e1:ti1718000000123e1:zi1718000600000e`;
  test.each<[string, MonitorNotification, string]>([
    ["without data", notification, `${head}e`],
    ["with data", { ...notification, data: utf8Encode("hello") }, `${head}1:~5:helloe`],
    ["with empty data", { ...notification, data: new Uint8Array() }, `${head}1:~0:e`],
  ])("default: %s", (_case, value, text) => {
    expect(latin1Decode(monitorNotification.encode(value))).toBe(text);
    expect(monitorNotification.decode(latin1Encode(text))).toEqual(value);
  });

  test("behaviour: the laws of codecs", () => {
    const times = fc.maxSafeNat();
    const hashes = fc.string({ unit: fc.constantFrom(..."ABab09+/"), minLength: 43, maxLength: 43 });
    const values = fc.record(
      {
        account: bytes({ min: 33, max: 33 }).map((id) => parseMailboxId(hexEncode(id))),
        hash: hashes,
        namespace: fc.integer({ min: -32_768, max: 32_767 }).map(namespace),
        timestampMs: times,
        expiryMs: times,
        data: bytes(),
      },
      { requiredKeys: ["account", "hash", "namespace", "timestampMs", "expiryMs"] },
    );
    checkCodecLaws(monitorNotification, values, { canonical: false }); // fields of later versions are ignored
  });

  test.each([
    ["a short account", head.replace(/33:.{33}/s, "2:\x05a"), "invalid_length"],
    ["a hash that is none", head.replace(/h{43}/, "-".repeat(43)), "invalid_encoding"],
    ["a namespace of 17 bits", head.replace("-11", "32768"), "out_of_range"],
    ["a time before 1970", head.replace("1718000000123", "-1"), "out_of_range"],
    ["data that no message has", `${head}1:~76801:${"x".repeat(76_801)}`, "out_of_range"],
    ["no expiry", head.replace(/1:z.*/, ""), "missing_field"],
  ])("error: %s", (_case, text, code) => {
    expect(errorCode(() => monitorNotification.decode(latin1Encode(`${text}e`)))).toBe(code);
  });

  test("error: what no node stores is not written", () => {
    const wrong: Partial<MonitorNotification>[] = [
      { hash: "short" },
      { timestampMs: -1 },
      { namespace: 40_000 as Namespace },
      { data: new Uint8Array(76_801) },
    ];
    for (const changes of wrong)
      expect(() => monitorNotification.encode({ ...notification, ...changes })).toThrow(RangeError);
  });
});
