import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import fc from "fast-check";
import { bytes } from "../../testing/index.ts";

/** The 64-bit fields that are no times; the times of the schema are numbers. */
const BIGINTS: ReadonlySet<string> = new Set([
  "AttachmentPointer.deprecatedId",
  "DataMessage.timestamp",
  "Envelope.serverTimestamp",
  "ProMessage.messageBitset",
  "ProMessage.profileBitset",
  "ProProof.expireAtMs",
  "SharedConfigMessage.seqno",
  "WebSocketRequestMessage.id",
]);

/** Any object of a message of the schema: all required fields, some of the others, each with any value it may hold. */
export function objectsOf(schema: DescMessage): fc.Arbitrary<object> {
  const fields = Object.fromEntries(schema.fields.map((field) => [field.localName, fieldValues(field)]));
  const requiredKeys = schema.fields.filter(isRequired).map(({ localName }) => localName);
  return fc.record(fields, { requiredKeys });
}

/** Names like `Quote.id` of all fields that a message of the schema can hold, at any depth. */
export function fieldNamesOf(schema: DescMessage): ReadonlySet<string> {
  const nested = schema.fields.flatMap(({ message }) =>
    message === undefined ? [] : [...fieldNamesOf(message)],
  );
  return new Set([...schema.fields.map(nameOf), ...nested]);
}

/** Names of all fields that are set in an object, at any depth. */
export function fieldNamesIn(schema: DescMessage, value: object): ReadonlySet<string> {
  const names = schema.fields.flatMap((field) => {
    const entry = Object.entries(value).find(([name]) => name === field.localName);
    if (entry === undefined) return [];
    const items: readonly object[] = Array.isArray(entry[1]) ? entry[1] : [entry[1]];
    const { message } = field;
    return [
      nameOf(field),
      ...(message === undefined ? [] : items.flatMap((item) => [...fieldNamesIn(message, item)])),
    ];
  });
  return new Set(names);
}

function nameOf(field: DescField): string {
  return `${field.parent.name}.${field.localName}`;
}

function isRequired(field: DescField): boolean {
  return field.presence === 3; // LEGACY_REQUIRED
}

function fieldValues(field: DescField): fc.Arbitrary<unknown> {
  const values = itemValues(field);
  return field.fieldKind === "list" ? fc.array(values, { minLength: 1, maxLength: 3 }) : values;
}

function itemValues(field: DescField): fc.Arbitrary<unknown> {
  if (field.message !== undefined) return objectsOf(field.message);
  if (field.enum !== undefined)
    return fc.constantFrom(...field.enum.values.map(({ localName }) => localName));
  if (nameOf(field) === "DataMessage.flags") return fc.constantFrom(0, 2);
  switch (field.scalar) {
    case ScalarType.STRING:
      return fc.string({ unit: "grapheme", maxLength: 8 });
    case ScalarType.BYTES:
      return bytes({ max: 8 });
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.UINT32:
      return fc.integer({ min: 0, max: 2 ** 32 - 1 });
    case ScalarType.INT64:
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    default:
      return BIGINTS.has(nameOf(field)) ? fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) : fc.maxSafeNat();
  }
}
