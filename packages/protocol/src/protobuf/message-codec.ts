import type { Codec } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { readMessage, type UNKNOWN_FIELDS, type UnknownField } from "./read-message.ts";
import { MESSAGE_SCHEMAS } from "./schema.ts";
import { writeMessage } from "./write-message.ts";

/** What all generated messages have in common. */
interface Generated {
  readonly $typeName: string;
}

type PlainValue<V> = V extends Uint8Array
  ? Uint8Array
  : V extends readonly (infer Item)[]
    ? readonly PlainValue<Item>[]
    : V extends Generated
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

/**
 * Codec between wire bytes and plain objects: absent fields are absent, enums are their names, empty lists are left out.
 *
 * An enum value that the schema does not know counts as an unknown field, as proto2 rules.
 * @param options.bytesMax larger input is refused unread, and nothing larger is written
 */
export function messageCodec<Plain extends PlainShape<Shape>, Shape extends Generated>(
  name: string,
  options: { readonly bytesMax: number },
): Codec<Plain> {
  const tooLarge = (bytes: Uint8Array): string =>
    `${name}: expected at most ${options.bytesMax} bytes, got ${bytes.length}`;
  const schema = MESSAGE_SCHEMAS.get(name);
  if (schema === undefined) throw new RangeError(`the schema has no message ${name}`);
  return {
    decode: (bytes) => {
      if (bytes.length > options.bytesMax) throw new DecodeError("invalid_length", tooLarge(bytes));
      // The type parameter's constraint ties the interface to the compiled schema, and a test our table.
      return readMessage(schema, bytes) as Plain;
    },
    encode: (value) => {
      const bytes = writeMessage(schema, value);
      if (bytes.length > options.bytesMax) throw new RangeError(tooLarge(bytes));
      return bytes;
    },
  };
}
