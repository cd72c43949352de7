import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode, utf8Decode, utf8Encode } from "../bytes/index.ts";
import { jsonDecode, jsonObject } from "../codec/index.ts";
import { ed25519SeedToX25519, nobleCrypto } from "../crypto/index.ts";
import { ed25519PublicKey, x25519PublicKey } from "../identity/index.ts";
import { errorCode, loadVector, scriptedRandom } from "../testing/index.ts";
import {
  buildOnionRequest,
  decodeFrame,
  encodeFrame,
  type LayerKey,
  type NodeDestination,
  openLayer,
  openOnionLayer,
  openRelayedLayer,
  openWithLayerKey,
  parseEncType,
  relayRequest,
  type ServerDestination,
  sealLayer,
  sealReply,
  sealWithLayerKey,
  v4Request,
  v4Response,
} from "./index.ts";

// Every case of vectors/onion-hop.json and vectors/onion-v4.json, in both directions where the file gives the
// randomness that was used.

interface Keys {
  readonly x25519_seckey: string;
  readonly x25519_pubkey: string;
}
interface NodeKeys extends Keys {
  readonly ed25519_seed: string;
  readonly ed25519_pubkey: string;
}
interface Opening {
  readonly enc_type: string;
  readonly ephemeral_pubkey: string;
  readonly node_x25519_seckey: string;
  readonly node_x25519_pubkey: string;
  readonly ciphertext_hex: string;
}
interface Layer {
  readonly for: string;
  readonly ephemeral_seckey: string;
  readonly ephemeral_pubkey: string;
  readonly nonce: string;
  readonly symmetric_key: string;
  readonly routing_json?: string;
  readonly plaintext_hex: string;
  readonly ciphertext_hex: string;
}
interface PathVector {
  readonly enc_type: string;
  readonly enc_type_in_json: boolean;
  readonly destination: ({ readonly kind: "snode" } & NodeKeys) | ({ readonly kind: "server" } & Keys);
  readonly path: readonly NodeKeys[];
  readonly layers_innermost_first: readonly Layer[];
  readonly guard_body_hex: string;
  readonly first_relay: { readonly method: string; readonly bt_hex: string };
  readonly response_plaintext: string;
  readonly response_nonce: string;
  readonly response_key: string;
  readonly http_response_body: string | null;
  readonly http_response_body_hex: string | null;
}

const hop = loadVector<{
  readonly reference: readonly (Opening & {
    readonly symmetric_key: string;
    readonly plaintext_hex: string;
  })[];
  readonly hops: readonly (Opening & {
    readonly ephemeral_seckey: string;
    readonly shared_secret: string;
    readonly symmetric_key: string;
    readonly nonce: string;
    readonly plaintext_hex: string;
    readonly reply_nonce: string;
    readonly reply_plaintext_hex: string;
    readonly reply_ciphertext_hex: string;
  })[];
  readonly invalid: readonly Opening[];
  readonly paths: readonly PathVector[];
}>("onion-hop");

function open(vector: Opening): { readonly plaintext: Uint8Array; readonly key: LayerKey } {
  return openLayer({
    sealed: hexDecode(vector.ciphertext_hex),
    ephemeralPublicKey: hexDecode(vector.ephemeral_pubkey),
    encType: parseEncType(vector.enc_type),
    x25519Secret: hexDecode(vector.node_x25519_seckey),
    x25519PublicKey: hexDecode(vector.node_x25519_pubkey),
  });
}

