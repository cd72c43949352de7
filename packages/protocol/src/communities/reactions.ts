import { type JsonValue, jsonField, jsonInteger, jsonObject } from "../codec/index.ts";
import { checkedFormat, isPresent, type JsonFormat, jsonFields, jsonFlag } from "../codec/json-format.ts";
import { DecodeError } from "../errors.ts";
import { type CommunityUserId, userIds } from "./user-id.ts";

const EMOJI_CODE_POINTS_MAX = 12;
const REACTIONS_MAX = 1000;

export interface CommunityReaction {
  /** Order of first use among the reactions of a message. */
  readonly index: number;
  readonly count: number;
  /** The first few. */
  readonly reactors: readonly CommunityUserId[];
  /** Whether the requesting user is among them. */
  readonly isOurs: boolean;
}

/** By emoji. */
export type CommunityReactions = ReadonlyMap<string, CommunityReaction>;

/** Spec: docs/spec/communities.md section 4. */
export const communityReactions: JsonFormat<CommunityReactions> = checkedFormat({
  toJson: (reactions) =>
    Object.fromEntries(
      [...reactions].map(([emoji, reaction]): [string, JsonValue] => [emoji, reactionFields(reaction)]),
    ),
  fromJson: (value, path = "") => {
    const entries = Object.entries(jsonObject(value, path));
    if (entries.length > REACTIONS_MAX)
      throw new DecodeError("out_of_range", `expected at most ${REACTIONS_MAX}, got ${entries.length}`, {
        path,
      });
    for (const [emoji] of entries)
      if (!isReaction(emoji))
        throw new DecodeError("out_of_range", "expected 1 to 12 code points as a reaction", { path });
    return new Map(entries.map(([emoji, entry]) => [emoji, readReaction(entry, path)]));
  },
});

/** Whether a text can be a reaction: any 1 to 12 code points. */
export function isReaction(text: string): boolean {
  // A code point has at most two units, so that longer texts need not be taken apart.
  if (text.length === 0 || text.length > 2 * EMOJI_CODE_POINTS_MAX || /\p{Surrogate}/u.test(text))
    return false;
  return [...text].length <= EMOJI_CODE_POINTS_MAX;
}

function reactionFields({ index, count, reactors, isOurs }: CommunityReaction): JsonValue {
  return jsonFields({
    index,
    count,
    reactors: reactors.length === 0 ? undefined : userIds.toJson(reactors),
    you: isOurs || undefined,
  });
}

function readReaction(value: JsonValue, path: string): CommunityReaction {
  const entry = jsonObject(value, path);
  return {
    index: jsonInteger(entry, "index", { min: 0, path: `${path}.index` }),
    count: jsonInteger(entry, "count", { min: 0, path: `${path}.count` }),
    reactors: isPresent(entry, "reactors")
      ? userIds.fromJson(jsonField(entry, "reactors"), `${path}.reactors`)
      : [],
    isOurs: jsonFlag(entry, "you", `${path}.you`),
  };
}
