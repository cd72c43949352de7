import { asBtDict, btBytes, btDecode, btEncode } from "../bt/index.ts";
import type { Codec } from "../codec/index.ts";

/** The three dumps of one group. */
export interface GroupDump {
  /** Of the GroupInfo config, by `dumpConfig`. */
  readonly info: Uint8Array;
  /** Of the keys, by `groupKeysDump`. */
  readonly keys: Uint8Array;
  /** Of the GroupMembers config, by `dumpConfig`. */
  readonly members: Uint8Array;
}

/**
 * The dumps of a group as desktop clients keep them on disk, in one value. It holds the group's keys in the clear.
 *
 * Spec: docs/spec/groups.md section 1.3.
 */
export const groupDump: Codec<GroupDump> = {
  encode: ({ info, keys, members }) =>
    btEncode(
      new Map([
        ["info", info],
        ["keys", keys],
        ["members", members],
      ]),
    ),

  decode: (bytes) => {
    const dict = asBtDict(btDecode(bytes));
    return { info: btBytes(dict, "info"), keys: btBytes(dict, "keys"), members: btBytes(dict, "members") };
  },
};