describe("vectors/onion-hop.json: single layers", () => {
  test.each(hop.reference)("default: the reference's own $enc_type ciphertext opens", (vector) => {
    const { plaintext, key } = open(vector);
    expect(hexEncode(plaintext)).toBe(vector.plaintext_hex);
    expect(hexEncode(key.key)).toBe(vector.symmetric_key);
  });

  test.each(hop.hops)("default: $enc_type layer and its reply, plaintext $plaintext_hex", (vector) => {
    const encType = parseEncType(vector.enc_type);
    const random = scriptedRandom(hexDecode(vector.ephemeral_seckey), hexDecode(vector.nonce));
    const sealed = sealLayer({
      plaintext: hexDecode(vector.plaintext_hex),
      receiverX25519: hexDecode(vector.node_x25519_pubkey),
      encType,
      random,
    });
    expect(hexEncode(sealed.sealed)).toBe(vector.ciphertext_hex);
    expect(hexEncode(sealed.ephemeralPublicKey)).toBe(vector.ephemeral_pubkey);
    expect(hexEncode(sealed.key.key)).toBe(vector.symmetric_key);

    const { plaintext, key } = open(vector);
    expect(hexEncode(plaintext)).toBe(vector.plaintext_hex);
    expect(hexEncode(key.key)).toBe(vector.symmetric_key);

    const reply = sealWithLayerKey(
      hexDecode(vector.reply_plaintext_hex),
      key,
      scriptedRandom(hexDecode(vector.reply_nonce)),
    );
    expect(hexEncode(reply)).toBe(vector.reply_ciphertext_hex);
    expect(hexEncode(openWithLayerKey(reply, sealed.key))).toBe(vector.reply_plaintext_hex);
  });

  test.each(hop.hops)("behaviour: the shared secret of $ephemeral_pubkey", (vector) => {
    const [mine, theirs] = [hexDecode(vector.ephemeral_seckey), hexDecode(vector.node_x25519_pubkey)];
    expect(hexEncode(nobleCrypto.x25519SharedSecret(mine, theirs))).toBe(vector.shared_secret);
  });

  test.each(hop.invalid)("error: a damaged $enc_type layer for $node_x25519_pubkey", (vector) => {
    expect(errorCode(() => open(vector))).toBe("decryption_failed");
  });
});

/** What the builder is asked, reconstructed from the innermost layer and the outermost route of a vector. */
function build(vector: PathVector) {
  const [innermost, outermostHop] = vector.layers_innermost_first;
  if (innermost === undefined || outermostHop?.routing_json === undefined)
    throw new Error("vector without layers");
  const common = {
    path: vector.path.map((node) => ({
      ed25519: ed25519PublicKey(node.ed25519_pubkey),
      x25519: x25519PublicKey(node.x25519_pubkey),
    })),
    encType: parseEncType(vector.enc_type),
    encTypeInJson: vector.enc_type_in_json,
    random: scriptedRandom(
      ...vector.layers_innermost_first.flatMap((layer) => [
        hexDecode(layer.ephemeral_seckey),
        hexDecode(layer.nonce),
      ]),
    ),
  };
  const plaintext = hexDecode(innermost.plaintext_hex);
  const x25519 = x25519PublicKey(vector.destination.x25519_pubkey);
  if (vector.destination.kind === "snode") {
    const { blob, control } = decodeFrame(plaintext);
    const ed25519 = ed25519PublicKey(vector.destination.ed25519_pubkey);
    const destination: NodeDestination = { kind: "node", ed25519, x25519 };
    return buildOnionRequest({ ...common, destination, body: utf8Decode(blob), control });
  }
  const route = jsonObject(jsonDecode(outermostHop.routing_json));
  const destination: ServerDestination = {
    kind: "server",
    x25519,
    host: String(route.host),
    target: String(route.target),
    method: String(route.method),
    ...(route.protocol !== undefined && { protocol: route.protocol === "http" ? "http" : "https" }),
    ...(route.port !== undefined && { port: Number(route.port) }),
  };
  return buildOnionRequest({ ...common, destination, body: plaintext });
}

const named = hop.paths.map((vector) => ({
  name: `${vector.enc_type} to a ${vector.destination.kind}, enc_type ${vector.enc_type_in_json ? "named" : "not named"}`,
  vector,
}));

