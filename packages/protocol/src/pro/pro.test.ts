import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { decoySignature, nobleCrypto } from "../crypto/index.ts";
import {
  type Content,
  decodeContent,
  encodeContent,
  openDirectMessage,
  type ProMessage,
  padContent,
  sealForAccount,
  wrapDirectMessage,
} from "../messages/index.ts";
import { alice, bob, bytes, bytes32, errorCode, loadVector, seededRandom } from "../testing/index.ts";
import { deriveAccountKeys, openMessage, sealMessage } from "../v2/index.ts";
import {
  bodyCodePointsMax,
  cutBody,
  decidePro,
  deriveProMasterKey,
  deriveProRotatingKey,
  isRevoked,
  PRO_PROOF_APRIL_2026,
  PRO_PROOF_LATER_DRAFT,
  type ProKey,
  type ProProof,
  type ProProofFormat,
  type ProRevocation,
  proRotationStartSeconds,
  randomProRotatingKey,
  readProFeatures,
  verifyProProof,
  writeProFeatures,
} from "./index.ts";

interface AprilProof {
  readonly format: "2026-04 (v0, milliseconds)";
  readonly version: number;
  readonly gen_index_hash: string;
  readonly rotating_public: string;
  readonly expiry_unix_ts_ms: number;
  readonly hash: string;
  readonly signature: string;
}
interface LaterProof {
  readonly format: "later draft (seconds)";
  readonly revocation_tag: string;
  readonly rotating_public: string;
  readonly expiry_unix_ts: number;
  readonly signed_hex: string;
  readonly signature: string;
}

const vectors = loadVector<{
  readonly test_backend_public: string;
  readonly master_keys: readonly {
    readonly ed25519_seed32: string;
    readonly pro_master_seed: string;
    readonly pro_master_public: string;
  }[];
  readonly proofs: readonly (AprilProof | LaterProof)[];
}>("pro");

const vectorBackend = hexDecode(vectors.test_backend_public);

function readVector(vector: AprilProof | LaterProof): {
  readonly format: ProProofFormat;
  readonly proof: ProProof;
  readonly signed: string;
} {
  const common = {
    rotatingPublicKey: hexDecode(vector.rotating_public),
    signature: hexDecode(vector.signature),
  };
  return "hash" in vector
    ? {
        format: PRO_PROOF_APRIL_2026,
        proof: {
          ...common,
          revocationTag: hexDecode(vector.gen_index_hash),
          expiryMs: vector.expiry_unix_ts_ms,
        },
        signed: vector.hash,
      }
    : {
        format: PRO_PROOF_LATER_DRAFT,
        proof: {
          ...common,
          revocationTag: hexDecode(vector.revocation_tag),
          expiryMs: vector.expiry_unix_ts * 1000,
        },
        signed: vector.signed_hex,
      };
}

describe("vectors/pro.json", () => {
  test.each(vectors.master_keys)("default: master key of $ed25519_seed32", (vector) => {
    const key = deriveProMasterKey(hexDecode(vector.ed25519_seed32));
    expect(hexEncode(key.ed25519Seed)).toBe(vector.pro_master_seed);
    expect(hexEncode(key.ed25519PublicKey)).toBe(vector.pro_master_public);
  });
  test.each(vectors.proofs)("default: $format of $rotating_public", (vector) => {
    const { format, proof, signed } = readVector(vector);
    expect(hexEncode(format.signedBytes(proof))).toBe(signed);
    expect(verifyProProof({ proof, backendKey: vectorBackend, format })).toBe(true);
    expect(format.read(format.write(proof))).toEqual(proof);
    expect(format.write(proof).version).toBe("version" in vector ? vector.version : undefined);
  });
});

function keyOf(seed: Uint8Array): ProKey {
  return randomProRotatingKey({ secure: () => seed });
}

