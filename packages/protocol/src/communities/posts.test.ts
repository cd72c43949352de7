import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blinded15Candidates, deriveBlinded15Keys, deriveBlinded25Keys } from "../blinding/index.ts";
import { concatBytes, hexDecode, hexEncode } from "../bytes/index.ts";
import {
  ed25519ToX25519,
  isNegative,
  nobleCrypto,
  reduceScalar,
  signWithScalar,
  x25519ToEd25519,
} from "../crypto/index.ts";
import { type Account, deriveAccount, parseAccountId } from "../identity/index.ts";
import {
  type Content,
  decodeContent,
  encodeContent,
  envelope,
  padContent,
  unpadContent,
} from "../messages/index.ts";
import { alice, bob, bytes, bytes32, errorCode, loadVector, seededRandom } from "../testing/index.ts";
import {
  type CommunityIdentity,
  isPostTimely,
  openPost,
  parseCommunityUserId,
  postProSignature,
  signPost,
  signPostData,
  verifyPost,
} from "./index.ts";

interface PostCase {
  readonly name: string;
  readonly kind: "post-blinded";
  readonly seed: string;
  readonly serverPubkey: string;
  readonly sessionIdShown: string;
  readonly data: string;
  readonly signature: string;
}
interface KeyCase {
  readonly name: string;
  readonly kind: "xed-pubkey";
  readonly sessionId: string;
  readonly xedPubkey: string;
  readonly edPubkey: string;
}

const { cases } = loadVector<{ readonly cases: readonly (PostCase | KeyCase)[] }>("communities-posts");
const server = new Uint8Array(32).fill(7);
const random = seededRandom("posts");
const content: Content = { dataMessage: { body: "hello" } };
const unblinded = (account: Account): CommunityIdentity => ({ kind: "unblinded", account });

describe("communities-posts.json", () => {
  test.each(cases.filter((item) => item.kind === "post-blinded"))("behaviour: $name", (item) => {
    const keys = deriveBlinded15Keys(deriveAccount(hexDecode(item.seed)), hexDecode(item.serverPubkey));
    const identity: CommunityIdentity = { kind: "blinded", keys };
    const data = hexDecode(item.data);
    expect(keys.id).toBe(item.sessionIdShown);
    expect(hexEncode(padContent(unpadContent(data)))).toBe(item.data);
    expect(hexEncode(signPostData({ data, identity, random }))).toBe(item.signature);
    const senderId = parseCommunityUserId(item.sessionIdShown);
    expect(verifyPost({ senderId, data, signature: hexDecode(item.signature) })).toBe(true);
  });
  test.each(cases.filter((item) => item.kind === "xed-pubkey"))("behaviour: $name $sessionId", (item) => {
    expect(hexEncode(x25519ToEd25519(hexDecode(item.sessionId).subarray(1)))).toBe(item.xedPubkey);
    expect(`05${hexEncode(ed25519ToX25519(hexDecode(item.edPubkey)))}`).toBe(item.sessionId);
  });
});

