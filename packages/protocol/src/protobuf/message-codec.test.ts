// Our reader, writer and table of the schema against the compiled schema and the runtime of its compiler.
import {
  type DescEnum,
  type DescField,
  type DescMessage,
  fromBinary,
  ScalarType,
  toBinary,
} from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { objectsOf } from "../messages/testing/schema-values.ts";
import { bytes, errorCode } from "../testing/index.ts";
import {
  ContentSchema,
  EnvelopeSchema,
  file_session,
  WebSocketMessageSchema,
  WebSocketRequestMessageSchema,
} from "./gen/session_pb.js";
import { messageCodec } from "./message-codec.ts";
import { readMessage } from "./read-message.ts";
import { type FieldSchema, isEnum, isMessage, MESSAGE_SCHEMAS, type MessageSchema } from "./schema.ts";
import { writeMessage } from "./write-message.ts";

const ROOTS = [ContentSchema, EnvelopeSchema, WebSocketMessageSchema];

function withNested(message: DescMessage): readonly DescMessage[] {
  return [message, ...message.nestedMessages.flatMap(withNested)];
}

function schemaOf({ name }: DescMessage): MessageSchema {
  const schema = MESSAGE_SCHEMAS.get(name);
  if (schema === undefined) throw new Error(`the table has no ${name}`);
  return schema;
}

describe("schema", () => {
  const compiled = file_session.messages.flatMap(withNested);

  const LABELS: Readonly<Record<number, FieldSchema["label"]>> = { 1: "optional", 3: "required" };
  const labelOf = (field: DescField) => (field.fieldKind === "list" ? "repeated" : LABELS[field.presence]);
  const enumOf = ({ values }: DescEnum) => values.map(({ number, localName }) => [number, localName]);
  const scalarOf = (scalar: ScalarType | undefined) => ScalarType[scalar ?? 0]?.toLowerCase();

  /** A time is an unsigned number of 64 bits on the wire. */
  function ours({ number, name, label, type }: FieldSchema): unknown[] {
    if (isEnum(type)) return [number, name, label, [...type]];
    if (isMessage(type)) return [number, name, label, type.name];
    return [number, name, label, type === "time" ? "uint64" : type];
  }

  test("behaviour: the table has every message of the compiled schema, and no other", () => {
    expect([...MESSAGE_SCHEMAS.keys()].sort()).toEqual(compiled.map(({ name }) => name).sort());
  });
  test.each(compiled)("behaviour: $name has the fields of the compiled schema, by number", (message) => {
    const expected = message.fields.toSorted((a, b) => a.number - b.number);
    expect([...schemaOf(message).fields.values()].map(ours)).toEqual(
      expected.map((field) => [
        field.number,
        field.localName,
        labelOf(field),
        field.message?.name ?? (field.enum ? enumOf(field.enum) : scalarOf(field.scalar)),
      ]),
    );
    for (const field of message.fields) expect(field.fieldKind === "list" && field.packed).toBe(false);
  });
});

describe("against the compiler's own runtime", () => {
  test.each(ROOTS)("behaviour: it writes what we wrote of a $name in the same bytes", (message) => {
    fc.assert(
      fc.property(objectsOf(message), (value) => {
        const written = writeMessage(schemaOf(message), value);
        const read = fromBinary(message, written);
        expect(read.$unknown).toBeUndefined();
        expect(hexEncode(toBinary(message, read))).toBe(hexEncode(written));
      }),
    );
  });
  test.each(ROOTS)("behaviour: what we accept of a damaged $name, it reads the same", (message) => {
    const damaged = fc
      .tuple(
        objectsOf(message),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
        bytes({ max: 4 }),
      )
      .map(([value, changes, tail]) => {
        const wire = concatBytes(writeMessage(schemaOf(message), value), tail);
        for (const [at, byte] of changes) wire[at % Math.max(1, wire.length)] = byte;
        return wire;
      });
    let accepted = 0;
    fc.assert(
      fc.property(damaged, (wire) => {
        const value = tryRead(schemaOf(message), wire);
        if (value === undefined) return;
        accepted++;
        const theirs = toBinary(message, fromBinary(message, wire));
        // It drops an unknown value of an enum where another unknown field follows, and cuts a long one to 32 bits.
        if (!hasUnknown(value))
          expect(hexEncode(writeMessage(schemaOf(message), value))).toBe(hexEncode(theirs));
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});

function tryRead(schema: MessageSchema, wire: Uint8Array): object | undefined {
  try {
    return readMessage(schema, wire);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function hasUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  return Object.getOwnPropertySymbols(value).length > 0 || Object.values(value).some(hasUnknown);
}

describe("wire", () => {
  const request = messageCodec<{ readonly id?: bigint }, { readonly $typeName: string; id: bigint }>(
    "WebSocketRequestMessage",
    { bytesMax: 1000 },
  );

  test.each([
    ["2000", 0n],
    ["208000", 0n],
    ["20ffffffffffffff7f", 2n ** 56n - 1n],
    ["20ffffffffffffffff7f", 2n ** 63n - 1n],
    ["20ffffffffffffffffff01", 2n ** 64n - 1n],
    ["20ffffffffffffffffff7f", 2n ** 64n - 1n],
    ["20808080808080808001", 2n ** 56n],
  ])("default: %s is %d", (hex, id) => {
    expect(request.decode(hexDecode(hex))).toEqual({ id });
    expect(fromBinary(WebSocketRequestMessageSchema, hexDecode(hex)).id).toBe(id);
  });
  test.each([
    ["a number of eleven bytes", "20ffffffffffffffffffff01", "invalid_encoding"],
    ["a number without end", "20ff", "invalid_encoding"],
    ["field 0", "0000", "invalid_encoding"],
    ["a tag of more than 32 bits", "808080801000", "invalid_encoding"],
    ["a tag of six bytes", "a0808080800000", "invalid_encoding"],
    ["the sixth wire type", "a61f", "invalid_encoding"],
    ["the end of a group that did not begin", "a41f", "invalid_encoding"],
    ["a group that ends as another", "a31fac1f", "invalid_encoding"],
    ["four bytes that are three", "a51f000000", "invalid_encoding"],
    ["eight bytes that are seven", "a11f00000000000000", "invalid_encoding"],
  ])("error: %s", (_case, hex, code) => {
    expect(errorCode(() => request.decode(hexDecode(hex)))).toBe(code);
  });
  test("behaviour: unknown fields of every wire type are kept as they came", () => {
    const wire = hexDecode(
      "a01f8000" + "a11f0102030405060708" + "a21f03616263" + "a31f0801a31f0802a41fa41f" + "a51f01020304",
    );
    expect(request.encode(request.decode(wire))).toEqual(wire);
  });
  test("behaviour: a list, and unknown fields, of any number are written again", () => {
    const list = readMessage(schemaOf(WebSocketRequestMessageSchema), hexDecode("2a00".repeat(300_000)));
    expect(writeMessage(schemaOf(WebSocketRequestMessageSchema), list).length).toBe(600_000);
    const unknown = readMessage(schemaOf(WebSocketRequestMessageSchema), hexDecode("7800".repeat(300_000)));
    expect(writeMessage(schemaOf(WebSocketRequestMessageSchema), unknown).length).toBe(600_000);
  });
  test("error: a message that the schema does not have", () => {
    expect(() => messageCodec("Nothing", { bytesMax: 1 })).toThrow("the schema has no message Nothing");
  });
});
