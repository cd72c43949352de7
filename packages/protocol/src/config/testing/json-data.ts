import { btSet } from "../../bt/index.ts";
import { latin1Decode, utf8Encode } from "../../bytes/index.ts";
import type { ConfigDict, ConfigScalar, ConfigValue } from "../tree.ts";

/** The notation of the vectors: object = dict, array = set in any order, number = integer, text = its UTF-8 bytes. */
export type JsonData = { readonly [key: string]: JsonValue };
type JsonValue = number | string | readonly (number | string)[] | JsonData;

export function configFromJson(data: JsonData): ConfigDict {
  return new Map(
    Object.entries(data).map(([key, value]) => [latin1Decode(utf8Encode(key)), valueFromJson(value)]),
  );
}

function valueFromJson(value: JsonValue): ConfigValue {
  if (typeof value === "number" || typeof value === "string") return scalarFromJson(value);
  return isList(value) ? btSet(value.map(scalarFromJson)) : configFromJson(value);
}

function scalarFromJson(value: number | string): ConfigScalar {
  return typeof value === "number" ? BigInt(value) : utf8Encode(value);
}

function isList(value: readonly (number | string)[] | JsonData): value is readonly (number | string)[] {
  return Array.isArray(value);
}