describe("keys", () => {
  // The two seeds are those of libsession-util:tests/test_session_protocol.cpp ("Pro rotating-seed derivation").
  const masterSeed = new Uint8Array(32).fill(1);
  test.each([
    [1_700_000_000_000, 1_699_488_000, "e617ee563883b95a736a4e375e581f578150346046b08fdb58d07f6a317c2ff7"],
    [1_700_003_600_000, 1_699_488_000, "e617ee563883b95a736a4e375e581f578150346046b08fdb58d07f6a317c2ff7"],
    [1_700_604_800_000, 1_700_092_800, "01887cd6b6827c3b335c5ab677ce831a6b253016e3d23646639188036d97bd91"],
  ])("default: rotating key at %i", (nowMs, periodStartSeconds, seed) => {
    expect(proRotationStartSeconds(nowMs)).toBe(periodStartSeconds);
    const key = deriveProRotatingKey({ masterSeed, periodStartSeconds });
    expect(hexEncode(key.ed25519Seed)).toBe(seed);
    expect(hexEncode(key.ed25519PublicKey)).toBe(hexEncode(nobleCrypto.ed25519PublicKey(hexDecode(seed))));
  });
  test("behaviour: a period begins with its first millisecond", () => {
    expect(proRotationStartSeconds(1_700_092_799_999)).toBe(1_699_488_000);
    expect(proRotationStartSeconds(1_700_092_800_000)).toBe(1_700_092_800);
  });
  test("behaviour: seeds stay out of logs", () => {
    expect(JSON.stringify(deriveProMasterKey(alice.ed25519Seed).ed25519Seed)).toBe('"[secret]"');
  });
  test("error: seeds and periods of the wrong form", () => {
    expect(() => deriveProMasterKey(new Uint8Array(16))).toThrow(RangeError);
    expect(() => deriveProRotatingKey({ masterSeed: new Uint8Array(64), periodStartSeconds: 0 })).toThrow(
      RangeError,
    );
    for (const periodStartSeconds of [-1, 0.5])
      expect(() => deriveProRotatingKey({ masterSeed, periodStartSeconds })).toThrow(RangeError);
  });
});

const backend = keyOf(new Uint8Array(32).fill(0xba));
const rotating = keyOf(new Uint8Array(32).fill(0x20));
const EXPIRY_MS = 1_770_000_000_000;
const TAG = new Uint8Array(32).fill(0x7a);

function issued(changes: Partial<ProProof> = {}, format: ProProofFormat = PRO_PROOF_APRIL_2026): ProProof {
  const unsigned = {
    revocationTag: TAG,
    rotatingPublicKey: rotating.ed25519PublicKey,
    expiryMs: EXPIRY_MS,
    ...changes,
  };
  return {
    signature: nobleCrypto.ed25519Sign(format.signedBytes(unsigned), backend.ed25519Seed),
    ...unsigned,
  };
}

