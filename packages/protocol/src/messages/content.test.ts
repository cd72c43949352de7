import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { ContentSchema, EnvelopeSchema, WebSocketMessageSchema } from "../protobuf/gen/session_pb.js";
import { UNKNOWN_FIELDS } from "../protobuf/read-message.ts";
import { checkCodecLaws, errorCode } from "../testing/index.ts";
import {
  CONTENT_BYTES_MAX,
  CONTENT_KINDS,
  type Content,
  contentKind,
  type DataMessage,
  decodeContent,
  encodeContent,
  envelope,
  webSocketMessage,
} from "./index.ts";
import { EVERY_KIND } from "./testing/contents.ts";
import { fieldNamesIn, fieldNamesOf, objectsOf } from "./testing/schema-values.ts";

const key = new Uint8Array(32).fill(1);
const signature = new Uint8Array(64).fill(2);
const author = `05${"ab".repeat(32)}`;

describe("content", () => {
  test.each(Object.entries(EVERY_KIND))("default: every field of %s survives", (_kind, content) => {
    expect(decodeContent(encodeContent(content))).toEqual(content);
  });
  test("behaviour: the samples hold every field of the schema", () => {
    const names = Object.values(EVERY_KIND).flatMap((content) => [...fieldNamesIn(ContentSchema, content)]);
    expect(new Set(names)).toEqual(fieldNamesOf(ContentSchema));
  });
  test("behaviour: keeps the codec laws that protobuf is not exempt from", () => {
    const codec: Codec<object> = { encode: encodeContent, decode: decodeContent };
    checkCodecLaws(codec, objectsOf(ContentSchema), { canonical: false, prefixesFail: false });
  });
  test("behaviour: fields may come in any order, and the last of several values counts", () => {
    // sigTimestamp 5, then two parts of one data message: flags 0 and body "a", then flags 2.
    const wire = hexDecode("7805" + "0a0520000a0161" + "0a022002");
    expect(decodeContent(wire)).toEqual({ dataMessage: { body: "a", flags: 2 }, sigTimestamp: 5 });
    expect(hexEncode(encodeContent(decodeContent(wire)))).toBe("0a050a01612002" + "7805");
  });
  test("behaviour: absent and empty are told apart", () => {
    expect(decodeContent(encodeContent({ dataMessage: { body: "" } }))).toEqual({
      dataMessage: { body: "" },
    });
    expect(decodeContent(encodeContent({ dataMessage: {} }))).toEqual({ dataMessage: {} });
    expect(decodeContent(new Uint8Array())).toEqual({});
  });
  test("behaviour: fields of a newer schema are kept and written again, at every level", () => {
    // Field 500 (varint 7) beside, and field 400 (text "new") inside a data message with body "hi".
    const wire = hexDecode("0a0a0a0268698219036e6577a01f07");
    const content = decodeContent(wire);
    expect(content.dataMessage?.body).toBe("hi");
    expect(content[UNKNOWN_FIELDS]).toHaveLength(1);
    expect(hexEncode(encodeContent(content))).toBe(hexEncode(wire));
  });
  test("behaviour: a Pro proof that expires beyond all times costs no message", () => {
    const content: Content = { dataMessage: {}, proMessage: { proof: { expireAtMs: 2n ** 64n - 1n } } };
    expect(decodeContent(encodeContent(content))).toEqual(content);
  });
  test("behaviour: times in a list may be packed or not", () => {
    const receipt = { receiptMessage: { type: "READ", timestamp: [1, 2] } };
    expect(decodeContent(hexDecode("2a06080110011002"))).toEqual(receipt);
    expect(decodeContent(hexDecode("2a06080112020102"))).toEqual(receipt);
  });
  test("behaviour: an optional enum with an unknown value reads as absent and is kept", () => {
    const wire = hexDecode("6009");
    expect(decodeContent(wire).expirationType).toBeUndefined();
    expect(encodeContent(decodeContent(wire))).toEqual(wire);
  });

  test.each([
    ["a quote without author", "0a0442020801", "missing_field", "Content.dataMessage.quote.author"],
    ["a typing message without action", "32020801", "missing_field", "Content.typingMessage.action"],
    [
      "a typing message with an unknown action",
      "320408011009",
      "missing_field",
      "Content.typingMessage.action",
    ],
    ["a receipt without type", "2a00", "missing_field", "Content.receiptMessage.type"],
    ["a call without uuid", "1a020801", "missing_field", "Content.callMessage.uuid"],
    ["flags other than 0 and 2", "0a022001", "out_of_range", "Content.dataMessage.flags"],
    ["a time above 2^53", `78${"ff".repeat(9)}01`, "out_of_range", "Content.sigTimestamp"],
    ["a length beyond the input", "0a05", "invalid_length", "Content.dataMessage"],
    // Each of these is followed by bytes that a careless reader would take for the rest of the field.
    [
      "text that ends after its message",
      "0a030a0561626364657805",
      "invalid_length",
      "Content.dataMessage.body",
    ],
    ["a number that ends after its message", "0a0220807805", "invalid_length", "Content.dataMessage.flags"],
    ["a tag that ends after its message", "0a01a21f00", "invalid_length", "Content.dataMessage"],
    [
      "an unknown field that ends after its message",
      "0a03a21f0561626364657805",
      "invalid_length",
      "Content.dataMessage",
    ],
    [
      "a list that ends after its message",
      "2a04080112050102030405",
      "invalid_length",
      "Content.receiptMessage.timestamp",
    ],
    [
      "a list whose last number ends after it",
      "2a06080112020180780578",
      "invalid_length",
      "Content.receiptMessage.timestamp",
    ],
    ["a tag without its field", "78", "invalid_encoding", "Content"],
    ["a number where a message is due", "0801", "invalid_encoding", "Content.dataMessage"],
    ["a message where a number is due", "7a00", "invalid_encoding", "Content.sigTimestamp"],
    ["a number where text is due", "0a020801", "invalid_encoding", "Content.dataMessage.body"],
    [
      "messages within messages without end",
      `${"1b".repeat(200)}`,
      "invalid_encoding",
      "Content.callMessage",
    ],
  ])("error: %s", (_name, hex, code, path) => {
    expect.assertions(2);
    try {
      decodeContent(hexDecode(hex));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      expect(error.code).toBe(code);
      expect(error.path).toBe(path);
    }
  });
  test("error: more than 32 attachments", () => {
    // 33 pointers of nine bytes each, with deprecated_id 0.
    const pointers = `1209${"09"}${"00".repeat(8)}`.repeat(33);
    const length = hexEncode(Uint8Array.of(0xeb, 0x02));
    expect(pointers.length / 2).toBe(363);
    expect(errorCode(() => decodeContent(hexDecode(`0a${length}${pointers}`)))).toBe("out_of_range");
    const attachments = Array.from({ length: 33 }, () => ({ deprecatedId: 0n }));
    expect(() => encodeContent({ dataMessage: { attachments } })).toThrow(RangeError);
  });
  test("error: larger than the limit, neither read nor written", () => {
    expect(errorCode(() => decodeContent(new Uint8Array(CONTENT_BYTES_MAX + 1)))).toBe("invalid_length");
    // Beside its text a data message has 8 bytes: two tags and two lengths of three bytes.
    const longest = { dataMessage: { body: "x".repeat(CONTENT_BYTES_MAX - 8) } };
    expect(decodeContent(encodeContent(longest))).toEqual(longest);
    const longer = { dataMessage: { body: `${longest.dataMessage.body}x` } };
    expect(() => encodeContent(longer)).toThrow("Content: expected at most 1000000 bytes, got 1000001");
  });
  test("error: groups nested without end", () => {
    // Field 500 as start-group tags: unknown, and deeper than any reader should follow.
    const wire = concatBytes(...Array.from({ length: 10_000 }, () => hexDecode("a31f")));
    expect(errorCode(() => decodeContent(wire))).toBe("invalid_encoding");
  });
  test.each([
    ["a name that is not in the schema", { dataMessage: { boddy: "x" } }],
    ["an enum name that is not in the schema", { receiptMessage: { type: "SEEN" } }],
    ["a required field left out", { unsendRequest: { timestamp: 1 } }],
    ["a time that is no whole number", { sigTimestamp: 1.5 }],
    ["a negative time", { sigTimestamp: -1 }],
    ["text where bytes are due", { dataMessage: { profileKey: "00" } }],
    ["a number above 32 bits", { expirationTimer: 2 ** 32 }],
    ["one value where a list is due", { dataMessage: { preview: { url: "u" } } }],
    ["text where an object is due", { dataMessage: "hello" }],
  ])("error: encoding %s is our own mistake", (_name, content) => {
    expect(() => encodeContent(content as Content)).toThrow(RangeError); // wrong on purpose
  });
});

