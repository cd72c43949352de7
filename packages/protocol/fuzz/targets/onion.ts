import { concatBytes, equalBytes, utf8Encode } from "../../src/bytes/index.ts";
import type { CryptoProvider } from "../../src/crypto/index.ts";
import { nobleCrypto, secretBytes } from "../../src/crypto/index.ts";
import {
  buildOnionRequest,
  decodeFrame,
  encodeFrame,
  type LayerKey,
  missingNextNode,
  openOnionLayer,
  openRelayedLayer,
  openReply,
  openWithLayerKey,
  parseEncType,
  planRelay,
  readRelayReply,
  relayRequest,
  sealReply,
  sealWithLayerKey,
  v4Request,
  v4Response,
} from "../../src/onion/index.ts";
import { seededRandom, testNode } from "../../src/testing/index.ts";
import { clearCrypto } from "../clear-crypto.ts";
import { textOf, texts, vectorHex, vectorTexts } from "../seeds.ts";
import { type FuzzTarget, LawBroken } from "../target.ts";

const node = testNode(1);
const keys = node.keys;

const SERVER = { kind: "server", host: "example.org", x25519: node.x25519 } as const;

const simplest = { path: [node], body: "{}", random: seededRandom("fuzz replies"), crypto: clearCrypto };
const requests = [
  buildOnionRequest({
    ...simplest,
    destination: { kind: "node", ...node },
    replyFlags: { json: true, base64: false },
  }),
  buildOnionRequest({ ...simplest, destination: SERVER }),
];

function guardBodies(crypto: CryptoProvider): Uint8Array[] {
  const random = seededRandom("fuzz onion");
  const path = [node, testNode(2), testNode(3)];
  const body = '{"method":"info","params":{}}';
  const common = { path, body, random, crypto };
  return [
    buildOnionRequest({ ...common, destination: { kind: "node", ...testNode(4) } }).guardBody,
    buildOnionRequest({ ...common, destination: { kind: "node", ...node }, path: [node], encType: "aes-gcm" })
      .guardBody,
    buildOnionRequest({ ...common, destination: SERVER, path: [node] }).guardBody,
    buildOnionRequest({ ...common, destination: SERVER, path: [node], encType: "aes-cbc" }).guardBody,
  ];
}

/** What the guard hands to the second node. */
function relayBodies(crypto: CryptoProvider): Uint8Array[] {
  return guardBodies(crypto).flatMap((body) => {
    const opened = openOnionLayer(body, keys, { crypto });
    return opened.kind === "opened" && opened.plan.kind === "node"
      ? [relayRequest.encode({ ...opened.plan, hopNumber: 1 })]
      : [];
  });
}

const replyKey: LayerKey = { encType: "xchacha20", key: secretBytes(new Uint8Array(32).fill(5)) };

function replies(crypto: CryptoProvider, flags = { json: false, base64: true }): Uint8Array[] {
  return ["{}", '{"messages":[],"more":false}', "not JSON", ""].map((body, index) =>
    sealReply({
      key: replyKey,
      status: 200,
      body,
      bodyIsJson: index < 2,
      flags,
      random: seededRandom("reply"),
      crypto,
    }),
  );
}

const ENC_TYPES = ["aes-gcm", "xchacha20", "aes-cbc"] as const;

const isOpened = (opened: { readonly kind: string }): boolean => opened.kind === "opened";

