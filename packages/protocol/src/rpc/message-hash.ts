import { type FieldReader, required } from "./fields.ts";
import { RPC_LIMITS } from "./limits.ts";
import { ParameterError } from "./parameter-error.ts";

const MESSAGE_HASH = /^[A-Za-z0-9+/]{43}$/;

/** 43 base64 characters. */
export function isMessageHash(text: string): boolean {
  return MESSAGE_HASH.test(text);
}

/** `messages`: one or more hashes. */
export function readMessages(fields: FieldReader, check: boolean): readonly string[] {
  const messages = required("messages", fields.texts("messages"));
  if (messages.length === 0) throw new ParameterError("messages does not contain any message hashes");
  if (messages.length > RPC_LIMITS.messagesMax)
    throw new ParameterError("Invalid value given for 'messages': value out of range");
  const bad = check ? messages.find((hash) => !isMessageHash(hash)) : undefined;
  if (bad !== undefined) throw new ParameterError(`invalid message hash: ${bad.slice(0, 100)}`);
  return messages;
}