describe("proof formats", () => {
  const april = PRO_PROOF_APRIL_2026.write(issued());
  const later = PRO_PROOF_LATER_DRAFT.write(issued());

  test("default: the April format is the default, and survives the protobuf message", () => {
    const proof = issued();
    expect(april).toEqual({
      version: 0,
      genIndexHash: TAG,
      rotatingPublicKey: rotating.ed25519PublicKey,
      expireAtMs: BigInt(EXPIRY_MS),
      sig: proof.signature,
    });
    const decoded = decodeContent(encodeContent({ proMessage: { proof: april } })).proMessage?.proof ?? {};
    expect(PRO_PROOF_APRIL_2026.read(decoded)).toEqual(proof);
    expect(verifyProProof({ proof, backendKey: backend.ed25519PublicKey })).toBe(true);
  });
  test("default: the later draft writes seconds into the same field, and no version", () => {
    expect(later.expireAtMs).toBe(1_770_000_000n);
    expect("version" in later).toBe(false);
    const decoded = decodeContent(encodeContent({ proMessage: { proof: later } })).proMessage?.proof ?? {};
    expect(PRO_PROOF_LATER_DRAFT.read(decoded).expiryMs).toBe(EXPIRY_MS);
  });
  test("behaviour: what was written is read back, in either format", () => {
    const proofs = fc.record({
      revocationTag: bytes32,
      rotatingPublicKey: bytes32,
      expiryMs: fc.integer({ min: 0, max: 9 * 10 ** 12 }).map((seconds) => seconds * 1000),
      signature: bytes({ min: 64, max: 64 }),
    });
    fc.assert(
      fc.property(proofs, fc.constantFrom(PRO_PROOF_APRIL_2026, PRO_PROOF_LATER_DRAFT), (proof, format) => {
        const content = encodeContent({ proMessage: { proof: format.write(proof) } });
        expect(format.read(decodeContent(content).proMessage?.proof ?? {})).toEqual({ ...proof });
      }),
    );
  });
  test("behaviour: a proof of one format does not verify under the other", () => {
    const options = { proof: issued(), backendKey: backend.ed25519PublicKey };
    expect(verifyProProof({ ...options, format: PRO_PROOF_LATER_DRAFT })).toBe(false);
  });
  test("behaviour: every field is under the signature, and a malformed key or signature is just false", () => {
    const proof = issued();
    const judge = (changes: Partial<ProProof>, backendKey: Uint8Array = backend.ed25519PublicKey) =>
      verifyProProof({ proof: { ...proof, ...changes }, backendKey });
    expect(judge({})).toBe(true);
    expect(judge({ revocationTag: new Uint8Array(32) })).toBe(false);
    expect(judge({ rotatingPublicKey: alice.ed25519PublicKey })).toBe(false);
    expect(judge({ expiryMs: EXPIRY_MS + 1 })).toBe(false);
    expect(judge({ signature: new Uint8Array(64) })).toBe(false);
    expect(judge({ signature: new Uint8Array(3) })).toBe(false);
    expect(judge({}, new Uint8Array(5))).toBe(false);
    expect(judge({}, alice.ed25519PublicKey)).toBe(false);
  });
  test.each([
    ["no version", PRO_PROOF_APRIL_2026, { ...april, version: undefined }, "missing_field"],
    ["a newer version", PRO_PROOF_APRIL_2026, { ...april, version: 1 }, "unsupported_version"],
    ["no tag", PRO_PROOF_APRIL_2026, { ...april, genIndexHash: undefined }, "missing_field"],
    ["a short tag", PRO_PROOF_APRIL_2026, { ...april, genIndexHash: TAG.subarray(1) }, "invalid_length"],
    ["a short key", PRO_PROOF_APRIL_2026, { ...april, rotatingPublicKey: TAG.subarray(1) }, "invalid_length"],
    ["a short signature", PRO_PROOF_APRIL_2026, { ...april, sig: TAG }, "invalid_length"],
    ["no expiry", PRO_PROOF_APRIL_2026, { ...april, expireAtMs: undefined }, "missing_field"],
    [
      "an expiry beyond all times",
      PRO_PROOF_APRIL_2026,
      { ...april, expireAtMs: 2n ** 64n - 1n },
      "out_of_range",
    ],
    ["a version in the later draft", PRO_PROOF_LATER_DRAFT, april, "unexpected_field"],
    [
      "an expiry beyond all times in the later draft",
      PRO_PROOF_LATER_DRAFT,
      { ...later, expireAtMs: BigInt(Number.MAX_SAFE_INTEGER) },
      "out_of_range",
    ],
  ])("error: %s", (_name, format, message, code) => {
    const present = Object.fromEntries(Object.entries(message).filter(([, value]) => value !== undefined));
    expect(errorCode(() => format.read(present))).toBe(code);
  });
  test("error: proofs outside the domain cannot be written", () => {
    expect(() => PRO_PROOF_APRIL_2026.write({ ...issued(), revocationTag: TAG.subarray(1) })).toThrow(
      RangeError,
    );
    for (const expiryMs of [-1, 0.5, 2 ** 53]) {
      expect(() => PRO_PROOF_APRIL_2026.signedBytes({ ...issued(), expiryMs })).toThrow(RangeError);
      expect(() => PRO_PROOF_APRIL_2026.write({ ...issued(), expiryMs })).toThrow(RangeError);
    }
    for (const expiryMs of [-1000, 1])
      expect(() => PRO_PROOF_LATER_DRAFT.write({ ...issued(), expiryMs })).toThrow(RangeError);
  });
});

