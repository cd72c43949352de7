import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { DecodeError } from "../errors.ts";

/**
 * Refuses a message in which a known field has another wire type than its own, or any field ends after the message
 * that holds it, at any depth. The runtime reads such a field all the same and so makes values out of other fields'
 * bytes. Recursion ends with the schema, in which no message contains itself.
 *
 * @throws DecodeError invalid_encoding, invalid_length; whatever the runtime throws for broken bytes
 */
export function checkWireTypes(schema: DescMessage, bytes: Uint8Array): void {
  walk(schema, new BinaryReader(bytes), { end: bytes.length, path: schema.name });
}

function walk(
  schema: DescMessage,
  reader: BinaryReader,
  { end, path }: { readonly end: number; readonly path: string },
): void {
  const fields = fieldsOf(schema);
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    const field = fields.get(number);
    const fieldPath = field === undefined ? path : `${path}.${field.localName}`;
    const expected = field === undefined ? [wireType] : wireTypesOf(field);
    if (!expected.includes(wireType))
      throw new DecodeError(
        "invalid_encoding",
        `expected wire type ${expected.join(" or ")}, got ${wireType}`,
        {
          path: fieldPath,
          offset: reader.pos,
        },
      );
    const fieldEnd = endOfField(reader, wireType, number);
    if (fieldEnd > end) throw tooLong(fieldPath, end, fieldEnd);
    const [itemType = wireType] = expected;
    const isPacked = itemType !== wireType;
    if (field?.message !== undefined) walk(field.message, reader, { end: fieldEnd, path: fieldPath });
    else if (isPacked) while (reader.pos < fieldEnd) reader.skip(itemType);
    if (reader.pos > fieldEnd) throw tooLong(fieldPath, fieldEnd, reader.pos);
    reader.pos = fieldEnd;
  }
}

/** Leaves the reader where the content of a field begins if that has a length, else where the field ends. */
function endOfField(reader: BinaryReader, wireType: WireType, number: number): number {
  if (wireType === WireType.LengthDelimited) return reader.uint32() + reader.pos;
  reader.skip(wireType, number);
  return reader.pos;
}

function tooLong(path: string, end: number, found: number): DecodeError {
  return new DecodeError("invalid_length", `expected to end by byte ${end}, ends at ${found}`, { path });
}

const fieldsBySchema = new WeakMap<DescMessage, ReadonlyMap<number, DescField>>();

function fieldsOf(schema: DescMessage): ReadonlyMap<number, DescField> {
  const known = fieldsBySchema.get(schema);
  if (known !== undefined) return known;
  const fields = new Map(schema.fields.map((field) => [field.number, field]));
  fieldsBySchema.set(schema, fields);
  return fields;
}

/** Lists of numbers may be packed into one field or not, whatever the schema says. */
function wireTypesOf(field: DescField): readonly WireType[] {
  const own = field.enum === undefined ? wireTypeOf(field.scalar) : WireType.Varint;
  return field.fieldKind === "list" && own !== WireType.LengthDelimited
    ? [own, WireType.LengthDelimited]
    : [own];
}

function wireTypeOf(scalar: ScalarType | undefined): WireType {
  switch (scalar) {
    case undefined: // a message
    case ScalarType.BYTES:
    case ScalarType.STRING:
      return WireType.LengthDelimited;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return WireType.Bit64;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return WireType.Bit32;
    default:
      return WireType.Varint;
  }
}