describe("vectors/onion-hop.json: paths", () => {
  test.each(named)("behaviour: the X25519 keys follow from the Ed25519 seeds, $name", ({ vector }) => {
    for (const node of vector.path) {
      expect(hexEncode(nobleCrypto.ed25519PublicKey(hexDecode(node.ed25519_seed)))).toBe(node.ed25519_pubkey);
      expect(hexEncode(ed25519SeedToX25519(hexDecode(node.ed25519_seed)))).toBe(node.x25519_seckey);
    }
  });

  test.each(named)("default: building gives the guard's body byte for byte, $name", ({ vector }) => {
    expect(hexEncode(build(vector).guardBody)).toBe(vector.guard_body_hex);
  });

  test.each(named)("default: each hop opens its layer and passes on the next, $name", ({ vector }) => {
    const layers = vector.layers_innermost_first.toReversed();
    let body = hexDecode(vector.guard_body_hex);
    let hopNumber = 0;
    for (const [index, node] of vector.path.entries()) {
      const keys = {
        x25519Secret: hexDecode(node.x25519_seckey),
        x25519PublicKey: hexDecode(node.x25519_pubkey),
      };
      const opened = index === 0 ? openOnionLayer(body, keys) : openRelayedLayer(body, keys);
      if (opened.kind !== "opened") throw new Error(opened.text);
      expect(opened.hopNumber).toBe(hopNumber);
      expect(hexEncode(opened.replyKey.key)).toBe(layers[index]?.symmetric_key);
      if (opened.plan.kind === "server") {
        expect(index).toBe(vector.path.length - 1);
        expect(hexEncode(opened.plan.payload)).toBe(layers[index]?.plaintext_hex);
        expect(vector.destination.kind).toBe("server");
        return;
      }
      if (opened.plan.kind !== "node") throw new Error(`unexpected plan ${opened.plan.kind}`);
      const next = vector.path[index + 1];
      const expectedNext = next ?? vector.destination;
      expect(opened.plan.destination).toBe(
        "ed25519_pubkey" in expectedNext ? expectedNext.ed25519_pubkey : "none",
      );
      hopNumber = opened.hopNumber + 1;
      body = relayRequest.encode({ ...opened.plan, hopNumber });
      if (index === 0) expect(hexEncode(body)).toBe(vector.first_relay.bt_hex);
    }
    const keys = {
      x25519Secret: hexDecode(vector.destination.x25519_seckey),
      x25519PublicKey: hexDecode(vector.destination.x25519_pubkey),
    };
    const opened = openRelayedLayer(body, keys);
    if (opened.kind !== "opened" || opened.plan.kind !== "final")
      throw new Error("expected the final destination");
    expect(hexEncode(opened.replyKey.key)).toBe(vector.response_key);
    expect(JSON.parse(utf8Decode(opened.plan.body))).toEqual({ jsonrpc: "2.0", method: "info", params: {} });
    expect(opened.hopNumber).toBe(vector.path.length);
  });

  test.each(named)("default: the first relay survives its codec, $name", ({ vector }) => {
    const bytes = hexDecode(vector.first_relay.bt_hex);
    expect(vector.first_relay.method).toBe("sn.onion_request");
    expect(relayRequest.encode(relayRequest.decode(bytes))).toEqual(bytes);
  });

  test.each(named)("default: the answer is read, $name", ({ vector }) => {
    const httpBody =
      vector.http_response_body_hex === null
        ? utf8Encode(vector.http_response_body ?? "")
        : hexDecode(vector.http_response_body_hex);
    if (vector.destination.kind === "snode") {
      const expected: unknown = JSON.parse(vector.response_plaintext);
      expect(build(vector).openReply(httpBody)).toEqual(expected);
    } else {
      expect(build(vector).openReply(httpBody)).toEqual(
        v4Response.decode(utf8Encode(vector.response_plaintext)),
      );
    }
  });

  test.each(named.filter(({ vector }) => vector.destination.kind === "snode"))(
    "default: a node writes that answer byte for byte, $name",
    ({ vector }) => {
      const { status, body }: { status: number; body: string } = JSON.parse(vector.response_plaintext);
      const key: LayerKey = open({
        enc_type: vector.enc_type,
        ephemeral_pubkey: vector.layers_innermost_first[0]?.ephemeral_pubkey ?? "",
        node_x25519_seckey: vector.destination.x25519_seckey,
        node_x25519_pubkey: vector.destination.x25519_pubkey,
        ciphertext_hex: vector.layers_innermost_first[0]?.ciphertext_hex ?? "",
      }).key;
      const random = scriptedRandom(hexDecode(vector.response_nonce));
      const httpBody = sealReply({ key, status, body, bodyIsJson: true, random });
      expect(utf8Decode(httpBody)).toBe(vector.http_response_body);
    },
  );
});

