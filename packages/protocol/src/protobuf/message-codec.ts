import {
  create,
  type DescEnum,
  type DescField,
  type DescMessage,
  fromBinary,
  type Message,
  ScalarType,
  toBinary,
  type UnknownField,
} from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import { isReflectMessage, type ReflectList, type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import type { Codec } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { checkWireTypes } from "./wire-types.ts";

/** Where a decoded object keeps the fields that its schema does not know; they are written again on encoding. */
export const UNKNOWN_FIELDS: unique symbol = Symbol("unknown protobuf fields");

/** Number of the `required` label in descriptors; its enum is not exported by the runtime. */
const LEGACY_REQUIRED = 3;

type PlainValue<V> = V extends Uint8Array
  ? Uint8Array
  : V extends readonly (infer Item)[]
    ? readonly PlainValue<Item>[]
    : V extends Message
      ? PlainShape<V>
      : V extends bigint
        ? bigint | number
        : V extends number
          ? number | string
          : V;

/** The loosest plain object a generated message can turn into; hand-written interfaces are checked against it. */
export type PlainShape<M> = {
  readonly [Key in Exclude<keyof M, "$typeName" | "$unknown">]?: PlainValue<Exclude<M[Key], undefined>>;
} & { readonly [UNKNOWN_FIELDS]?: readonly UnknownField[] };

interface MessageCodecOptions {
  /** Larger input is refused unread, and nothing larger is written. */
  readonly bytesMax: number;
  /** Fields (`Quote.id`) whose 64-bit value is a time and becomes a number; all others stay bigint. */
  readonly times: ReadonlySet<string>;
}

/**
 * Codec between wire bytes and plain objects: absent fields are absent, enums are their names, empty lists are left out.
 *
 * Unlike the generated code it demands `required` fields when reading, and says where one is missing. An enum value
 * that the schema does not know counts as an unknown field, as proto2 rules.
 */
export function messageCodec<Plain extends PlainShape<Shape>, Shape extends Message>(
  schema: GenMessage<Shape>,
  options: MessageCodecOptions,
): Codec<Plain> {
  return {
    decode: (bytes) => {
      if (bytes.length > options.bytesMax)
        throw new DecodeError("invalid_length", tooLarge(schema, options, bytes));
      const message = parse(schema, bytes);
      // The type parameter's constraint ties the interface to the schema, and toPlain checks presence.
      return toPlain(reflect(schema, message), options.times, schema.name) as Plain;
    },
    encode: (value) => {
      const target = reflect(schema, create(schema));
      fill(target, value, options.times, schema.name);
      const bytes = toBinary(schema, target.message as Shape); // reflect was given exactly this schema
      if (bytes.length > options.bytesMax) throw new RangeError(tooLarge(schema, options, bytes));
      return bytes;
    },
  };
}

function tooLarge(schema: DescMessage, options: MessageCodecOptions, bytes: Uint8Array): string {
  return `${schema.name}: expected at most ${options.bytesMax} bytes, got ${bytes.length}`;
}

function parse<Shape extends Message>(schema: GenMessage<Shape>, bytes: Uint8Array): Shape {
  try {
    checkWireTypes(schema, bytes);
    return fromBinary(schema, bytes);
  } catch (cause) {
    if (cause instanceof DecodeError) throw cause;
    throw new DecodeError("invalid_encoding", "expected a protobuf message", { path: schema.name, cause });
  }
}

function toPlain(message: ReflectMessage, times: ReadonlySet<string>, path: string): object {
  const plain: Record<PropertyKey, unknown> = {};
  for (const field of message.fields) {
    const fieldPath = `${path}.${field.localName}`;
    if (message.isSet(field))
      plain[field.localName] = fieldToPlain(field, message.get(field), times, fieldPath);
    else if (field.presence === LEGACY_REQUIRED)
      throw new DecodeError("missing_field", "expected a value, found none", { path: fieldPath });
  }
  const unknown = message.getUnknown();
  if (unknown !== undefined && unknown.length > 0) plain[UNKNOWN_FIELDS] = unknown;
  return plain;
}

function fieldToPlain(field: DescField, value: unknown, times: ReadonlySet<string>, path: string): unknown {
  if (field.fieldKind !== "list") return itemToPlain(field, value, times, path);
  const list = value as ReflectList; // what reflection gives for a list field
  return [...list].map((item, index) => itemToPlain(field, item, times, `${path}[${index}]`));
}

function itemToPlain(field: DescField, value: unknown, times: ReadonlySet<string>, path: string): unknown {
  if (isReflectMessage(value)) return toPlain(value, times, path);
  if (field.enum !== undefined) return enumName(field.enum, Number(value));
  if (typeof value !== "bigint" || !isTime(field, times)) return value;
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new DecodeError("out_of_range", `expected a time up to 2^53 - 1, got ${value}`, { path });
  return Number(value);
}

function fill(target: ReflectMessage, plain: object, times: ReadonlySet<string>, path: string): void {
  const byName = new Map(target.fields.map((field) => [field.localName, field]));
  for (const [name, value] of Object.entries(plain)) {
    if (value === undefined) continue;
    const field = byName.get(name);
    if (field === undefined) throw new RangeError(`${path}: the schema has no field ${name}`);
    setField(target, field, value, times, `${path}.${name}`);
  }
  for (const field of target.fields)
    if (field.presence === LEGACY_REQUIRED && !target.isSet(field))
      throw new RangeError(`${path}.${field.localName}: expected a value, found none`);
  if (UNKNOWN_FIELDS in plain) target.setUnknown([...(plain[UNKNOWN_FIELDS] as UnknownField[])]); // only toPlain sets it
}

function setField(
  target: ReflectMessage,
  field: DescField,
  value: unknown,
  times: ReadonlySet<string>,
  path: string,
): void {
  if (field.fieldKind !== "list") {
    checked(path, () => target.set(field, toItem(field, value, times, path)));
    return;
  }
  if (!Array.isArray(value)) throw new RangeError(`${path}: expected a list`);
  const list = target.get(field) as ReflectList; // what reflection gives for a list field
  for (const item of value) checked(path, () => list.add(toItem(field, item, times, path)));
}

/** Reflection refuses values of the wrong type or size with errors of its own. */
function checked(path: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw cause instanceof RangeError ? cause : new RangeError(`${path}: value refused`, { cause });
  }
}

function toItem(field: DescField, value: unknown, times: ReadonlySet<string>, path: string): unknown {
  if (field.message !== undefined) {
    if (typeof value !== "object" || value === null) throw new RangeError(`${path}: expected an object`);
    const nested = reflect(field.message, create(field.message));
    fill(nested, value, times, path);
    return nested;
  }
  if (field.enum !== undefined) return enumNumber(field.enum, value, path);
  if (!isTime(field, times)) return value;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${path}: expected a whole number from 0, got ${String(value)}`);
  return BigInt(value);
}

function isTime(field: DescField, times: ReadonlySet<string>): boolean {
  return (
    (field.scalar === ScalarType.UINT64 || field.scalar === ScalarType.FIXED64) &&
    times.has(`${field.parent.name}.${field.localName}`)
  );
}

function enumName(description: DescEnum, number: number): string {
  return description.value[number]?.localName ?? String(number);
}

function enumNumber(description: DescEnum, name: unknown, path: string): number {
  const value = description.values.find(({ localName }) => localName === name);
  if (value === undefined)
    throw new RangeError(
      `${path}: expected one of ${description.values.map(({ localName }) => localName).join(", ")}`,
    );
  return value.number;
}
