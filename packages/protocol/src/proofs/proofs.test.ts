import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { btDecode, btEncode } from "../bt/index.ts";
import { hexDecode, latin1Decode } from "../bytes/index.ts";
import { keccak256, nobleCrypto } from "../crypto/index.ts";
import { ed25519PublicKey } from "../identity/keys.ts";
import { applyBlock, emptyNetworkState, type NetworkState } from "../network/index.ts";
import { NO_X25519_KEY } from "../network/lookup.ts";
import {
  activated,
  blockAt,
  DOMAIN,
  keysRegistered,
  registered,
  testNode,
} from "../network/testing/chain.ts";
import { local, mainnet } from "../params/index.ts";
import { bytes, checkCodecLaws, errorCode } from "../testing/index.ts";
import { isPublicIpv4 } from "./address.ts";
import {
  acceptProofs,
  emptyProofBook,
  nodeAddress,
  nodeAddresses,
  proofsSince,
  pruneProofBook,
} from "./book.ts";
import { decodeProofList, encodeProofList, PROOF_LIST_BYTES_MAX } from "./list.ts";
import { decodeUptimeProof, encodeUptimeProof, PROOF_BYTES_MAX, type UptimeProof } from "./proof.ts";
import { signUptimeProof } from "./sign.ts";
import { type VerifyProofOptions, verifyUptimeProof } from "./verify.ts";

const NOW = 1_718_000_000_500;
const MINUTE = 60_000;

function proofOf(nodeId: number, changes: Partial<UptimeProof> = {}): UptimeProof {
  return {
    tableDigest: new Uint8Array(32).fill(7),
    tableHeight: 3,
    ip: "8.8.4.4",
    height: 12,
    ed25519: testNode(nodeId).ed25519,
    httpsPort: 22_021,
    peerPort: 22_020,
    storageServerVersion: [2, 8, 0],
    timestampSeconds: Math.floor(NOW / 1000),
    nodeVersion: [0, 1, 0],
    ...changes,
  };
}

function signed(nodeId: number, changes: Partial<UptimeProof> = {}) {
  return signUptimeProof(proofOf(nodeId, changes), testNode(nodeId).seed);
}

const state = applyBlock(emptyNetworkState(), blockAt(1, registered(1, 2, 3, 4, 5)), DOMAIN);

function judge(
  proof: { readonly bytes: Uint8Array; readonly signature: Uint8Array },
  changes: Partial<VerifyProofOptions> = {},
): string {
  const verdict = verifyUptimeProof(proof.bytes, proof.signature, {
    nowMs: NOW,
    params: mainnet,
    state,
    ...changes,
  });
  return verdict.accepted ? "accepted" : verdict.reason;
}

