import { asBtDict, type BtDict, btBytes, btDecode } from "../bt/index.ts";
import { equalBytes, latin1Decode, utf8Encode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { checkStoredSize } from "./wire-dict.ts";

/** Wire key of the type, which sorts before all others. */
export const TYPE_KEY = "";
export const GROUP_TYPE: Uint8Array = utf8Encode("G");
export const LINK_TYPE: Uint8Array = utf8Encode("L");

/**
 * Which reader a message of namespace 21 needs; "unknown" is a kind of the future.
 *
 * @throws DecodeError invalid_length, or any code of bencoding, when it is no dict with a type
 * Spec: docs/spec/protocol-v2.md section 4.
 */
export function deviceMessageKind(bytes: Uint8Array): "group" | "link" | "unknown" {
  checkStoredSize(bytes);
  const type = btBytes(asBtDict(btDecode(bytes)), TYPE_KEY);
  if (equalBytes(type, GROUP_TYPE)) return "group";
  return equalBytes(type, LINK_TYPE) ? "link" : "unknown";
}

/** @throws DecodeError missing_field, invalid_encoding unless the dict says it is of this type */
export function checkType(dict: BtDict, type: Uint8Array): void {
  if (!equalBytes(btBytes(dict, TYPE_KEY), type))
    throw new DecodeError("invalid_encoding", `expected ${latin1Decode(type)}, got another`, {
      path: "type",
    });
}
