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
  const draft: MergeDraft = draftOf(highest.message.data);
  for (const { diff, source } of replays) applyDiff(draft, diff, source);
  return {
    kind: "merged",
    seqno: highest.message.seqno + 1,
    data: settleConfigData(closed(draft), highest.message.data),
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

/** What changes are applied to: a draft whose sets open up when they are changed. */
type MergeDraft = Map<string, ConfigValue | SetDraft | MergeDraft>;

/** A set that many changes are applied to, each at the cost of what it changes and not of the whole set. */
class SetDraft {
  readonly #members: Map<string, ConfigScalar>;

  constructor(members: ConfigSet) {
    this.#members = new Map(members.map((member) => [scalarKey(member), member]));
  }

  apply({ added, removed }: SetDiff): void {
    for (const member of added) this.#members.set(scalarKey(member), member);
    for (const member of removed) this.#members.delete(scalarKey(member));
  }

  toSet(): ConfigSet {
    return btSet(this.#members.values());
  }
}

/** A change whose value the source no longer has, or has in another form, was undone there: the key goes. */
function applyDiff(target: MergeDraft, diff: ConfigDiff, source: ConfigDict): void {
  for (const [key, entry] of diff) {
    const value = source.get(key);
    if (entry === "assigned" && isConfigScalar(value)) target.set(key, value);
    else if (entry instanceof Map && isConfigDict(value)) applyDiff(dictDraft(target, key), entry, value);
    else if (isSetDiff(entry) && isConfigSet(value)) setDraft(target, key).apply(entry);
    else target.delete(key);
  }
}

function dictDraft(target: MergeDraft, key: string): MergeDraft {
  const value = target.get(key);
  if (value instanceof Map) return value;
  const made: MergeDraft = new Map();
  target.set(key, made);
  return made;
}

function setDraft(target: MergeDraft, key: string): SetDraft {
  const value = target.get(key);
  if (value instanceof SetDraft) return value;
  const made = new SetDraft(Array.isArray(value) ? value : []);
  target.set(key, made);
  return made;
}

/** The draft with its sets closed again. */
function closed(draft: MergeDraft): ConfigDraft {
  return new Map(
    [...draft].map(([key, value]) => {
      if (value instanceof SetDraft) return [key, value.toSet()];
      return [key, value instanceof Map ? closed(value) : value];
    }),
  );
}

function scalarKey(scalar: ConfigScalar): string {
  return typeof scalar === "bigint" ? `i${scalar}` : `s${latin1Decode(scalar)}`;
}