describe("uptime proof codec", () => {
  const version = fc
    .tuple(fc.nat(65535), fc.nat(65535), fc.nat(65535))
    .map((v) => v as [number, number, number]);
  const port = fc.integer({ min: 1, max: 65535 });
  const proofs = fc
    .record(
      {
        tableDigest: bytes({ min: 32, max: 32 }),
        tableHeight: fc.nat(),
        ip: fc.ipV4().filter((ip) => ip !== "0.0.0.0"),
        height: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        ed25519: fc.integer({ min: 1, max: 5 }).map((nodeId) => testNode(nodeId).ed25519),
        httpPort: port,
        httpsPort: port,
        peerPort: port,
        storageServerVersion: version,
        timestampSeconds: fc.nat(0xffff_ffff),
        nodeVersion: version,
      },
      {
        requiredKeys: [
          "tableDigest",
          "tableHeight",
          "ip",
          "height",
          "ed25519",
          "httpsPort",
          "peerPort",
          "storageServerVersion",
          "timestampSeconds",
          "nodeVersion",
        ],
      },
    )
    .map((proof): UptimeProof => proof);

  test("codec laws", () => {
    // Not canonical: keys of later versions are ignored.
    checkCodecLaws({ encode: encodeUptimeProof, decode: decodeUptimeProof }, proofs, { canonical: false });
  });

  test("default: a dict with ascending keys, exactly these", () => {
    const dict = btDecode(encodeUptimeProof(proofOf(1)));
    expect(dict instanceof Map && [...dict.keys()]).toEqual([
      "d",
      "dn",
      "ip",
      "l2",
      "pke",
      "shp",
      "sop",
      "sv",
      "t",
      "v",
    ]);
  });

  test("default: the bytes of a whole proof", () => {
    const text = latin1Decode(encodeUptimeProof(proofOf(1, { httpPort: 8080 })));
    const key = latin1Decode(hexDecode(testNode(1).ed25519));
    expect(text).toBe(
      `d1:d32:${"\x07".repeat(32)}2:dni3e2:ip7:8.8.4.42:l2i12e3:pke32:${key}3:shhi8080e3:shpi22021e3:sopi22020e2:svli2ei8ei0ee1:ti1718000000e1:vli0ei1ei0eee`,
    );
  });

  test("behaviour: the longest proof fits the limit", () => {
    const longest = proofOf(1, {
      ip: "255.255.255.255",
      height: Number.MAX_SAFE_INTEGER,
      tableHeight: Number.MAX_SAFE_INTEGER,
      httpPort: 65535,
      httpsPort: 65535,
      peerPort: 65535,
      timestampSeconds: 0xffff_ffff,
      storageServerVersion: [65535, 65535, 65535],
      nodeVersion: [65535, 65535, 65535],
    });
    expect(encodeUptimeProof(longest).length).toBeLessThan(300);
  });

  test.each([
    ["ip", "0.0.0.0"],
    ["ip", "256.1.1.1"],
    ["ip", "01.2.3.4"],
    ["httpsPort", 0],
    ["httpPort", 65536],
    ["height", 0],
    ["timestampSeconds", -1],
    ["tableDigest", new Uint8Array(31)],
  ])("error: %s %s is refused when encoding", (field, value) => {
    expect(() => encodeUptimeProof(proofOf(1, { [field]: value }))).toThrow(RangeError);
  });

  test("error: too long, wrong version list, missing key", () => {
    expect(errorCode(() => decodeUptimeProof(new Uint8Array(PROOF_BYTES_MAX + 1)))).toBe("out_of_range");
    const dict = new Map(btDecode(encodeUptimeProof(proofOf(1))) as ReadonlyMap<string, never>); // encoded from a dict
    expect(errorCode(() => decodeUptimeProof(btEncode(new Map([...dict, ["v", [1n, 2n]]]))))).toBe(
      "invalid_length",
    );
    dict.delete("t");
    expect(errorCode(() => decodeUptimeProof(btEncode(dict)))).toBe("missing_field");
  });
});

describe("signUptimeProof", () => {
  test("default: Ed25519 over the Keccak-256 of the bytes", () => {
    const { bytes: encoded, signature } = signed(1);
    const key = hexDecode(testNode(1).ed25519);
    expect(nobleCrypto.ed25519Verify(signature, keccak256(encoded), key)).toBe(true);
    expect(nobleCrypto.ed25519Verify(signature, encoded, key)).toBe(false);
  });
});