describe("contentKind", () => {
  test("behaviour: the first kind in the readers' order counts", () => {
    for (const kind of CONTENT_KINDS) expect(contentKind(EVERY_KIND[kind] ?? {})).toBe(kind);
    expect(contentKind({ ...EVERY_KIND.callMessage, ...EVERY_KIND.unsendRequest })).toBe("unsendRequest");
  });
  test("behaviour: configs and nothing at all are no kind of message", () => {
    expect(contentKind(EVERY_KIND.sharedConfigMessage ?? {})).toBeUndefined();
    expect(contentKind({ sigTimestamp: 1 })).toBeUndefined();
  });
});

describe("wrappers", () => {
  test("default", () => {
    const wrapper = {
      type: "CLOSED_GROUP_MESSAGE",
      source: author,
      timestamp: 1,
      sourceDevice: 1,
      content: key,
      serverTimestamp: 2n,
      proSig: signature,
    } as const;
    expect(envelope.decode(envelope.encode(wrapper))).toEqual(wrapper);
    const outer = {
      type: "REQUEST",
      request: { verb: "PUT", path: "/", body: key, id: 2n ** 64n - 1n, headers: ["a"] },
    } as const;
    expect(webSocketMessage.decode(webSocketMessage.encode(outer))).toEqual(outer);
  });
  test.each([
    ["envelope", envelope as Codec<object>, EnvelopeSchema], // the values are made from the schema, not the interface
    ["webSocketMessage", webSocketMessage as Codec<object>, WebSocketMessageSchema],
  ] as const)(
    "behaviour: %s keeps the codec laws that protobuf is not exempt from",
    (_name, codec, schema) => {
      checkCodecLaws(codec, objectsOf(schema), { canonical: false, prefixesFail: false });
    },
  );
  test("behaviour: text that is not UTF-8 does not lose the message", () => {
    const body = decodeContent(
      concatBytes(hexDecode("0a050a03"), utf8Encode("a"), hexDecode("ff62")),
    ).dataMessage;
    expect(body satisfies DataMessage | undefined).toEqual({ body: "a\ufffdb" });
  });
});