describe("decidePro", () => {
  const signedBytes = utf8Encode("the sealed bytes");
  const proSig = nobleCrypto.ed25519Sign(signedBytes, rotating.ed25519Seed);
  const message: ProMessage = {
    proof: PRO_PROOF_APRIL_2026.write(issued()),
    messageBitset: 1n,
    profileBitset: 3n,
  };
  const NOW = EXPIRY_MS - 1000;
  const revocation: ProRevocation = { revocationTag: TAG, effectiveMs: NOW, expiryMs: EXPIRY_MS };
  const base = {
    message,
    proSig,
    signedBytes,
    sentMs: NOW,
    nowMs: NOW,
    backendKey: backend.ed25519PublicKey,
    revocations: [],
  };
  const judge = (changes: Partial<Parameters<typeof decidePro>[0]> = {}): string => {
    const decision = decidePro({ ...base, ...changes });
    return decision.kind === "pro" ? "pro" : decision.reason;
  };

  test("default", () => {
    expect(decidePro(base)).toEqual({
      kind: "pro",
      proof: issued(),
      features: { hasLongBody: true, hasBadge: true, hasAnimatedPicture: true },
    });
    expect(bodyCodePointsMax({ kind: "pro" })).toBe(10_000);
    expect(bodyCodePointsMax({ kind: "plain" })).toBe(2_000);
  });
  test("default: a direct message, whose signature covers the sealed bytes", () => {
    const timestampMs = NOW;
    const content = { dataMessage: { body: "hi" }, sigTimestamp: timestampMs, proMessage: message };
    const sealed = sealForAccount({
      plaintext: padContent(encodeContent(content)),
      sender: alice,
      recipient: bob.accountId,
      ephemeralSecret: seededRandom("pro").secure(32),
    });
    const data = wrapDirectMessage({
      sealed,
      timestampMs,
      proSig: nobleCrypto.ed25519Sign(sealed, rotating.ed25519Seed),
    });
    const opened = openDirectMessage({ data, account: bob });
    const decision = judge({
      message: opened.content.proMessage,
      proSig: opened.envelope.proSig,
      signedBytes: opened.envelope.content ?? new Uint8Array(),
      sentMs: opened.timestampMs,
    });
    expect(decision).toBe("pro");
  });
  test("default: a V2 message, whose signature covers all that stands before it", () => {
    const recipientKeys = deriveAccountKeys(seededRandom("account key").secure(32));
    const open = (content: Content) => {
      const data = sealMessage({
        content: encodeContent(content),
        sender: alice,
        recipient: bob.accountId,
        recipientKeys: recipientKeys.publicKeys,
        random: seededRandom("pro"),
        proSeed: rotating.ed25519Seed,
      });
      const opened = openMessage({ data, account: bob, accountKeys: [recipientKeys] });
      return judge({
        message: decodeContent(opened.content).proMessage,
        proSig: opened.pro?.signature,
        signedBytes: opened.pro?.message ?? new Uint8Array(),
      });
    };
    expect(open({ sigTimestamp: NOW, proMessage: message })).toBe("pro");
    expect(open({ sigTimestamp: NOW })).toBe("noProof");
  });
  test("behaviour: the time of sending decides about expiry, whatever the clock says", () => {
    expect(judge({ sentMs: EXPIRY_MS, nowMs: EXPIRY_MS + 10 ** 10 })).toBe("pro");
    expect(judge({ sentMs: EXPIRY_MS + 1, nowMs: 0 })).toBe("expired");
  });
  test("behaviour: the clock decides about revocations", () => {
    expect(judge({ revocations: [revocation] })).toBe("revoked");
    expect(judge({ revocations: [{ ...revocation, effectiveMs: NOW + 1 }] })).toBe("pro");
    expect(judge({ revocations: [{ ...revocation, revocationTag: new Uint8Array(32) }] })).toBe("pro");
    expect(isRevoked(issued(), [{ ...revocation, effectiveMs: NOW + 1 }, revocation], NOW)).toBe(true);
  });
  test("behaviour: a decoy without a proof is an ordinary message", () => {
    const decoy = decoySignature(seededRandom("decoy"));
    expect(judge({ message: undefined, proSig: decoy })).toBe("noProof");
    expect(judge({ message: { profileBitset: 1n }, proSig: decoy })).toBe("noProof");
    expect(judge({ proSig: decoy })).toBe("signatureInvalid");
  });
  test("behaviour: another format can be in force", () => {
    const format = PRO_PROOF_LATER_DRAFT;
    const proof = format.write(issued({}, format));
    expect(judge({ message: { proof }, format })).toBe("pro");
    expect(judge({ message: { proof } })).toBe("proofMalformed");
    expect(judge({ format })).toBe("proofMalformed");
  });
  test.each([
    ["no signature", { proSig: undefined }, "signatureMissing"],
    ["a signature of another length", { proSig: proSig.subarray(1) }, "signatureInvalid"],
    ["a signature over other bytes", { signedBytes: utf8Encode("x") }, "signatureInvalid"],
    ["another backend", { backendKey: alice.ed25519PublicKey }, "backendSignatureInvalid"],
    ["an empty proof", { message: { proof: {} } }, "proofMalformed"],
    [
      "an expiry beyond all times",
      { message: { proof: { ...message.proof, expireAtMs: 2n ** 64n - 1n } } },
      "proofMalformed",
    ],
    [
      "a proof of an unknown version",
      { message: { proof: { ...message.proof, version: 9 } } },
      "proofUnknown",
    ],
    [
      "a prolonged proof",
      { message: { proof: { ...message.proof, expireAtMs: BigInt(EXPIRY_MS + 1) } } },
      "backendSignatureInvalid",
    ],
  ])("error: %s", (_name, changes, reason) => {
    expect(judge(changes)).toBe(reason);
  });
  test("error: a bug in a format is not swallowed", () => {
    const format: ProProofFormat = {
      ...PRO_PROOF_APRIL_2026,
      read: () => {
        throw new TypeError("a bug");
      },
    };
    expect(() => decidePro({ ...base, format })).toThrow(TypeError);
  });
});