describe("verifyUptimeProof", () => {
  const previous = (nodeId: number, agoMs: number) => ({
    proof: proofOf(nodeId, { timestampSeconds: Math.floor((NOW - agoMs) / 1000) }),
    receivedMs: NOW - agoMs,
  });

  test("default: a fresh proof of a registered node", () => {
    expect(judge(signed(1))).toBe("accepted");
  });

  test.each([
    [5 * 60, "accepted"],
    [5 * 60 + 1, "clock_too_far"],
    [-5 * 60, "accepted"],
    [-5 * 60 - 1, "clock_too_far"],
  ])("behaviour: %i s ahead of us: %s", (seconds, expected) => {
    const whole = { nowMs: Math.floor(NOW / 1000) * 1000 };
    expect(judge(signed(1, { timestampSeconds: whole.nowMs / 1000 + seconds }), whole)).toBe(expected);
  });

  test("behaviour: private addresses only where the preset allows them", () => {
    const proof = signed(1, { ip: "127.0.3.1" });
    expect(judge(proof)).toBe("address_not_public");
    expect(judge(proof, { params: local })).toBe("accepted");
  });

  test("behaviour: an old version is refused", () => {
    const params = { ...mainnet, nodeVersionMin: [0, 2, 0] as const };
    expect(judge(signed(1, { nodeVersion: [0, 1, 9] }), { params })).toBe("version_too_old");
    expect(judge(signed(1, { nodeVersion: [1, 0, 0] }), { params })).toBe("accepted");
  });

  test("behaviour: only registered nodes, and only those that own their key", () => {
    expect(judge(signed(6))).toBe("not_registered");
    const squatted: NetworkState = applyBlock(
      state,
      blockAt(2, [keysRegistered(6, { signedBy: 1 }), activated(6)]),
      DOMAIN,
    );
    expect(judge(signed(6), { state: squatted })).toBe("invalid_identity");
  });

  test("behaviour: a key without an X25519 form is refused, though its signatures may verify", () => {
    const nodes = new Map(
      [...state.nodes].map(([nodeId, node]) => [nodeId, { ...node, x25519: NO_X25519_KEY }]),
    );
    expect(judge(signed(1), { state: { ...state, nodes } })).toBe("no_x25519_key");
  });

  test("behaviour: at most one in half an interval", () => {
    expect(judge(signed(1), { previous: previous(1, 30 * MINUTE) })).toBe("too_soon");
    expect(judge(signed(1), { previous: previous(1, 30 * MINUTE + 1000) })).toBe("accepted");
  });

  test("behaviour: the same proof or an older one is ignored", () => {
    expect(judge(signed(1), { previous: previous(1, 0) })).toBe("not_newer");
  });

  test("behaviour: a signature of another node, or none, is refused", () => {
    expect(judge({ ...signed(1), signature: signed(2).signature })).toBe("signature_invalid");
    expect(judge({ ...signed(1), signature: new Uint8Array(64) })).toBe("signature_invalid");
    expect(judge({ ...signed(1), signature: new Uint8Array(3) })).toBe("signature_invalid");
  });

  test("behaviour: any changed byte is refused", () => {
    const { bytes: encoded, signature } = signed(1);
    for (let at = 0; at < encoded.length; at += 7) {
      const changed = encoded.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(judge({ bytes: changed, signature })).not.toBe("accepted");
    }
  });

  test("behaviour: a fetched proof may be old, and counts from when it was made", () => {
    const old = signed(1, { timestampSeconds: Math.floor((NOW - 100 * MINUTE) / 1000) });
    expect(judge(old)).toBe("clock_too_far");
    const verdict = verifyUptimeProof(old.bytes, old.signature, {
      nowMs: NOW,
      params: mainnet,
      state,
      fetched: true,
    });
    expect(verdict).toMatchObject({ accepted: true, receivedMs: NOW - 500 - 100 * MINUTE });
    const expired = signed(1, { timestampSeconds: Math.floor((NOW - 126 * MINUTE) / 1000) });
    expect(judge(expired, { fetched: true })).toBe("clock_too_far");
  });

  test("behaviour: random bytes are malformed", () => {
    fc.assert(
      fc.property(bytes({ max: 600 }), (noise) => {
        expect(judge({ bytes: noise, signature: new Uint8Array(64) })).toBe("malformed");
      }),
    );
  });
});