const v4 = loadVector<{
  readonly requests: readonly {
    readonly metadata: string;
    readonly body_hex: string | null;
    readonly encoded_hex: string;
  }[];
  readonly responses: readonly {
    readonly metadata: string;
    readonly body_hex: string;
    readonly encoded_hex: string;
  }[];
  readonly encrypted: readonly {
    readonly enc_type: string;
    readonly client_ephemeral_seckey: string;
    readonly client_ephemeral_pubkey: string;
    readonly server_x25519_seckey: string;
    readonly server_x25519_pubkey: string;
    readonly symmetric_key: string;
    readonly request_nonce: string;
    readonly body_posted_to_server_hex: string;
    readonly response_nonce: string;
    readonly response_body_hex: string;
    readonly request_plaintext_hex: string;
    readonly response_plaintext_hex: string;
  }[];
  readonly malformed_response_hex: readonly string[];
}>("onion-v4");

describe("vectors/onion-v4.json", () => {
  test.each(v4.requests)("default: request $metadata", (vector) => {
    const metadata = JSON.parse(vector.metadata);
    const body = vector.body_hex === null ? undefined : hexDecode(vector.body_hex);
    const request = { ...metadata, ...(body && { body }) };
    expect(hexEncode(v4Request.encode(request))).toBe(vector.encoded_hex);
    const lowered = Object.entries<string>(metadata.headers).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]);
    expect(v4Request.decode(hexDecode(vector.encoded_hex))).toEqual({
      ...request,
      headers: Object.fromEntries(lowered),
    });
  });

  test.each(v4.responses)("default: response $metadata", (vector) => {
    const { code, headers } = JSON.parse(vector.metadata);
    const response = { status: code, headers, body: hexDecode(vector.body_hex) };
    expect(hexEncode(v4Response.encode(response))).toBe(vector.encoded_hex);
    expect(v4Response.decode(hexDecode(vector.encoded_hex))).toEqual(response);
  });

  test.each(v4.encrypted)("default: what a server opens and answers under $enc_type", (vector) => {
    const posted = hexDecode(vector.body_posted_to_server_hex);
    const { blob, control } = decodeFrame(posted);
    const { plaintext, key } = openLayer({
      sealed: blob,
      ephemeralPublicKey: hexDecode(String(control.ephemeral_key)),
      encType: parseEncType(control.enc_type === undefined ? undefined : String(control.enc_type)),
      x25519Secret: hexDecode(vector.server_x25519_seckey),
      x25519PublicKey: hexDecode(vector.server_x25519_pubkey),
    });
    expect(hexEncode(plaintext)).toBe(vector.request_plaintext_hex);
    expect(hexEncode(key.key)).toBe(vector.symmetric_key);
    expect(v4Request.decode(plaintext).endpoint).toMatch(/^\//);

    const answer = sealWithLayerKey(
      hexDecode(vector.response_plaintext_hex),
      key,
      scriptedRandom(hexDecode(vector.response_nonce)),
    );
    expect(hexEncode(answer)).toBe(vector.response_body_hex);
    expect(v4Response.decode(openWithLayerKey(answer, key)).status).toBeGreaterThanOrEqual(200);

    const sealed = sealLayer({
      plaintext,
      receiverX25519: hexDecode(vector.server_x25519_pubkey),
      encType: parseEncType(vector.enc_type),
      random: scriptedRandom(hexDecode(vector.client_ephemeral_seckey), hexDecode(vector.request_nonce)),
    });
    expect(hexEncode(sealed.ephemeralPublicKey)).toBe(vector.client_ephemeral_pubkey);
    expect(encodeFrame({ blob: sealed.sealed, control })).toEqual(posted);
  });

  test.each(v4.malformed_response_hex)("error: response %j", (hex) => {
    expect(errorCode(() => v4Response.decode(hexDecode(hex)))).not.toBe("none");
    expect(errorCode(() => v4Request.decode(hexDecode(hex)))).not.toBe("none");
  });
});