describe("features", () => {
  test.each([
    [{ hasLongBody: true, hasBadge: false, hasAnimatedPicture: false }, 1n, 0n],
    [{ hasLongBody: false, hasBadge: true, hasAnimatedPicture: false }, 0n, 1n],
    [{ hasLongBody: false, hasBadge: false, hasAnimatedPicture: true }, 0n, 2n],
    [{ hasLongBody: true, hasBadge: true, hasAnimatedPicture: true }, 1n, 3n],
  ])("default: %j", (features, messageBitset, profileBitset) => {
    expect(writeProFeatures(features)).toEqual({ messageBitset, profileBitset });
    expect(readProFeatures({ messageBitset, profileBitset })).toEqual(features);
  });
  test("behaviour: absent sets are empty, unknown bits are ignored", () => {
    const none = { hasLongBody: false, hasBadge: false, hasAnimatedPicture: false };
    expect(readProFeatures({})).toEqual(none);
    expect(readProFeatures({ messageBitset: 2n ** 64n - 2n, profileBitset: 2n ** 64n - 4n })).toEqual(none);
  });
});

describe("cutBody", () => {
  test.each([
    ["", 3, ""],
    ["abc", 3, "abc"],
    ["abcd", 3, "abc"],
    ["a\u{1f600}b\u{1f600}c", 4, "a\u{1f600}b\u{1f600}"],
    ["\u{1f600}\u{1f600}", 2, "\u{1f600}\u{1f600}"],
    ["\u{1f600}\u{1f600}", 1, "\u{1f600}"],
    ["abc", 0, ""],
    ["\ud83d\ud83dx", 2, "\ud83d\ud83d"],
  ])("default: %j to %i", (body, codePointsMax, expected) => {
    expect(cutBody(body, codePointsMax)).toBe(expected);
  });
  test("behaviour: it counts as the language's own iteration does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), fc.nat(30), (body, limit) => {
        expect([...cutBody(body, limit)]).toEqual([...body].slice(0, limit));
      }),
    );
  });
});
