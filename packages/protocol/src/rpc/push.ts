import { asBtBytes, asBtInteger, asBtList, type BtValue, btDecode, btEncode } from "../bt/index.ts";
import { concatBytes, hexEncode, latin1Decode, latin1Encode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { accountIdBytes, type MailboxId, parseMailboxId } from "../identity/index.ts";
import { RPC_LIMITS } from "./limits.ts";
import { isMessageHash } from "./message-hash.ts";
import { isNamespace, type Namespace, namespace } from "./namespaces.ts";

/** Request name of bulk pushes on the node channel. */
export const PUSH_REQUEST = "sn.data";

/** One stored message as it moves between swarm members. */
export interface PushedMessage {
  readonly account: MailboxId;
  readonly namespace: Namespace;
  readonly hash: string;
  readonly timestampMs: number;
  readonly expiryMs: number;
  readonly data: Uint8Array;
}

const FORMAT_VERSION = 1;
/** Framing of one message beside its data: account, hash, two times, namespace, lengths and delimiters. */
const OVERHEAD = 150;

/**
 * Payload of `sn.data`: byte 1, then a bencoded list of [account, hash, timestamp, expiry, data, namespace].
 * The sixth element is ours; old readers ignore it. Left out for namespace 0, so that those messages look as before.
 * Spec: docs/spec/storage-rpc.md sections 10.2 and 13.1. Vectors: vectors/node-wire.json `push_batch`.
 */
export function encodePushBatch(messages: readonly PushedMessage[]): Uint8Array {
  const list = messages.map((message): BtValue => {
    const fields: BtValue[] = [
      accountIdBytes(message.account),
      latin1Encode(message.hash),
      BigInt(message.timestampMs),
      BigInt(message.expiryMs),
      message.data,
    ];
    return message.namespace === 0 ? fields : [...fields, BigInt(message.namespace)];
  });
  return concatBytes(Uint8Array.of(FORMAT_VERSION), btEncode(list));
}

/** Cuts a stream of messages so that each payload stays within 9,000,000 bytes. */
export function* pushBatches(messages: Iterable<PushedMessage>): Generator<PushedMessage[]> {
  let batch: PushedMessage[] = [];
  let size = 0;
  for (const message of messages) {
    const cost = message.data.length + OVERHEAD;
    if (batch.length > 0 && size + cost > RPC_LIMITS.pushBytesMax) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(message);
    size += cost;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Reads a push. Checks form and limits only: the receiver recomputes each hash and drops what does not verify, does
 * not map to its swarm, or expires too late.
 * @throws DecodeError
 * Spec: docs/spec/storage-rpc.md sections 10.2 and 13. Vectors: vectors/node-wire.json `push_batch`.
 */
export function decodePushBatch(bytes: Uint8Array): PushedMessage[] {
  if (bytes.length > RPC_LIMITS.requestBytesMax)
    throw new DecodeError(
      "out_of_range",
      `expected at most ${RPC_LIMITS.requestBytesMax} bytes, got ${bytes.length}`,
      {
        path: "push",
      },
    );
  if (bytes[0] !== FORMAT_VERSION)
    throw new DecodeError("invalid_encoding", `expected format ${FORMAT_VERSION}, got ${bytes[0]}`, {
      path: "push",
    });
  const list = asBtList(btDecode(bytes.subarray(1), { depthMax: 3 }), "push");
  return list.map((item, index) => readMessage(asBtList(item, `push[${index}]`), `push[${index}]`));
}

function readMessage(fields: readonly BtValue[], path: string): PushedMessage {
  const [account, hash, timestamp, expiry, data, mailbox] = fields;
  if (
    account === undefined ||
    hash === undefined ||
    timestamp === undefined ||
    expiry === undefined ||
    data === undefined
  )
    throw new DecodeError("invalid_length", `expected at least 5 fields, got ${fields.length}`, { path });
  const dataBytes = asBtBytes(data, `${path}.data`);
  if (dataBytes.length > RPC_LIMITS.messageBytesMax)
    throw new DecodeError(
      "out_of_range",
      `expected at most ${RPC_LIMITS.messageBytesMax} bytes, got ${dataBytes.length}`,
      { path: `${path}.data` },
    );
  return {
    account: parseMailboxId(hexEncode(asBtBytes(account, `${path}.account`)), `${path}.account`),
    namespace: mailbox === undefined ? namespace(0) : readNamespace(mailbox, path),
    hash: readHash(hash, path),
    timestampMs: readTime(timestamp, `${path}.timestamp`),
    expiryMs: readTime(expiry, `${path}.expiry`),
    data: dataBytes,
  };
}

function readHash(value: BtValue, path: string): string {
  const hash = latin1Decode(asBtBytes(value, `${path}.hash`));
  if (!isMessageHash(hash))
    throw new DecodeError("invalid_encoding", "expected 43 base64 characters", { path: `${path}.hash` });
  return hash;
}

function readTime(value: BtValue, path: string): number {
  const time = Number(asBtInteger(value, path));
  if (!Number.isSafeInteger(time) || time < 0)
    throw new DecodeError("out_of_range", "expected milliseconds since 1970", { path });
  return time;
}

function readNamespace(value: BtValue, path: string): Namespace {
  const number = Number(asBtInteger(value, `${path}.namespace`));
  if (!isNamespace(number))
    throw new DecodeError("out_of_range", `expected -32768..32767, got ${number}`, {
      path: `${path}.namespace`,
    });
  return number;
}