describe("posts", () => {
  const keys15 = deriveBlinded15Keys(alice, server);
  const keys25 = deriveBlinded25Keys(alice, server);

  test.each([
    ["a 15 ID", { kind: "blinded", keys: keys15 }, keys15.id],
    ["a 25 ID", { kind: "blinded", keys: keys25 }, keys25.id],
    ["an account ID", unblinded(alice), alice.accountId],
  ] as const)("behaviour: %s is verified, and nobody else", (_, identity, senderId) => {
    const post = signPost({ content, identity, random });
    expect(openPost(post.data)).toEqual({ content });
    expect(post.data.length % 160).toBe(0);
    expect(verifyPost({ ...post, senderId })).toBe(true);
    expect(verifyPost({ ...post, senderId: bob.accountId })).toBe(false);
    expect(verifyPost({ ...post, senderId: deriveBlinded15Keys(bob, server).id })).toBe(false);
    expect(verifyPost({ ...post, data: post.signature, senderId })).toBe(false);
    expect(verifyPost({ ...post, signature: post.signature.subarray(1), senderId })).toBe(false);
  });
  test("behaviour: the candidate with the other sign does not verify", () => {
    const post = signPost({ content, identity: { kind: "blinded", keys: keys15 }, random });
    const verified = blinded15Candidates(alice.accountId, server).filter((senderId) =>
      verifyPost({ ...post, senderId }),
    );
    expect(verified).toEqual([keys15.id]);
  });
  test("behaviour: an older signature that carries the sign of the key in its top bit verifies", () => {
    fc.assert(
      fc.property(bytes32, bytes(), (seed, data) => {
        const account = deriveAccount(seed);
        const nonceScalar = reduceScalar(nobleCrypto.sha512(data));
        const publicKey = account.ed25519PublicKey;
        const pair = { scalar: account.x25519Secret, publicKey };
        const signature = signWithScalar({ ...pair, nonceScalar, message: data });
        const isDirect = verifyPost({ senderId: account.accountId, data, signature });
        expect(isDirect).toBe(!isNegative(publicKey));
        signature[63] = (signature[63] ?? 0) | ((publicKey[31] ?? 0) & 0x80);
        expect(verifyPost({ senderId: account.accountId, data, signature })).toBe(true);
      }),
      { numRuns: 8 },
    );
  });
  test("behaviour: no post of a user that cannot sign is taken", () => {
    const post = signPost({ content, identity: unblinded(alice), random });
    const key = alice.accountId.slice(2);
    for (const id of [`ff${key}`, `03${key}`, `00${hexEncode(alice.ed25519PublicKey)}`])
      expect(verifyPost({ ...post, senderId: parseCommunityUserId(id) }), id).toBe(false);
    expect(verifyPost({ ...post, senderId: parseAccountId(`05${"ff".repeat(32)}`) })).toBe(false);
  });
  test("behaviour: anything may claim to be a signature", () => {
    fc.assert(
      fc.property(bytes({ max: 70 }), bytes32, (signature, key) => {
        for (const prefix of ["05", "15", "25", "99"]) {
          const senderId = parseCommunityUserId(prefix + hexEncode(key));
          expect(verifyPost({ senderId, data: key, signature })).toBe(false);
        }
      }),
      { numRuns: 20 },
    );
  });
  test("behaviour: a post in an envelope is read, and the envelope is kept", () => {
    const inner = encodeContent(content);
    for (const bytesInside of [inner, padContent(inner)]) {
      const wrapped = envelope.encode({ type: "SESSION_MESSAGE", timestamp: 5, content: bytesInside });
      const opened = openPost(padContent(wrapped));
      expect(opened.content).toEqual(content);
      expect(opened.envelope?.content).toEqual(bytesInside);
    }
  });
  test("behaviour: an envelope without padding is read, whatever its last byte", () => {
    for (const last of [0, 0x80, 7]) {
      const proSig = new Uint8Array(64).fill(1, 0, 63).fill(last, 63);
      const wrapped = envelope.encode({
        type: "SESSION_MESSAGE",
        timestamp: 5,
        content: encodeContent(content),
        proSig,
      });
      expect(openPost(wrapped).content).toEqual(content);
      expect(openPost(wrapped).envelope?.proSig).toEqual(proSig);
    }
  });
  test("error: an envelope with a Pro signature of another length, or with no content inside", () => {
    const wrapped = { type: "SESSION_MESSAGE", timestamp: 5, content: encodeContent(content) } as const;
    const broken = envelope.encode({ ...wrapped, proSig: new Uint8Array(63).fill(1) });
    expect(errorCode(() => openPost(broken))).toBe("invalid_length");
    const empty = envelope.encode({ ...wrapped, content: Uint8Array.of(0x0a, 5) });
    expect(errorCode(() => openPost(empty))).toBe("invalid_length");
  });
  test("behaviour: a Pro signature in the content covers the padded content without it", () => {
    // Field 500 stands for one of a newer client.
    const plain = concatBytes(encodeContent({ ...content, sigTimestamp: 5 }), hexDecode("a01f07"));
    const proSig = nobleCrypto.ed25519Sign(padContent(plain), bob.ed25519Seed);
    const signed = encodeContent({ ...decodeContent(plain), proSigForCommunityMessageOnly: proSig });
    const found = postProSignature(openPost(padContent(signed)));
    expect(found).toEqual({ proSig, signedBytes: padContent(plain) });
    expect(postProSignature(openPost(padContent(plain)))).toBeUndefined();
  });
  test("behaviour: a Pro signature of an envelope covers its content as it came", () => {
    const inside = padContent(encodeContent(content));
    const proSig = new Uint8Array(64).fill(1);
    const wrapped = { type: "SESSION_MESSAGE", timestamp: 5, content: inside } as const;
    const found = postProSignature(openPost(envelope.encode({ ...wrapped, proSig })));
    expect(found).toEqual({ proSig, signedBytes: inside });
    expect(postProSignature(openPost(envelope.encode(wrapped)))).toBeUndefined();
  });
  test("behaviour: data without padding is read, too", () => {
    expect(openPost(encodeContent(content))).toEqual({ content });
  });
  test("behaviour: any bytes give a content or a DecodeError", () => {
    fc.assert(
      fc.property(bytes({ max: 300 }), (data) => {
        errorCode(() => openPost(data));
      }),
    );
  });
  test("behaviour: data that is already padded is signed as it is", () => {
    const data = padContent(new Uint8Array(3));
    const signature = signPostData({ data, identity: unblinded(bob), random });
    expect(verifyPost({ senderId: bob.accountId, data, signature })).toBe(true);
  });
});

describe("isPostTimely", () => {
  const postedSeconds = 1_700_000_000.5;
  const postedMs = 1_700_000_000_500;
  const sixHoursMs = 21_600_000;

  test.each([
    ["no time", {}, true],
    ["a time of 0", { sigTimestamp: 0 }, true],
    ["six hours early", { sigTimestamp: postedMs - sixHoursMs }, true],
    ["six hours late", { sigTimestamp: postedMs + sixHoursMs }, true],
    ["too early", { sigTimestamp: postedMs - sixHoursMs - 1 }, false],
    ["too late", { sigTimestamp: postedMs + sixHoursMs + 1 }, false],
  ])("behaviour: %s", (_name, dated, expected) => {
    expect(isPostTimely({ content: { ...content, ...dated } }, postedSeconds)).toBe(expected);
  });
  test("behaviour: the time of an envelope counts, too", () => {
    const at = (timestamp: number) =>
      isPostTimely(
        { content: { sigTimestamp: postedMs }, envelope: { type: "SESSION_MESSAGE", timestamp } },
        postedSeconds,
      );
    expect([at(0), at(postedMs), at(postedMs - sixHoursMs - 1)]).toEqual([true, true, false]);
  });
});
