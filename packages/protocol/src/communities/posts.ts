import { signBlinded } from "../blinding/index.ts";
import { hexDecode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, signXed25519, x25519ToEd25519 } from "../crypto/index.ts";
import { attempt } from "../errors.ts";
import { idKind } from "../identity/index.ts";
import {
  type Content,
  decodeContent,
  type Envelope,
  encodeContent,
  envelope,
  envelopeContent,
  padContent,
  unpadContent,
} from "../messages/index.ts";
import type { Random } from "../ports/index.ts";
import type { CommunityIdentity, CommunityUserId } from "./user-id.ts";

const SIGN_BIT = 0x80;
/** How far the time inside a post may be from that of the server. */
const POST_TIME_TOLERANCE_MS = 6 * 60 * 60 * 1000;

/** The two parts of a post that its author makes. */
export interface SignedPost {
  /** Padded Content; servers return it as it was. */
  readonly data: Uint8Array;
  /** 64 bytes over the data. */
  readonly signature: Uint8Array;
}

/**
 * Writes and signs a post: with the blinded key, or by XEd25519 for an account that shows its ID.
 *
 * A Pro signature is made before, over `padContent(encodeContent(content))`, and becomes the content's
 * `proSigForCommunityMessageOnly`.
 * @throws RangeError for a content that readers would refuse
 * Spec: docs/spec/communities.md section 5; accounts-and-messages.md section 4.4. Vectors: vectors/communities-posts.json.
 */
export function signPost(options: {
  readonly content: Content;
  readonly identity: CommunityIdentity;
  readonly random: Pick<Random, "secure">;
  readonly crypto?: CryptoProvider;
}): SignedPost {
  const data = padContent(encodeContent(options.content));
  return { data, signature: signPostData({ ...options, data }) };
}

/** Signature over data that is already padded. */
export function signPostData(options: {
  readonly data: Uint8Array;
  readonly identity: CommunityIdentity;
  readonly random: Pick<Random, "secure">;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { data, identity, random, crypto = nobleCrypto } = options;
  if (identity.kind === "blinded") return signBlinded(identity.keys, data, crypto);
  const { x25519Secret } = identity.account;
  return signXed25519({ message: data, x25519Secret, random: random.secure(64) }, crypto);
}

/**
 * Whether a post was signed by the user the server names. Posts for which it is false are dropped.
 *
 * Spec: docs/spec/communities.md section 5. Vectors: vectors/communities-posts.json.
 */
export function verifyPost(
  options: SignedPost & { readonly senderId: CommunityUserId },
  crypto: CryptoProvider = nobleCrypto,
): boolean {
  const { senderId, data, signature } = options;
  const key = hexDecode(senderId).subarray(1);
  switch (idKind(senderId)) {
    case "blinded15":
    case "blinded25":
      return crypto.ed25519Verify(signature, data, key);
    case "account":
      return verifyByAccount({ x25519: key, data, signature }, crypto);
    default:
      return false;
  }
}

function verifyByAccount(
  post: SignedPost & { readonly x25519: Uint8Array },
  crypto: CryptoProvider,
): boolean {
  const publicKey = attempt(() => x25519ToEd25519(post.x25519));
  if (publicKey === undefined) return false;
  // compat: older XEd25519 signers keep the sign of A and send it in the top bit of S, which is otherwise 0.
  const signature = Uint8Array.from(post.signature);
  const last = signature[63] ?? 0;
  publicKey[31] = (publicKey[31] ?? 0) | (last & SIGN_BIT);
  signature[63] = last & ~SIGN_BIT;
  return crypto.ed25519Verify(signature, post.data, publicKey);
}

/** What a post says; with the envelope when it came in one. */
export interface PostContent {
  readonly content: Content;
  readonly envelope?: Envelope;
}

/**
 * Reads the data of a post: an Envelope around a content, as clients are going to write them, or a bare content.
 *
 * @throws DecodeError of `decodeContent`; invalid_length for a Pro signature of another length than 64
 * Spec: docs/spec/accounts-and-messages.md section 4.4.
 */
export function openPost(data: Uint8Array): PostContent {
  const plain = unpadContent(data);
  // An Envelope need not be padded, and may end in bytes that look like padding.
  const wrapper = readEnvelope(data) ?? readEnvelope(plain);
  if (wrapper === undefined) return { content: decodeContent(plain) };
  const content = unpadContent(envelopeContent(wrapper, wrapper.type));
  return { content: decodeContent(content), envelope: wrapper };
}

/**
 * Whether the times that a post itself names, if any, are close to the one at which the server took it: six hours at most.
 * Posts for which it is false are dropped.
 *
 * @param postedSeconds of the message that holds the post
 * Spec: docs/spec/accounts-and-messages.md section 7.
 */
export function isPostTimely({ content, envelope: wrapper }: PostContent, postedSeconds: number): boolean {
  return [content.sigTimestamp, wrapper?.timestamp].every(
    (namedMs = 0) => namedMs === 0 || Math.abs(namedMs - postedSeconds * 1000) <= POST_TIME_TOLERANCE_MS,
  );
}

/** Undefined for what does not parse as an Envelope with a content. */
function readEnvelope(bytes: Uint8Array): Envelope | undefined {
  const wrapper = attempt(() => envelope.decode(bytes));
  return wrapper?.content === undefined ? undefined : wrapper;
}

/**
 * The Pro signature of a post and the bytes it covers, as `decidePro` takes them: the content of an envelope as it came,
 * or the padded content without the signature's own field.
 *
 * @returns undefined for a post without one
 * Spec: docs/spec/accounts-and-messages.md section 4.4.
 */
export function postProSignature(
  post: PostContent,
): { readonly proSig: Uint8Array; readonly signedBytes: Uint8Array } | undefined {
  const { content, envelope: wrapper } = post;
  if (wrapper?.proSig !== undefined && wrapper.content !== undefined)
    return { proSig: wrapper.proSig, signedBytes: wrapper.content };
  const { proSigForCommunityMessageOnly: proSig, ...unsigned } = content;
  return proSig && { proSig, signedBytes: padContent(encodeContent(unsigned)) };
}
