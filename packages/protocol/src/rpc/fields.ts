import { type BtDict, type BtValue, isBtList } from "../bt/index.ts";
import { latin1Decode } from "../bytes/index.ts";
import { isNamespace, type Namespace } from "./namespaces.ts";
import { ParameterError } from "./parameter-error.ts";

/**
 * Fields of one request, whatever its encoding. Each reader gives undefined for an absent field (a JSON null counts as
 * absent) and throws ParameterError for one of the wrong type. Byte strings come as text: base64 or hex in JSON, one
 * character per byte in bencode.
 */
export interface FieldReader {
  readonly encoding: "json" | "bt";
  boolean(name: string): boolean | undefined;
  /** 32-bit, as in the reference. */
  integer(name: string): number | undefined;
  positive(name: string, options?: { stringified?: boolean }): number | undefined;
  /** Milliseconds. */
  timestamp(name: string, options?: { stringified?: boolean }): number | undefined;
  /** One or several. */
  timestamps(name: string): number[] | undefined;
  integers(name: string): number[] | undefined;
  namespace(name: string): Namespace | undefined;
  namespaceOrAll(name: string): Namespace | "all" | undefined;
  text(name: string): string | undefined;
  /** One or several. */
  texts(name: string): string[] | undefined;
  /** A nested object, list of objects or any other value, for meta-requests. */
  raw(name: string): unknown;
}

const TYPE_NAMES = {
  boolean: "boolean",
  positive: "positive integer",
  integer: "integer",
  namespace: "16-bit integer",
  namespaceOrAll: 'integer or "all"',
  timestamp: "integer timestamp (in milliseconds)",
  texts: "string array",
  integers: "integer array",
  timestamps: "timestamp array",
  text: "string",
} as const;

/** Below this a time was very likely given in seconds. */
const TIMESTAMP_MIN_MS = 1_000_000_000;
const INT32_MAX = 0x7fff_ffff;

/** Field access of one encoding; everything else is shared. */
interface Source {
  readonly encoding: "json" | "bt";
  get(name: string): unknown;
  asInteger(value: unknown): number | undefined;
  asText(value: unknown): string | undefined;
  asBoolean(value: unknown): boolean | undefined;
  asList(value: unknown): readonly unknown[] | undefined;
}

export function jsonFields(params: Readonly<Record<string, unknown>>): FieldReader {
  return reader({
    encoding: "json",
    get: (name) => (Object.hasOwn(params, name) ? (params[name] ?? undefined) : undefined),
    asInteger: (value) => (Number.isSafeInteger(value) ? (value as number) : undefined), // isSafeInteger implies number
    asText: (value) => (typeof value === "string" ? value : undefined),
    asBoolean: (value) => (typeof value === "boolean" ? value : undefined),
    asList: (value) => (Array.isArray(value) ? value : undefined),
  });
}

export function btFields(params: BtDict): FieldReader {
  return reader({
    encoding: "bt",
    get: (name) => params.get(name),
    asInteger: (value) => safeInteger(value),
    asText: (value) => (value instanceof Uint8Array ? latin1Decode(value) : undefined),
    asBoolean: (value) => (value === 0n ? false : value === 1n ? true : undefined),
    asList: (value) => (isBtList(value as BtValue) ? (value as readonly BtValue[]) : undefined), // params holds BtValues
  });
}

function safeInteger(value: unknown): number | undefined {
  if (typeof value !== "bigint") return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

function reader(source: Source): FieldReader {
  function wrongType(name: string, type: keyof typeof TYPE_NAMES): ParameterError {
    return new ParameterError(`Invalid value given for '${name}': expected ${TYPE_NAMES[type]}`);
  }

  function field<T>(
    name: string,
    type: keyof typeof TYPE_NAMES,
    read: (value: unknown) => T | undefined,
  ): T | undefined {
    const value = source.get(name);
    if (value === undefined) return undefined;
    const result = read(value);
    if (result === undefined) throw wrongType(name, type);
    return result;
  }

  function oneOrMore<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
    const list = source.asList(value) ?? [value];
    const items: T[] = [];
    for (const item of list) {
      const result = read(item);
      if (result === undefined) return undefined;
      items.push(result);
    }
    return items;
  }

  const natural = (value: unknown): number | undefined => {
    const integer = source.asInteger(value);
    return integer === undefined || integer < 0 ? undefined : integer;
  };

  /** compat: `timestamp` and `ttl` of a store may be decimal text in JSON. */
  function maybeText(name: string, stringified: boolean | undefined): number | undefined {
    const value = source.get(name);
    if (!stringified || source.encoding !== "json" || typeof value !== "string") return undefined;
    const number = /^[0-9]{1,16}$/.test(value) ? Number(value) : Number.NaN;
    if (Number.isSafeInteger(number)) return number;
    throw new ParameterError(`Invalid value given for '${name}': ${JSON.stringify(value.slice(0, 40))}`);
  }

  function namespaceValue(name: string, value: unknown): Namespace | undefined {
    const integer = source.asInteger(value);
    if (integer === undefined) return undefined;
    if (!isNamespace(integer))
      throw new ParameterError(`Invalid value given for '${name}': value out of range`);
    return integer;
  }

  return {
    encoding: source.encoding,
    boolean: (name) => field(name, "boolean", source.asBoolean),
    integer: (name) => {
      const value = field(name, "integer", source.asInteger);
      if (value !== undefined && (value > INT32_MAX || value < -INT32_MAX - 1))
        throw new ParameterError(`Invalid value given for '${name}': value out of range`);
      return value;
    },
    positive: (name, options) => maybeText(name, options?.stringified) ?? field(name, "positive", natural),
    timestamp: (name, options) => {
      const value = maybeText(name, options?.stringified) ?? field(name, "timestamp", natural);
      if (value !== undefined && value < TIMESTAMP_MIN_MS)
        throw new ParameterError(`Invalid timestamp for '${name}': timestamp must be in milliseconds`);
      return value;
    },
    timestamps: (name) => field(name, "timestamps", (value) => oneOrMore(value, natural)),
    integers: (name) => field(name, "integers", (value) => oneOrMore(value, source.asInteger)),
    namespace: (name) => field(name, "namespace", (value) => namespaceValue(name, value)),
    namespaceOrAll: (name) =>
      field(name, "namespaceOrAll", (value) =>
        source.asText(value) === "all" ? "all" : namespaceValue(name, value),
      ),
    text: (name) => field(name, "text", source.asText),
    texts: (name) => field(name, "texts", (value) => oneOrMore(value, source.asText)),
    raw: source.get,
  };
}

/** @throws ParameterError when absent */
export function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new ParameterError(`Required field '${name}' missing`);
  return value;
}