export const ONION_TARGETS: readonly FuzzTarget[] = [
  {
    name: "onion/frame",
    weight: 1,
    seeds: () => guardBodies(clearCrypto),
    run: (input) => decodeFrame(encodeFrame(decodeFrame(input))),
  },
  {
    name: "onion/plan",
    weight: 2,
    seeds: () => vectorHex("onion-hop", "plaintext_hex").concat(guardBodies(clearCrypto)),
    run: (input) => planRelay(input).kind !== "reject",
  },
  {
    name: "onion/relay-request",
    weight: 1,
    seeds: () => vectorHex("onion-hop", "bt_hex"),
    run: (input) => {
      const request = relayRequest.decode(input);
      if (!equalBytes(relayRequest.decode(relayRequest.encode(request)).data, request.data))
        throw new LawBroken("relayed again, the data differ");
    },
  },
  {
    name: "onion/v4-request",
    weight: 1,
    seeds: () => vectorHex("onion-v4", "request_plaintext_hex", "encoded_hex"),
    run: (input) => v4Request.decode(v4Request.encode(v4Request.decode(input))),
  },
  {
    name: "onion/v4-response",
    weight: 1,
    seeds: () => vectorHex("onion-v4", "response_plaintext_hex", "encoded_hex"),
    run: (input) => v4Response.decode(v4Response.encode(v4Response.decode(input))),
  },
  {
    name: "onion/relay-reply",
    weight: 1,
    prefixes: "only the status has a length",
    seeds: () => texts("200", "421x", "2000", "abc"),
    run: (input) => readRelayReply([input.subarray(0, 3), input.subarray(3)]).status !== 500,
  },
  {
    name: "onion/texts",
    weight: 0.5,
    prefixes: "the names of ciphers may be cut",
    seeds: () => texts(`Next node not found: ${node.ed25519}`, "aes-gcm", "xchacha20-poly1305", "cbc"),
    run: (input) => {
      missingNextNode(textOf(input));
      parseEncType(textOf(input));
    },
  },
  {
    name: "onion/open",
    weight: 0.1,
    seeds: () => guardBodies(nobleCrypto),
    run: (input) => isOpened(openOnionLayer(input, keys)),
  },
  {
    name: "onion/open, ciphertext accepted",
    weight: 1,
    seeds: () => guardBodies(clearCrypto),
    run: (input) => isOpened(openOnionLayer(input, keys, { crypto: clearCrypto })),
  },
  {
    name: "onion/open relayed",
    weight: 0.1,
    seeds: () => relayBodies(nobleCrypto),
    run: (input) => isOpened(openRelayedLayer(input, keys)),
  },
  {
    name: "onion/open relayed, ciphertext accepted",
    weight: 1,
    seeds: () => relayBodies(clearCrypto),
    run: (input) => isOpened(openRelayedLayer(input, keys, { crypto: clearCrypto })),
  },
  {
    name: "onion/layer",
    weight: 0.3,
    seeds: () =>
      ENC_TYPES.map((encType, index) => {
        const sealed = sealWithLayerKey(new Uint8Array(50), { ...replyKey, encType }, seededRandom("layer"));
        return concatBytes(Uint8Array.of(index), sealed);
      }),
    // The first byte chooses the cipher.
    run: (input) => {
      const encType = ENC_TYPES[(input[0] ?? 0) % ENC_TYPES.length] ?? "aes-gcm";
      openWithLayerKey(input.subarray(1), { ...replyKey, encType });
    },
  },
  {
    name: "onion/reply",
    weight: 0.3,
    prefixes: "base64 may lack its padding",
    seeds: () => replies(nobleCrypto).concat(texts(...vectorTexts("onion-hop", "http_response_body"))),
    run: (input) => openReply(input, replyKey),
  },
  {
    name: "onion/reply, ciphertext accepted",
    weight: 1,
    seeds: () => replies(clearCrypto, { json: true, base64: false }),
    run: (input) => openReply(input, replyKey, { json: true, base64: false }, clearCrypto),
  },
  {
    name: "onion/reply, plaintext by a hostile node",
    weight: 1,
    seeds: () => texts('{"body":"x","status":200}', '{"body":{"a":[1,2]},"status_code":421}'),
    run: (input) => {
      const sealed = new Uint8Array(24 + input.length + 16);
      sealed.set(input, 24);
      openReply(sealed, replyKey, { json: true, base64: false }, clearCrypto);
    },
  },
  {
    // A request's own readers: the one of a node's answer, or of a server's, by the first byte.
    name: "onion/reply to a request, ciphertext accepted",
    weight: 1,
    prefixes: "base64 may lack its padding",
    seeds: () => [
      ...replies(clearCrypto, { json: true, base64: false }).map((body) =>
        concatBytes(Uint8Array.of(0), body),
      ),
      ...vectorHex("onion-v4", "response_plaintext_hex").map((plaintext) =>
        concatBytes(Uint8Array.of(1), new Uint8Array(24), plaintext, new Uint8Array(16)),
      ),
    ],
    run: (input) => requests[(input[0] ?? 0) % 2]?.openReply(input.subarray(1)),
  },
  {
    name: "onion/old reply in JSON",
    weight: 0.5,
    seeds: () => replies(clearCrypto).map((text) => utf8Encode(JSON.stringify({ result: textOf(text) }))),
    run: (input) => openReply(input, replyKey, undefined, clearCrypto),
  },
];
