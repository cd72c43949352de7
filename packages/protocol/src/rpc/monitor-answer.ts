import {
  asBtDict,
  type BtDict,
  type BtValue,
  btBytes,
  btDecode,
  btEncode,
  btNumber,
  btOptionalBytes,
  btText,
  isBtList,
} from "../bt/index.ts";
import { hexEncode, latin1Decode, latin1Encode, utf8Encode } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { accountIdBytes, type MailboxId, parseMailboxId } from "../identity/index.ts";
import { RPC_LIMITS } from "./limits.ts";
import { isMessageHash } from "./message-hash.ts";
import { type Namespace, namespace } from "./namespaces.ts";

/** What a node says to one subscription; `errorCode` is one of `MONITOR_ERRORS`. */
export type MonitorAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly errorCode: number; readonly text: string };

const ERROR_CODE_MAX = 255;
const TEXT_BYTES_MAX = 1000;
const ANSWERS_MAX = 32;

/**
 * The node's reply, in the form of what it answers: a dict for a dict, a list for a list of up to 32.
 *
 * Spec: docs/spec/storage-rpc.md section 9.
 */
export const monitorAnswers: Codec<MonitorAnswer | readonly MonitorAnswer[]> = {
  encode(value) {
    if (!isList(value)) return btEncode(answerFields(value));
    if (value.length > ANSWERS_MAX)
      throw new RangeError(`answers: expected at most ${ANSWERS_MAX}, got ${value.length}`);
    return btEncode(value.map(answerFields));
  },
  decode(bytes) {
    const value = btDecode(bytes, { depthMax: 2 });
    if (!isBtList(value)) return readAnswer(value, "answer");
    if (value.length > ANSWERS_MAX)
      throw new DecodeError("out_of_range", `expected at most ${ANSWERS_MAX}, got ${value.length}`, {
        path: "answers",
      });
    return value.map((item, index) => readAnswer(item, `answers[${index}]`));
  },
};

function isList(value: MonitorAnswer | readonly MonitorAnswer[]): value is readonly MonitorAnswer[] {
  return Array.isArray(value);
}

function answerFields(answer: MonitorAnswer): BtDict {
  if (answer.ok) return new Map([["success", 1n]]);
  const { errorCode, text } = answer;
  if (!Number.isInteger(errorCode) || errorCode < 1 || errorCode > ERROR_CODE_MAX)
    throw new RangeError(`errcode: expected 1..${ERROR_CODE_MAX}, got ${errorCode}`);
  const error = utf8Encode(text);
  if (error.length > TEXT_BYTES_MAX)
    throw new RangeError(`error: expected at most ${TEXT_BYTES_MAX} bytes, got ${error.length}`);
  return new Map<string, BtValue>([
    ["errcode", BigInt(errorCode)],
    ["error", error],
  ]);
}

function readAnswer(value: BtValue, path: string): MonitorAnswer {
  const dict = asBtDict(value, path);
  if (!dict.has("errcode")) {
    btNumber(dict, "success", 1, 1);
    return { ok: true };
  }
  const errorCode = btNumber(dict, "errcode", 1, ERROR_CODE_MAX);
  const length = btBytes(dict, "error").length;
  if (length > TEXT_BYTES_MAX)
    throw new DecodeError("out_of_range", `expected at most ${TEXT_BYTES_MAX} bytes, got ${length}`, {
      path: "error",
    });
  return { ok: false, errorCode, text: btText(dict, "error") };
}

/** A newly stored message, told to whoever subscribed to its mailbox. */
export interface MonitorNotification {
  readonly account: MailboxId;
  readonly hash: string;
  readonly namespace: Namespace;
  readonly timestampMs: number;
  readonly expiryMs: number;
  /** Where the subscription asked for it. */
  readonly data?: Uint8Array;
}

/**
 * A notification: a dict of `@` account, `h` hash, `n` namespace, `t` and `z` times, `~` data.
 *
 * Spec: docs/spec/storage-rpc.md section 9.
 */
export const monitorNotification: Codec<MonitorNotification> = {
  encode(notification) {
    const { account, hash, timestampMs, expiryMs, data } = notification;
    const dict = new Map<string, BtValue>([
      ["@", accountIdBytes(account)],
      ["h", latin1Encode(hash)],
      ["n", BigInt(namespace(notification.namespace))],
      ["t", BigInt(timestampMs)],
      ["z", BigInt(expiryMs)],
    ]);
    if (data !== undefined) dict.set("~", data);
    try {
      readNotification(dict);
    } catch (error) {
      if (error instanceof DecodeError) throw new RangeError(error.message, { cause: error });
      throw error;
    }
    return btEncode(dict);
  },
  decode: (bytes) => readNotification(asBtDict(btDecode(bytes, { depthMax: 1 }), "notification")),
};

function readNotification(dict: BtDict): MonitorNotification {
  const account = parseMailboxId(hexEncode(btBytes(dict, "@", 33)), "@");
  const hash = latin1Decode(btBytes(dict, "h", 43));
  if (!isMessageHash(hash))
    throw new DecodeError("invalid_encoding", "expected 43 base64 characters", { path: "h" });
  const data = btOptionalBytes(dict, "~");
  if (data !== undefined && data.length > RPC_LIMITS.messageBytesMax)
    throw new DecodeError(
      "out_of_range",
      `expected at most ${RPC_LIMITS.messageBytesMax} bytes, got ${data.length}`,
      { path: "~" },
    );
  return {
    account,
    hash,
    namespace: namespace(btNumber(dict, "n", -32_768, 32_767)),
    timestampMs: btNumber(dict, "t", 0),
    expiryMs: btNumber(dict, "z", 0),
    ...(data === undefined ? {} : { data }),
  };
}