describe("proof book", () => {
  const options = { nowMs: NOW, params: mainnet, state };

  test("default: good proofs are taken, bad ones counted by reason", () => {
    const outcome = acceptProofs(
      emptyProofBook(),
      [signed(1), signed(9), signed(2, { ip: "10.0.0.1" }), signed(2), signed(1)],
      options,
    );
    expect(outcome.accepted).toEqual([testNode(1).ed25519, testNode(2).ed25519]);
    expect(outcome.refused).toEqual({ not_registered: 1, address_not_public: 1, not_newer: 1 });
    expect(nodeAddress(outcome.book, testNode(1).ed25519)).toEqual({
      ed25519: testNode(1).ed25519,
      ip: "8.8.4.4",
      httpsPort: 22_021,
      peerPort: 22_020,
    });
    expect(nodeAddresses(outcome.book)).toHaveLength(2);
  });

  test("behaviour: a proof that is longer than any of ours costs only itself", () => {
    const long = { bytes: new Uint8Array(PROOF_BYTES_MAX + 1), signature: new Uint8Array(64) };
    const received = decodeProofList(encodeProofList([long, signed(1)]));
    const { accepted, refused } = acceptProofs(emptyProofBook(), received, options);
    expect([accepted, refused]).toEqual([[testNode(1).ed25519], { malformed: 1 }]);
  });

  test("behaviour: the two latest addresses are remembered, newest first", () => {
    let book = emptyProofBook();
    for (const [hours, ip] of [
      [0, "8.8.4.4"],
      [1, "9.9.9.9"],
      [2, "8.8.4.4"],
      [3, "1.1.1.1"],
    ] as const) {
      const nowMs = NOW + hours * 60 * MINUTE;
      const proof = signed(1, { ip, timestampSeconds: Math.floor(nowMs / 1000) });
      book = acceptProofs(book, [proof], { ...options, nowMs }).book;
    }
    expect(book.get(testNode(1).ed25519)?.addresses).toEqual([
      { ip: "1.1.1.1", lastSeenMs: NOW + 180 * MINUTE },
      { ip: "8.8.4.4", lastSeenMs: NOW + 120 * MINUTE },
    ]);
  });

  test("behaviour: nodes that left the table leave the book", () => {
    const { book } = acceptProofs(emptyProofBook(), [signed(1), signed(2)], options);
    const smaller = applyBlock(state, blockAt(2, [{ type: "NodeExited", nodeId: 1 }]), DOMAIN);
    expect([...pruneProofBook(book, smaller).keys()]).toEqual([testNode(2).ed25519]);
    expect(pruneProofBook(book, state)).toBe(book);
    expect(acceptProofs(book, [], { ...options, state: smaller }).book.size).toBe(1);
  });

  test("behaviour: the old book stays as it was", () => {
    const empty = emptyProofBook();
    acceptProofs(empty, [signed(1)], options);
    expect(empty.size).toBe(0);
  });

  test("behaviour: since: received at or after, oldest first", () => {
    let book = acceptProofs(emptyProofBook(), [signed(1)], options).book;
    const later = NOW + 10_000;
    const second = signed(2, { timestampSeconds: Math.floor(later / 1000) });
    book = acceptProofs(book, [second], { ...options, nowMs: later }).book;
    const keys = (since: number) => proofsSince(book, since).map(({ proof }) => proof.ed25519);
    expect(keys(0)).toEqual([testNode(1).ed25519, testNode(2).ed25519]);
    expect(keys(Math.floor(later / 1000))).toEqual([testNode(2).ed25519]);
    expect(keys(Math.floor(later / 1000) + 1)).toEqual([]);
  });

  test("behaviour: an answer never exceeds the list's limits", () => {
    const { book } = acceptProofs(emptyProofBook(), [signed(1)], options);
    const [entry] = book.values();
    if (entry === undefined) throw new Error("one proof was accepted");
    const many = new Map(
      Array.from({ length: 700 }, (_, i) => [ed25519PublicKey(i.toString(16).padStart(64, "0")), entry]),
    );
    const list = proofsSince(many, 0);
    expect(list).toHaveLength(500);
    expect(encodeProofList(list).length).toBeLessThanOrEqual(PROOF_LIST_BYTES_MAX);
  });
});

describe("proof list codec", () => {
  const pairs = fc.array(fc.record({ bytes: bytes({ max: 300 }), signature: bytes({ min: 64, max: 64 }) }), {
    maxLength: 5,
  });

  test("codec laws", () => {
    checkCodecLaws({ encode: encodeProofList, decode: decodeProofList }, pairs, { numRuns: 60 });
  });

  test("error: more than 500 pairs, more than 1 MB, a broken pair", () => {
    const one = signed(1);
    const pair = [one.bytes, one.signature];
    const many = btEncode(Array.from({ length: 501 }, () => pair));
    expect(errorCode(() => decodeProofList(many))).toBe("out_of_range");
    expect(() => encodeProofList(Array.from({ length: 501 }, () => one))).toThrow(RangeError);
    expect(errorCode(() => decodeProofList(new Uint8Array(PROOF_LIST_BYTES_MAX + 1)))).toBe("out_of_range");
    expect(errorCode(() => decodeProofList(btEncode([[one.bytes]])))).toBe("invalid_length");
    expect(errorCode(() => decodeProofList(btEncode([[one.bytes, one.bytes]])))).toBe("invalid_length");
    expect(errorCode(() => decodeProofList(btEncode(new Map())))).toBe("invalid_encoding");
  });
});

describe("isPublicIpv4", () => {
  test.each([
    "0.1.2.3",
    "10.255.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "169.254.1.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.2.1",
    "192.168.1.1",
    "198.19.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "255.255.255.255",
  ])("behaviour: %s is not public", (ip) => {
    expect(isPublicIpv4(ip)).toBe(false);
  });

  test.each([
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.0.1",
    "172.32.0.1",
    "193.0.0.1",
    "223.255.255.255",
  ])("behaviour: %s is public", (ip) => {
    expect(isPublicIpv4(ip)).toBe(true);
  });
});
