import fc from "fast-check";
import { jsonEncode } from "../codec/index.ts";
import {
  type CommunityUserId,
  type JsonFormat,
  jsonDocument,
  parseCommunityUserId,
  parseRoomToken,
  type RoomToken,
  type SignedPost,
  type Whisper,
} from "../communities/index.ts";
import { type BlindedId, blindedIdFromKey } from "../identity/index.ts";
import { accountIds, bytes, bytes32 } from "./arbitraries.ts";
import { checkCodecLaws } from "./codec-laws.ts";
import { errorCode } from "./errors.ts";

export const counts: fc.Arbitrary<number> = fc.nat();
/** With a fraction; never the negative zero, which JSON cannot say. */
export const seconds: fc.Arbitrary<number> = fc
  .double({ min: 0, max: 2 ** 40, noNaN: true })
  .map((value) => value + 0);
export const roomTokens: fc.Arbitrary<RoomToken> = fc
  .stringMatching(/^[A-Za-z0-9_-]{1,64}$/)
  .map((text) => parseRoomToken(text));
export const blindedIds: fc.Arbitrary<BlindedId> = bytes32.map((key) => blindedIdFromKey("15", key));
export const communityUserIds: fc.Arbitrary<CommunityUserId> = fc.oneof(
  accountIds,
  blindedIds,
  fc.constant(parseCommunityUserId(`ff${"11".repeat(32)}`)),
);
export const communityUserLists: fc.Arbitrary<readonly CommunityUserId[]> = fc.array(communityUserIds, {
  maxLength: 3,
});
export const signedPosts: fc.Arbitrary<SignedPost> = fc.record({
  data: bytes(),
  signature: bytes({ min: 64, max: 64 }),
});
export const whispers: fc.Arbitrary<Whisper> = fc.oneof(
  fc.record({ recipient: communityUserIds, isForModerators: fc.boolean() }),
  fc.constant({ isForModerators: true }),
);

/** The codec laws of a whole document; several texts mean the same JSON, so that it is not canonical. */
export function checkJsonLaws<T>(format: JsonFormat<T>, values: fc.Arbitrary<T>): void {
  checkCodecLaws(jsonDocument(format), values, { canonical: false, numRuns: 60 });
}

/** Code with which a document holding the value is refused, or `"none"`. */
export function jsonRefusal<T>(format: JsonFormat<T>, value: unknown): string {
  return errorCode(() => jsonDocument(format).decode(jsonEncode(value)));
}
