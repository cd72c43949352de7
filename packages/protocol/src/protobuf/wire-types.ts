import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { DecodeError } from "../errors.ts";

/** As deep as the runtime itself reads. */
const DEPTH_MAX = 100;

/**
 * Refuses a message in which a known field has another wire type than its own, at any depth. The runtime reads such a
 * field as if the type fitted and so makes values out of other fields' bytes.
 *
 * @throws DecodeError invalid_encoding, out_of_range; whatever the runtime throws for broken bytes
 */
export function checkWireTypes(schema: DescMessage, bytes: Uint8Array): void {
  const reader = new BinaryReader(bytes);
  walk(schema, reader, { end: bytes.length, path: schema.name, depth: 0 });
}

function walk(
  schema: DescMessage,
  reader: BinaryReader,
  { end, path, depth }: { readonly end: number; readonly path: string; readonly depth: number },
): void {
  if (depth > DEPTH_MAX)
    throw new DecodeError("out_of_range", `expected at most ${DEPTH_MAX} levels`, { path });
  const fields = fieldsOf(schema);
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    const field = fields.get(number);
    if (field !== undefined && !wireTypesOf(field).includes(wireType))
      throw new DecodeError("invalid_encoding", `expected another wire type than ${wireType}`, {
        path: `${path}.${field.localName}`,
        offset: reader.pos,
      });
    if (field?.message === undefined) {
      reader.skip(wireType, number);
      continue;
    }
    const length = reader.uint32();
    if (length > end - reader.pos)
      throw new DecodeError("invalid_length", `expected ${length} bytes, fewer remain`, {
        path: `${path}.${field.localName}`,
      });
    walk(field.message, reader, {
      end: reader.pos + length,
      path: `${path}.${field.localName}`,
      depth: depth + 1,
    });
  }
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
