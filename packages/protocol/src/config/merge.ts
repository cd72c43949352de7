import { btSet } from "../bt/index.ts";
import { latin1Decode } from "../bytes/index.ts";
import { settleConfigData } from "./data.ts";
import { type ConfigDiff, isSetDiff, type SetDiff } from "./diff.ts";
import { type ConfigMessage, compareVersions, LAG, type LaggedDiff } from "./message.ts";
import {
  type ConfigDict,
  type ConfigDraft,
  type ConfigScalar,
  type ConfigSet,
  type ConfigValue,
  dictAt,
  draftDict,
  draftOf,
  isConfigDict,
  isConfigScalar,
  isConfigSet,
} from "./tree.ts";

/** Either one of the inputs holds everything, or a new message has to be made. */
export type MergeResult =
  | { readonly kind: "used"; readonly index: number }
  | {
      readonly kind: "merged";
      readonly seqno: number;
      readonly data: ConfigDict;
      readonly lagged: readonly LaggedDiff[];
    };

/** A change to apply again, with the tree its values come from. */
interface Replay extends LaggedDiff {
  readonly source: ConfigDict;
}

/**
 * Resolves concurrent messages. The outcome depends on the set of messages only, not on their order; where several are
 * equal the first one's index is given.
 *
 * @param messages at least one, all valid
 * @param options.readOnly takes the highest message instead of making a new one
 * @throws RangeError without any message
 * Spec: docs/spec/config-messages.md section 4. Vectors: vectors/config-merge.json.
 */
export function mergeConfigMessages(
  messages: readonly ConfigMessage[],
  options: { readonly readOnly?: boolean } = {},
): MergeResult {
  const survivors = withoutRedundant(messages).toSorted((a, b) => compareVersions(b.message, a.message));
  const [highest] = survivors;
  if (highest === undefined) throw new RangeError("config merge: expected at least one message");
  if (survivors.length === 1 || options.readOnly) return { kind: "used", index: highest.index };
  const replays = replaysOf(survivors.map(({ message }) => message));
  const draft = draftOf(highest.message.data);
  for (const { diff, source } of replays) applyDiff(draft, diff, source);
  return {
    kind: "merged",
    seqno: highest.message.seqno + 1,
    data: settleConfigData(draft, highest.message.data),
    lagged: replays.map(({ seqno, hash, diff }) => ({ seqno, hash, diff })),
  };
}

interface Indexed {
  readonly index: number;
  readonly message: ConfigMessage;
}

/** Leaves out repetitions, what another message already builds upon, and what is too old to be compared. */
function withoutRedundant(messages: readonly ConfigMessage[]): readonly Indexed[] {
  const seqnoMax = messages.reduce((max, { seqno }) => Math.max(max, seqno), 0);
  const known = new Set(messages.flatMap(({ lagged }) => lagged.map(versionKey)));
  return messages.flatMap((message, index) => {
    const key = versionKey(message);
    if (known.has(key) || message.seqno + LAG <= seqnoMax) return [];
    known.add(key);
    return [{ index, message }];
  });
}

/** Every change the messages know of, oldest first. Where several know the same one, the highest provides its values. */
function replaysOf(descending: readonly ConfigMessage[]): readonly Replay[] {
  const replays = new Map<string, Replay>();
  for (const { seqno, hash, diff, lagged, data: source } of descending)
    for (const row of [{ seqno, hash, diff }, ...lagged]) {
      const key = versionKey(row);
      if (!replays.has(key)) replays.set(key, { ...row, source });
    }
  return [...replays.values()].sort(compareVersions);
}

function versionKey({ seqno, hash }: { readonly seqno: number; readonly hash: Uint8Array }): string {
  return `${seqno}:${latin1Decode(hash)}`;
}

/** A change whose value the source no longer has, or has in another form, was undone there: the key goes. */
function applyDiff(target: ConfigDraft, diff: ConfigDiff, source: ConfigDict): void {
  for (const [key, entry] of diff) {
    const value = source.get(key);
    if (entry === "assigned" && isConfigScalar(value)) target.set(key, value);
    else if (entry instanceof Map && isConfigDict(value))
      applyDiff(draftDict(target, key), entry, dictAt(source, key));
    else if (isSetDiff(entry) && isConfigSet(value)) target.set(key, applySetDiff(target.get(key), entry));
    else target.delete(key);
  }
}

function applySetDiff(current: ConfigValue | undefined, { added, removed }: SetDiff): ConfigSet {
  const gone = new Set(removed.map(scalarKey));
  const members = isConfigSet(current) ? [...current, ...added] : added;
  return btSet(members).filter((member) => !gone.has(scalarKey(member)));
}

function scalarKey(scalar: ConfigScalar): string {
  return typeof scalar === "bigint" ? `i${scalar}` : `s${latin1Decode(scalar)}`;
}
