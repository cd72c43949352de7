export type { Codec } from "./codec.ts";
export {
  type JsonObject,
  type JsonValue,
  jsonArray,
  jsonBoolean,
  jsonDecode,
  jsonEncode,
  jsonField,
  jsonInteger,
  jsonObject,
  jsonString,
} from "./json.ts";
