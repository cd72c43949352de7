import { utf8Encode } from "../bytes/index.ts";
import { UNKNOWN_FIELDS, type UnknownField } from "./read-message.ts";
import { type FieldSchema, isEnum, type MessageSchema, type ScalarKind, wireTypeOf } from "./schema.ts";
import {
  emptySink,
  putBytes,
  putDelimited,
  putFixed64,
  putTag,
  putVarint,
  type Sink,
  written,
} from "./wire.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Writes an object as the message it is: fields by number, then those that it was read with and that nobody knows.
 * Lists are not packed.
 *
 * @throws RangeError for a name or value that the schema does not have, or a required field left out
 */
export function writeMessage(schema: MessageSchema, plain: object, path: string = schema.name): Uint8Array {
  const sink = emptySink();
  const values = new Map(Object.entries(plain).filter(([, value]) => value !== undefined));
  for (const field of schema.fields.values()) {
    putField(sink, field, values.get(field.name), `${path}.${field.name}`);
    values.delete(field.name);
  }
  for (const name of values.keys()) throw new RangeError(`${path}: the schema has no field ${name}`);
  const unknown = UNKNOWN_FIELDS in plain ? (plain[UNKNOWN_FIELDS] as readonly UnknownField[]) : []; // by readMessage
  for (const { no, wireType, data } of unknown) {
    putTag(sink, no, wireType);
    putBytes(sink, data);
  }
  return written(sink);
}

function putField(sink: Sink, field: FieldSchema, value: unknown, path: string): void {
  const { number, label, type } = field;
  if (value === undefined) {
    if (label === "required") throw new RangeError(`${path}: expected a value, found none`);
    return;
  }
  if (label === "repeated" && !Array.isArray(value)) throw new RangeError(`${path}: expected a list`);
  const items: readonly unknown[] = label === "repeated" && Array.isArray(value) ? value : [value];
  for (const item of items) {
    putTag(sink, number, wireTypeOf(type));
    putItem(sink, type, item, path);
  }
}

function putItem(sink: Sink, type: FieldSchema["type"], value: unknown, path: string): void {
  if (typeof type === "string") putScalar(sink, type, value, path);
  else if (isEnum(type)) putVarint(sink, enumNumber(type, value, path));
  else if (typeof value === "object" && value !== null) putDelimited(sink, writeMessage(type, value, path));
  else throw new RangeError(`${path}: expected an object`);
}

function enumNumber(type: ReadonlyMap<number, string>, name: unknown, path: string): number {
  for (const [number, known] of type) if (known === name) return number;
  throw new RangeError(`${path}: expected one of ${[...type.values()].join(", ")}`);
}

function putScalar(sink: Sink, kind: ScalarKind, value: unknown, path: string): void {
  if (kind === "bool" && typeof value === "boolean") putVarint(sink, value ? 1 : 0);
  else if (kind === "bytes" && value instanceof Uint8Array) putDelimited(sink, value);
  else if (kind === "string" && isText(value)) putDelimited(sink, utf8Encode(value));
  else if (kind === "uint32" && isWhole(value, 2 ** 32 - 1)) putVarint(sink, value);
  else if (kind === "time" && isWhole(value, Number.MAX_SAFE_INTEGER)) putVarint(sink, value);
  else if (kind === "uint64" && isUnsigned64(value)) putVarint(sink, value);
  else if (kind === "fixed64" && isUnsigned64(value)) putFixed64(sink, value);
  else if (kind === "int64" && isSigned64(value)) putVarint(sink, BigInt.asUintN(64, value));
  else throw new RangeError(`${path}: expected a value of type ${kind}, got ${found(value)}`);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && !LONE_SURROGATE.test(value);
}

function isWhole(value: unknown, max: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= max;
}

function isUnsigned64(value: unknown): value is bigint {
  return typeof value === "bigint" && value === BigInt.asUintN(64, value);
}

function isSigned64(value: unknown): value is bigint {
  return typeof value === "bigint" && value === BigInt.asIntN(64, value);
}

/** Numbers as they are; of anything else, which may be secret, the type. */
function found(value: unknown): string {
  return typeof value === "number" || typeof value === "bigint" ? String(value) : typeof value;
}
