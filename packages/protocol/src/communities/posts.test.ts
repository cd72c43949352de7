import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blinded15Candidates, deriveBlinded15Keys, deriveBlinded25Keys } from "../blinding/index.ts";
import { hexDecode, hexEncode } from "../bytes/index.ts";
import {
  ed25519ToX25519,
  isNegative,
  nobleCrypto,
  reduceScalar,
  signWithScalar,
  x25519ToEd25519,
} from "../crypto/index.ts";
import { type Account, deriveAccount, parseAccountId } from "../identity/index.ts";
import { type Content, encodeContent, envelope, padContent, unpadContent } from "../messages/index.ts";
import { alice, bob, bytes, bytes32, errorCode, loadVector, seededRandom } from "../testing/index.ts";
import {
  type CommunityIdentity,
  openPost,
  parseCommunityUserId,
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
