import { concatBytes, equalBytes, hexDecode, hexEncode } from "../../src/bytes/index.ts";
import {
  BLS_VOTE_DST,
  type BlsSignatureWords,
  blsPublicKey,
  blsSign,
  blsVerify,
  negateBlsKey,
  packBlsKey,
  packBlsSignature,
  unpackBlsKey,
  unpackBlsSignature,
} from "../../src/crypto/bls/index.ts";
import type { Ed25519PublicKey } from "../../src/identity/index.ts";
import { applyBlock, emptyNetworkState, NetworkFoldError } from "../../src/network/index.ts";
import {
  activated,
  blockAt,
  DOMAIN,
  keysRegistered,
  registered,
  testNode,
} from "../../src/network/testing/chain.ts";
import { local } from "../../src/params/index.ts";
import {
  acceptProofs,
  decodeProofList,
  decodeUptimeProof,
  emptyProofBook,
  encodeProofList,
  encodeUptimeProof,
  type SignedProof,
  signUptimeProof,
  verifyUptimeProof,
} from "../../src/proofs/index.ts";
import {
  combineVotes,
  type StateChange,
  signVote,
  verifyCertificate,
  verifyVote,
} from "../../src/registration/index.ts";
import { clearCrypto } from "../clear-crypto.ts";
import { type FuzzTarget, LawBroken } from "../target.ts";

const NOW_MS = 1_718_000_000_500;
const state = applyBlock(emptyNetworkState(), blockAt(1, registered(1, 2, 3, 4, 5)), DOMAIN);
const options = { nowMs: NOW_MS, params: local, state };

function proofs(): SignedProof[] {
  return [1, 2, 3].map((nodeId) =>
    signUptimeProof(
      {
        tableDigest: new Uint8Array(32).fill(7),
        tableHeight: 3,
        ip: "8.8.4.4",
        height: 12,
        ed25519: testNode(nodeId).ed25519,
        ...(nodeId === 2 && { httpPort: 80 }),
        httpsPort: 22_021,
        peerPort: 22_020,
        storageServerVersion: [2, 8, 0],
        timestampSeconds: Math.floor(NOW_MS / 1000),
        nodeVersion: [0, 1, 0],
      },
      testNode(nodeId).seed,
    ),
  );
}

const blsSecret = new Uint8Array(32).fill(3);
const digest = new Uint8Array(32).fill(4);
const blsKey = blsPublicKey(blsSecret);
const memberKeys = [blsKey];
const change: StateChange = {
  epoch: 7n,
  nodeId: 1,
  action: 1,
  reasons: 9,
  nonce: 0n,
  validUntilSeconds: 1_718_000_600n,
};

/** Eight words of a signature, of bytes that may be too few. */
function signatureWords(input: Uint8Array): BlsSignatureWords {
  const at = (index: number) => BigInt(`0x0${hexEncode(input.subarray(index * 32, (index + 1) * 32))}`);
  return [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)];
}

export const NODE_TARGETS: readonly FuzzTarget[] = [
  {
    name: "proofs/proof",
    weight: 1,
    seeds: () => proofs().map(({ bytes }) => bytes),
    run: (input) => {
      const proof = encodeUptimeProof(decodeUptimeProof(input)); // without fields of later versions
      if (!equalBytes(encodeUptimeProof(decodeUptimeProof(proof)), proof))
        throw new LawBroken("a proof that was written and read again is another one");
    },
  },
  {
    name: "proofs/list",
    weight: 1,
    seeds: () => [encodeProofList(proofs())],
    run: (input) => encodeProofList(decodeProofList(input)),
  },
  {
    name: "proofs/accept, signatures believed",
    weight: 0.5,
    seeds: () => [encodeProofList(proofs())],
    run: (input) =>
      acceptProofs(emptyProofBook(), decodeProofList(input), { ...options, crypto: clearCrypto }).accepted
        .length > 0,
  },
  {
    name: "proofs/verify",
    weight: 0.1,
    seeds: () => proofs().map(({ bytes, signature }) => concatBytes(signature, bytes)),
    run: (input) => verifyUptimeProof(input.subarray(64), input.subarray(0, 64), options).accepted,
  },
  {
    name: "bls/verify",
    weight: 0.01,
    seeds: () => [concatBytes(blsSign(digest, blsSecret, BLS_VOTE_DST), blsPublicKey(blsSecret))],
    run: (input) => blsVerify(input.subarray(0, 192), digest, input.subarray(192), BLS_VOTE_DST),
  },
  {
    name: "bls/key",
    weight: 0.05,
    seeds: () => [blsPublicKey(blsSecret)],
    run: (input) => {
      if (!equalBytes(negateBlsKey(negateBlsKey(input)), input))
        throw new LawBroken("a key negated twice is another one");
      if (!equalBytes(unpackBlsKey(packBlsKey(input)), input))
        throw new LawBroken("unpacked, the key differs");
    },
  },
  {
    name: "bls/signature words",
    weight: 0.2,
    prefixes: "missing words are zero here",
    seeds: () => [concatBytes(...packBlsSignature(blsSign(digest, blsSecret, BLS_VOTE_DST)).map(word))],
    run: (input) => unpackBlsSignature(signatureWords(input)),
  },
  {
    name: "registration/vote",
    weight: 0.01,
    seeds: () => [signVote(change, DOMAIN, blsSecret)],
    run: (signature) => verifyVote({ signature, change, publicKey: blsKey }, DOMAIN),
  },
  {
    name: "registration/certificate",
    weight: 0.01,
    seeds: () => {
      const { signers, signature } = combineVotes([
        { member: 0, signature: signVote(change, DOMAIN, blsSecret) },
      ]);
      return [concatBytes(Uint8Array.of(Number(signers)), ...signature.map(word))];
    },
    run: (input) => {
      const certificate = { signers: BigInt(input[0] ?? 0), signature: signatureWords(input.subarray(1)) };
      return verifyCertificate({ certificate, change, memberKeys }, DOMAIN);
    },
  },
  {
    name: "network/registration",
    weight: 0.05,
    seeds: () => {
      const event = keysRegistered(9);
      return event.type === "KeysRegistered"
        ? [hexDecode(event.ed25519 + event.ed25519SignatureHex + event.blsHex)]
        : [];
    },
    isRefusal: (error) => error instanceof NetworkFoldError,
    run: (input) => {
      const hex = hexEncode(input);
      const event = {
        ...keysRegistered(9),
        ed25519: hex.slice(0, 64) as Ed25519PublicKey, // the contract stores any 32 bytes
        ed25519SignatureHex: hex.slice(64, 192),
        blsHex: hex.slice(192),
      };
      const next = applyBlock(state, blockAt(2, [event, activated(9)]), DOMAIN);
      return next.nodes.get(9)?.invalidIdentity === false;
    },
  },
];

function word(value: bigint): Uint8Array {
  return hexDecode(value.toString(16).padStart(64, "0"));
}
