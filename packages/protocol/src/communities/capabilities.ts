import { jsonField, jsonObject } from "../codec/index.ts";
import { checkedFormat, isPresent, type JsonFormat, jsonFields, jsonListOf } from "../codec/json-format.ts";
import { DecodeError } from "../errors.ts";

/** The capabilities that this protocol knows; servers may have others. */
export const CAPABILITIES = {
  community: "sogs",
  reactions: "reactions",
  /** Requests must be signed by blinded IDs. */
  blinding: "blind",
} as const;

export interface Capabilities {
  /** By ascending name. */
  readonly capabilities: readonly string[];
  /** Those that the request named as required and the server lacks; its status is then 412. */
  readonly missing?: readonly string[];
}

const NAME_LENGTH_MAX = 100;
const CAPABILITIES_MAX = 100;

const name: JsonFormat<string> = {
  toJson: (text) => text,
  fromJson: (value, path = "") => {
    if (typeof value !== "string" || value.length > NAME_LENGTH_MAX)
      throw new DecodeError("invalid_encoding", "expected the name of a capability", { path });
    return value;
  },
};
const names = jsonListOf(name, CAPABILITIES_MAX);

/** Spec: docs/spec/communities.md section 4. */
export const capabilities: JsonFormat<Capabilities> = checkedFormat({
  toJson: (value) =>
    jsonFields({
      capabilities: names.toJson([...value.capabilities].sort()),
      missing: value.missing && names.toJson(value.missing),
    }),
  fromJson: (value, path = "capabilities") => {
    const object = jsonObject(value, path);
    return {
      capabilities: [...names.fromJson(jsonField(object, "capabilities"), path)].sort(),
      ...(isPresent(object, "missing") && {
        missing: names.fromJson(jsonField(object, "missing"), `${path}.missing`),
      }),
    };
  },
});
