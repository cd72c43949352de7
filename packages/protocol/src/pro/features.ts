import type { ProMessage } from "../messages/index.ts";

/** Which Pro features a message claims. */
export interface ProFeatures {
  /** The body has up to 10,000 code points. */
  readonly hasLongBody: boolean;
  /** The sender shows the Pro badge. */
  readonly hasBadge: boolean;
  /** The sender's profile picture may move. */
  readonly hasAnimatedPicture: boolean;
}

const LONG_BODY = 1n;
const BADGE = 1n;
const ANIMATED_PICTURE = 2n;

/** Longest body of an ordinary message, in code points. */
export const BODY_CODE_POINTS_MAX = 2_000;
/** Longest body of a message with a valid Pro proof, in code points. */
export const PRO_BODY_CODE_POINTS_MAX = 10_000;

/**
 * Reads the two bit sets of a message; bits of newer clients are ignored.
 *
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export function readProFeatures(message: Pick<ProMessage, "messageBitset" | "profileBitset">): ProFeatures {
  const { messageBitset = 0n, profileBitset = 0n } = message;
  return {
    hasLongBody: (messageBitset & LONG_BODY) !== 0n,
    hasBadge: (profileBitset & BADGE) !== 0n,
    hasAnimatedPicture: (profileBitset & ANIMATED_PICTURE) !== 0n,
  };
}

/**
 * Reverse of {@link readProFeatures}.
 *
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export function writeProFeatures(
  features: ProFeatures,
): Required<Pick<ProMessage, "messageBitset" | "profileBitset">> {
  return {
    messageBitset: features.hasLongBody ? LONG_BODY : 0n,
    profileBitset: (features.hasBadge ? BADGE : 0n) | (features.hasAnimatedPicture ? ANIMATED_PICTURE : 0n),
  };
}

/**
 * The beginning of a text, at most so many code points long; never half of a surrogate pair.
 *
 * Spec: docs/spec/accounts-and-messages.md sections 7 and 16.
 */
export function cutBody(body: string, codePointsMax: number): string {
  if (body.length <= codePointsMax) return body;
  let end = 0;
  for (let count = 0; count < codePointsMax && end < body.length; count++)
    end += (body.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return body.slice(0, end);
}
