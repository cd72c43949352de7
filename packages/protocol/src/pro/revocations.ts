import { bytesOfLength, hexEncode } from "../bytes/index.ts";
import { type Codec, jsonArray, jsonField, jsonInteger, jsonObject } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { jsonHex, type ProAnswer, proAnswer } from "./answers.ts";
import { wholeNumber } from "./fields.ts";

/** More revocations than this in one answer are refused. */
export const PRO_REVOCATIONS_MAX = 50_000;

/** All proofs with this tag are void from a time on. */
export interface ProRevocation {
  /** 32 bytes. */
  readonly revocationTag: Uint8Array;
  readonly effectiveMs: number;
  /** When the revoked proofs expire by themselves, and the entry can be forgotten. */
  readonly expiryMs: number;
}

export interface ProRevocationList {
  /** To be sent with the next request; an unchanged one means an empty list and no change. */
  readonly ticket: number;
  /** When to ask again. */
  readonly retryInSeconds: number;
  readonly items: readonly ProRevocation[];
}

/**
 * Answer to `/get_pro_revocations`, in JSON.
 *
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export const proRevocationList: Codec<ProAnswer<ProRevocationList>> = proAnswer({
  read: (object) => {
    const items = jsonArray(jsonField(object, "items"), "items");
    if (items.length > PRO_REVOCATIONS_MAX)
      throw new DecodeError("out_of_range", `expected at most ${PRO_REVOCATIONS_MAX}, got ${items.length}`, {
        path: "items",
      });
    return {
      ticket: jsonInteger(object, "ticket", { min: 0 }),
      retryInSeconds: jsonInteger(object, "retry_in_s", { min: 0 }),
      items: items.map((value) => {
        const item = jsonObject(value, "items");
        return {
          revocationTag: jsonHex(item, "gen_index_hash", 32),
          effectiveMs: jsonInteger(item, "effective_unix_ts_ms", { min: 0 }),
          expiryMs: jsonInteger(item, "expiry_unix_ts_ms", { min: 0 }),
        };
      }),
    };
  },
  write: ({ ticket, retryInSeconds, items }) => {
    if (items.length > PRO_REVOCATIONS_MAX)
      throw new RangeError(`items: expected at most ${PRO_REVOCATIONS_MAX}, got ${items.length}`);
    return {
      version: 0,
      ticket: wholeNumber(ticket, "ticket"),
      retry_in_s: wholeNumber(retryInSeconds, "retryInSeconds"),
      items: items.map((item) => ({
        expiry_unix_ts_ms: wholeNumber(item.expiryMs, "expiryMs"),
        effective_unix_ts_ms: wholeNumber(item.effectiveMs, "effectiveMs"),
        gen_index_hash: hexEncode(bytesOfLength(item.revocationTag, 32, "revocationTag")),
      })),
    };
  },
});
