import { attempt } from "../errors.ts";
import type { ConfigContext } from "./context.ts";
import { type ConfigMessage, parseConfigMessage } from "./message.ts";
import { addConfigPart, type ConfigPart, type PartialSets, withoutExpiredParts } from "./multipart.ts";
import { openPaddedConfig, openStoredConfig } from "./storage.ts";

/** What a node returned. */
export interface StoredConfigItem {
  /** Storage hash. */
  readonly hash: string;
  readonly data: Uint8Array;
}

/** A message and where it is stored: one storage hash, or one of each part. */
export interface StoredMessage {
  readonly message: ConfigMessage;
  readonly hashes: readonly string[];
}

export interface ReceivedConfigs {
  readonly received: readonly StoredMessage[];
  /** Storage hashes of what was understood, also of parts that still wait for others. */
  readonly acceptedHashes: readonly string[];
  readonly parts: PartialSets;
}

type ReceiveContext = ConfigContext & { readonly nowMs: number };

/** What one item brought. `refused`: parts that turned out to make nothing readable. */
interface Reading {
  readonly parts: PartialSets;
  readonly stored?: StoredMessage;
  readonly accepted?: readonly string[];
  readonly refused?: readonly string[];
}

/** Reads the items that can be read, and puts parts together. Spec: docs/spec/config-messages.md sections 2, 5 and 6. */
export function receiveConfigs(
  items: readonly StoredConfigItem[],
  known: PartialSets,
  context: ReceiveContext,
): ReceivedConfigs {
  const received: StoredMessage[] = [];
  const accepted = new Set<string>();
  let parts = withoutExpiredParts(known, context.nowMs);
  for (const item of items) {
    const reading = readItem(item, parts, context);
    parts = reading.parts;
    if (reading.stored !== undefined) received.push(reading.stored);
    for (const hash of reading.accepted ?? []) accepted.add(hash);
    for (const hash of reading.refused ?? []) accepted.delete(hash);
  }
  return { received, acceptedHashes: [...accepted], parts };
}

function readItem({ hash, data }: StoredConfigItem, parts: PartialSets, context: ReceiveContext): Reading {
  const opened = attempt(() => openStoredConfig(data, context));
  if (opened === undefined) return { parts };
  if (opened.kind === "part") return readPart({ part: opened.part, storageHash: hash }, parts, context);
  const message = attempt(() => parseConfigMessage(opened.plaintext, context));
  return message === undefined ? { parts } : { parts, stored: { message, hashes: [hash] }, accepted: [hash] };
}

function readPart(
  received: { readonly part: ConfigPart; readonly storageHash: string },
  parts: PartialSets,
  context: ReceiveContext,
): Reading {
  const accepted = [received.storageHash];
  const outcome = attempt(() => addConfigPart(parts, { ...context, ...received }));
  if (outcome === undefined) return { parts };
  if (outcome.kind === "kept") return { parts: outcome.sets, accepted };
  const hashes = outcome.storageHashes;
  if (outcome.kind === "broken") return { parts: outcome.sets, refused: hashes };
  const message = attempt(() => parseConfigMessage(openPaddedConfig(outcome.padded), context));
  if (message === undefined) return { parts: outcome.sets, refused: hashes };
  return { parts: outcome.sets, stored: { message, hashes }, accepted };
}
