import { describe, expect, test } from "vitest";
import { base64Decode, hexEncode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { parseMailboxId } from "../identity/index.ts";
import { loadVector } from "../testing/index.ts";
import { messageHash } from "./index.ts";

const { cases } = loadVector<{
  readonly cases: readonly {
    readonly pubkey: string;
    readonly namespace: number;
    readonly data_b64: string;
    readonly preimage_hex: string;
    readonly hash: string;
  }[];
}>("message-hash");

describe("vectors/message-hash.json", () => {
  test.each(cases)("default: namespace $namespace of $pubkey", (vector) => {
    const hashed: string[] = [];
    const crypto = {
      ...nobleCrypto,
      blake2b: (...args: Parameters<typeof nobleCrypto.blake2b>) => {
        hashed.push(hexEncode(args[0]));
        return nobleCrypto.blake2b(...args);
      },
    };
    const accountId = parseMailboxId(vector.pubkey);
    const data = base64Decode(vector.data_b64);
    expect(messageHash({ accountId, namespace: vector.namespace, data, crypto })).toBe(vector.hash);
    expect(hashed).toEqual([vector.preimage_hex]);
    expect(vector.hash).toHaveLength(43);
  });
  test.each([32_768, -32_769, 0.5, Number.NaN])("error: %s is no namespace", (namespace) => {
    const accountId = parseMailboxId(`05${"ab".repeat(32)}`);
    expect(() => messageHash({ accountId, namespace, data: new Uint8Array() })).toThrow(RangeError);
  });
});
