import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode, latin1Decode, utf8Decode, utf8Encode } from "../bytes/index.ts";
import type { JsonObject } from "../codec/index.ts";
import { ed25519SeedToX25519, nobleCrypto } from "../crypto/index.ts";
import { ed25519PublicKey, x25519PublicKey } from "../identity/index.ts";
import { bytes, bytes32, checkCodecLaws, errorCode, seededRandom } from "../testing/index.ts";
import {
  buildOnionRequest,
  decodeFrame,
  type EncType,
  encodeFrame,
  missingNextNode,
  ONION_BODY_BYTES_MAX,
  ONION_TEXT,
  openOnionLayer,
  openRelayedLayer,
  openReply,
  parseEncType,
  planRelay,
  readRelayReply,
  relayedStatus,
  relayReplyParts,
  relayRequest,
  sealLayer,
  sealReply,
  sealWithLayerKey,
  v4Request,
  v4Response,
} from "./index.ts";

const ENC_TYPES: readonly EncType[] = ["aes-gcm", "xchacha20", "aes-cbc"];

function node(index: number) {
  const seed = new Uint8Array(32).fill(index);
  const x25519Secret = ed25519SeedToX25519(seed);
  const publicKey = nobleCrypto.x25519PublicKey(x25519Secret);
  return {
    ed25519: ed25519PublicKey(hexEncode(nobleCrypto.ed25519PublicKey(seed))),
    x25519: x25519PublicKey(hexEncode(publicKey)),
    keys: { x25519Secret, x25519PublicKey: publicKey },
  };
}
const nodes = [1, 2, 3, 4].map(node);
const [guard, , , target] = nodes as [ReturnType<typeof node>, unknown, unknown, ReturnType<typeof node>]; // four were made
const path = nodes.slice(0, 3);
const random = seededRandom("onion");
const server = { kind: "server", host: "files.example", x25519: target.x25519 } as const;

/** Walks a request through its hops as nodes would, and returns what the last one is to do. */
function walk(guardBody: Uint8Array) {
  let body = guardBody;
  for (const [index, { keys }] of nodes.entries()) {
    const opened = index === 0 ? openOnionLayer(body, keys) : openRelayedLayer(body, keys);
    if (opened.kind === "refused") throw new Error(opened.text);
    if (opened.plan.kind !== "node") return opened;
    expect(opened.plan.destination).toBe(nodes[index + 1]?.ed25519);
    body = relayRequest.encode({ ...opened.plan, hopNumber: opened.hopNumber + 1 });
  }
  throw new Error("the request went past its destination");
}

/** An outer frame whose single layer, for the guard, holds this plaintext. */
function toGuard(plaintext: Uint8Array, extra: JsonObject = {}): Uint8Array {
  const layer = sealLayer({
    plaintext,
    receiverX25519: guard.keys.x25519PublicKey,
    encType: "aes-gcm",
    random,
  });
  return encodeFrame({
    blob: layer.sealed,
    control: { ephemeral_key: hexEncode(layer.ephemeralPublicKey), ...extra },
  });
}

describe("frame", () => {
  test("behaviour: keeps the codec laws", () => {
    const controls = fc.dictionary(
      fc.constantFrom("a", "headers", "host"),
      fc.oneof(fc.integer(), fc.string()),
      {
        noNullPrototype: true,
      },
    );
    const frames = fc.record({ blob: bytes(), control: controls });
    // White space in JSON means nothing, so a frame has more than one encoding.
    checkCodecLaws({ encode: encodeFrame, decode: decodeFrame }, frames, { canonical: false });
  });
  test.each([
    ["no length", "000000", "invalid_length"],
    ["a length beyond the input", "ffffffff7b7d", "invalid_length"],
    ["no JSON", "00000000", "invalid_encoding"],
    ["JSON that is no object", "000000005b5d", "invalid_encoding"],
    ["something after the JSON", "000000007b7d7b7d", "invalid_encoding"],
  ])("error: %s", (_name, hex, code) => {
    expect(errorCode(() => decodeFrame(hexDecode(hex)))).toBe(code);
  });
  test("error: above 10 MiB in either direction", () => {
    expect(errorCode(() => decodeFrame(new Uint8Array(ONION_BODY_BYTES_MAX + 1)))).toBe("invalid_length");
    expect(() => encodeFrame({ blob: new Uint8Array(ONION_BODY_BYTES_MAX), control: {} })).toThrow(
      RangeError,
    );
  });
});

describe("enc_type", () => {
  test("behaviour: aliases, and aes-gcm when absent", () => {
    expect(["gcm", "xchacha20-poly1305", "cbc", undefined].map(parseEncType)).toEqual([
      "aes-gcm",
      "xchacha20",
      "aes-cbc",
      "aes-gcm",
    ]);
    expect(errorCode(() => parseEncType("rot13"))).toBe("invalid_encoding");
  });
});

describe("request to a node", () => {
  const body = '{"method":"info","params":{}}';
  const destination = { kind: "node", ed25519: target.ed25519, x25519: target.x25519 } as const;

  test.each(ENC_TYPES)("default: there and back under %s", (encType) => {
    const request = buildOnionRequest({ path, destination, body, encType, random });
    const { plan, replyKey, hopNumber } = walk(request.guardBody);
    if (plan.kind !== "final") throw new Error(`unexpected plan ${plan.kind}`);
    expect(utf8Decode(plan.body)).toBe(body);
    expect(plan.flags).toEqual({ json: false, base64: true });
    expect([replyKey.encType, hopNumber]).toEqual([encType, 3]);
    const answer = sealReply({
      key: replyKey,
      status: 421,
      body: '{"snodes":[]}',
      bodyIsJson: true,
      flags: plan.flags,
      random,
    });
    expect(request.openReply(answer)).toEqual({ status: 421, body: '{"snodes":[]}' });
  });

  test.each([
    { json: false, base64: true },
    { json: true, base64: true },
    { json: false, base64: false },
    { json: true, base64: false },
  ])("behaviour: the reply keeps to json=$json, base64=$base64", (replyFlags) => {
    const request = buildOnionRequest({ path, destination, body, replyFlags, random });
    const { plan, replyKey } = walk(request.guardBody);
    if (plan.kind !== "final") throw new Error(`unexpected plan ${plan.kind}`);
    expect(plan.flags).toEqual(replyFlags);
    const reply = { key: replyKey, status: 200, flags: plan.flags, random };
    const asJson = sealReply({ ...reply, body: '{"a":"é"}', bodyIsJson: true });
    const asText = sealReply({ ...reply, body: 'say "é"', bodyIsJson: false });
    expect(/^[A-Za-z0-9+/=]+$/.test(latin1Decode(asJson))).toBe(replyFlags.base64);
    expect(request.openReply(asJson)).toEqual({ status: 200, body: '{"a":"é"}' });
    expect(request.openReply(asText)).toEqual({ status: 200, body: 'say "é"' });
  });

  test("behaviour: enc_type is named unless it is aes-gcm, or as asked; hop_no is in the outermost JSON only", () => {
    const control = (options: object) =>
      decodeFrame(buildOnionRequest({ path, destination, body, random, ...options }).guardBody).control;
    expect(Object.keys(control({}))).toEqual(["ephemeral_key", "enc_type"]);
    expect(Object.keys(control({ encType: "aes-gcm" }))).toEqual(["ephemeral_key"]);
    expect(Object.keys(control({ encType: "aes-gcm", encTypeInJson: true }))).toEqual([
      "ephemeral_key",
      "enc_type",
    ]);
    expect(control({ hopNumber: 5 })).toMatchObject({ hop_no: 5 });
    const { guardBody } = buildOnionRequest({ path, destination, body, random, hopNumber: 5 });
    expect(walk(guardBody).hopNumber).toBe(8);
  });
  test("behaviour: no layer repeats a key or a nonce", () => {
    const seen = [1, 2].map(() =>
      hexEncode(buildOnionRequest({ path, destination, body, random }).guardBody),
    );
    expect(new Set(seen.map((text) => text.slice(8, 56))).size).toBe(2);
  });
  test("behaviour: any path from one to fifteen hops; none is an error, as are sixteen", () => {
    const long = Array.from({ length: 15 }, () => guard);
    expect(() => buildOnionRequest({ path: long, destination, body, random })).not.toThrow();
    expect(() => buildOnionRequest({ path: [...long, guard], destination, body, random })).toThrow(
      RangeError,
    );
    expect(() => buildOnionRequest({ path: [], destination, body, random })).toThrow(RangeError);
  });
  test("error: a body that does not fit", () => {
    const large = new Uint8Array(ONION_BODY_BYTES_MAX);
    expect(() => buildOnionRequest({ path, destination, body: large, random })).toThrow(RangeError);
  });
  test("error: a node whose key has small order", () => {
    const broken = {
      kind: "node",
      ed25519: target.ed25519,
      x25519: x25519PublicKey("00".repeat(32)),
    } as const;
    expect(errorCode(() => buildOnionRequest({ path, destination: broken, body, random }))).toBe(
      "invalid_encoding",
    );
  });

  test("compat: an old server's wrapped answer, and its spelling of the status", () => {
    const request = buildOnionRequest({ path, destination, body, random });
    const { replyKey } = walk(request.guardBody);
    const answer = sealReply({ key: replyKey, status: 200, body: "x", bodyIsJson: false, random });
    const wrapped = utf8Encode(JSON.stringify({ result: utf8Decode(answer) }));
    expect(request.openReply(wrapped)).toEqual({ status: 200, body: "x" });
  });
  test.each([
    ["text that is not base64", utf8Encode("Next node not found"), "invalid_encoding"],
    ["base64 of something else", utf8Encode("A".repeat(200)), "decryption_failed"],
    ["nothing", new Uint8Array(), "invalid_length"],
    ["JSON without a result", utf8Encode('{"error":1}'), "missing_field"],
    ["more than 10 MiB", new Uint8Array(ONION_BODY_BYTES_MAX + 1), "invalid_length"],
  ])("error: an answer of %s", (_name, httpBody, code) => {
    const request = buildOnionRequest({ path, destination, body, random });
    expect(errorCode(() => request.openReply(httpBody))).toBe(code);
  });
});

describe("reply", () => {
  const { replyKey: key } = walk(
    buildOnionRequest({
      path,
      destination: { kind: "node", ed25519: target.ed25519, x25519: target.x25519 },
      body: "{}",
      random,
    }).guardBody,
  );
  // sealReply with the json flag embeds any text, so it also serves to make malformed answers.
  const flags = { json: true, base64: true };
  const reply = (status: number, body: string) =>
    sealReply({ key, status, body, bodyIsJson: true, flags, random });

  test("compat: status_code stands in for an absent status", () => {
    const sealed = sealWithLayerKey(utf8Encode('{"body":"x","status_code":404}'), key, random);
    expect(openReply(sealed, key, { json: false, base64: false })).toEqual({ status: 404, body: "x" });
  });
  test("error: no body, or no status at all", () => {
    const open = (plaintext: string) => () =>
      openReply(sealWithLayerKey(utf8Encode(plaintext), key, random), key, { json: false, base64: false });
    expect(errorCode(open('{"status":200}'))).toBe("missing_field");
    expect(errorCode(open('{"body":"x"}'))).toBe("out_of_range");
  });
  test.each([
    ["a status that is no HTTP status", () => reply(7, '"x"'), "out_of_range"],
    ["plaintext that is not JSON", () => reply(200, "{"), "invalid_encoding"],
  ])("error: %s", (_name, httpBody, code) => {
    expect(errorCode(() => openReply(httpBody(), key))).toBe(code);
  });
  test("error: noise gives nothing but DecodeError", () => {
    fc.assert(
      fc.property(bytes({ max: 100 }), fc.boolean(), (noise, base64) => {
        expect(errorCode(() => openReply(noise, key, { json: false, base64 }))).not.toBe("none");
      }),
    );
  });
});

describe("request to a server", () => {
  const request = { endpoint: "/file", method: "POST", headers: { "x-a": "1" }, body: utf8Encode("bytes") };

  test("default: there and back", () => {
    const built = buildOnionRequest({ path, destination: server, body: v4Request.encode(request), random });
    const { plan } = walk(built.guardBody);
    if (plan.kind !== "server") throw new Error(`unexpected plan ${plan.kind}`);
    expect({ ...plan, payload: undefined }).toEqual({
      kind: "server",
      protocol: "https",
      host: "files.example",
      port: 443,
      target: "/oxen/v4/lsrpc",
      payload: undefined,
    });
    // A server reads the whole plaintext like an outer frame; our nodes may be such servers themselves.
    const posted = decodeFrame(plan.payload);
    expect(posted.control.host).toBe("files.example");
    expect(posted.control.method).toBe("POST");
  });
  test.each([
    [{ protocol: "http" }, { protocol: "http", port: 80 }],
    [
      { protocol: "http", port: 8080 },
      { protocol: "http", port: 8080 },
    ],
    [{ port: 8443 }, { protocol: "https", port: 8443 }],
    [{ target: "/loki/v3/lsrpc" }, { target: "/loki/v3/lsrpc" }],
  ] as const)("behaviour: the last hop is told %j", (options, expected) => {
    const destination = { ...server, ...options };
    const { plan } = walk(buildOnionRequest({ path, destination, body: "le", random }).guardBody);
    expect(plan).toMatchObject(expected);
  });
});

describe("node's decision", () => {
  const inner = { ephemeral_key: guard.x25519, destination: target.ed25519 };
  const plan = (control: JsonObject) => planRelay(encodeFrame({ blob: utf8Encode("blob"), control }));

  test("behaviour: headers come before host, host before destination", () => {
    expect(plan({ headers: null, host: "h", ...inner }).kind).toBe("final");
    expect(plan({ host: "h", target: "/oxen/v4/lsrpc", ...inner }).kind).toBe("server");
    expect(plan(inner)).toEqual({
      kind: "node",
      destination: target.ed25519,
      data: utf8Encode("blob"),
      encType: "aes-gcm",
      ephemeralKey: hexDecode(guard.x25519),
    });
  });
  test("behaviour: keys are read in any case", () => {
    expect(plan({ ...inner, destination: target.ed25519.toUpperCase() })).toMatchObject({
      destination: target.ed25519,
    });
  });
  test.each<readonly [string, JsonObject]>([
    ["an empty control", {}],
    ["no destination", { ephemeral_key: guard.x25519 }],
    ["no key for the blob", { destination: target.ed25519 }],
    ["a destination that is no key", { ...inner, destination: "abc" }],
    ["a key that is no key", { ...inner, ephemeral_key: 7 }],
    ["an unknown enc_type", { ...inner, enc_type: "rot13" }],
    ["flags that are no booleans", { headers: "", json: 1 }],
    ["a host that is no text", { host: 5, target: "/oxen/v4/lsrpc" }],
    ["no target", { host: "h" }],
    ["a port beyond 16 bits", { host: "h", target: "/oxen/v4/lsrpc", port: 65_536 }],
    ["port 0", { host: "h", target: "/oxen/v4/lsrpc", port: 0 }],
    ["a port in text", { host: "h", target: "/oxen/v4/lsrpc", port: "80" }],
  ])("error: %s is Invalid json", (_name, control) => {
    expect(plan(control)).toEqual({ kind: "reject", status: 400, text: "Invalid json" });
  });
  test("error: what is no frame is Invalid json", () => {
    fc.assert(
      fc.property(bytes({ max: 60 }), (noise) => {
        expect(planRelay(noise)).toEqual({ kind: "reject", status: 400, text: "Invalid json" });
      }),
    );
  });
  test.each<readonly [string, JsonObject]>([
    ["another path", { target: "/admin/lsrpc" }],
    ["another end", { target: "/oxen/v4/lsrpc2" }],
    ["a query", { target: "/oxen/v4?x=/lsrpc" }],
    ["a fragment", { target: "/oxen/#/lsrpc" }],
    ["white space", { target: "/oxen/v4 HTTP/1.1\r\nX: /lsrpc" }],
    ["a target without end", { target: `/oxen/${"a".repeat(1000)}/lsrpc` }],
    ["another protocol", { protocol: "ftp" }],
    ["a host with a user", { host: "user@files.example" }],
    ["a host with a port", { host: "files.example:22" }],
    ["a host with a path", { host: "files.example/x" }],
    ["an empty host", { host: "" }],
  ])("error: %s is Invalid url", (_name, changes) => {
    const control = { host: "files.example", target: "/oxen/v4/lsrpc", ...changes };
    expect(plan(control)).toEqual({ kind: "reject", status: 400, text: "Invalid url" });
  });
});

describe("opening at the guard", () => {
  const refusal = (body: Uint8Array) => {
    const opened = openOnionLayer(body, guard.keys);
    return opened.kind === "refused" ? [opened.status, opened.text] : opened.plan;
  };
  const blob = new Uint8Array(40);

  test.each([
    ["nothing", new Uint8Array(), "Error parsing onion request: frame: expected 4 bytes, got 0"],
    [
      "no ephemeral key",
      encodeFrame({ blob, control: {} }),
      "Error parsing onion request: ephemeral_key: expected a value, found none",
    ],
    [
      "a short ephemeral key",
      encodeFrame({ blob, control: { ephemeral_key: "ab" } }),
      "Error parsing onion request: ephemeral_key: expected 64 hex digits, got 2 characters",
    ],
    [
      "an unknown enc_type",
      encodeFrame({ blob, control: { ephemeral_key: guard.x25519, enc_type: "rot13" } }),
      "Error parsing onion request: enc_type: expected aes-gcm, xchacha20 or aes-cbc",
    ],
    [
      "a hop number that is no number",
      encodeFrame({ blob, control: { ephemeral_key: guard.x25519, hop_no: "1" } }),
      "Error parsing onion request: hop_no: expected whole number, got string",
    ],
  ])("error: %s", (_name, body, text) => {
    expect(refusal(body)).toEqual([400, text]);
  });
  test.each([
    ["noise", encodeFrame({ blob, control: { ephemeral_key: target.x25519 } })],
    [
      "a blob shorter than any layer",
      encodeFrame({ blob: new Uint8Array(3), control: { ephemeral_key: target.x25519 } }),
    ],
    ["an ephemeral key of small order", encodeFrame({ blob, control: { ephemeral_key: "00".repeat(32) } })],
  ])("error: %s is Invalid ciphertext", (_name, body) => {
    expect(refusal(body)).toEqual([400, ONION_TEXT.invalidCiphertext]);
  });
  test("error: above 10 MiB", () => {
    expect(refusal(new Uint8Array(ONION_BODY_BYTES_MAX + 1))).toEqual([413, "Request body too large"]);
  });
  test("behaviour: a layer with bad contents is answered under encryption", () => {
    const opened = openOnionLayer(toGuard(utf8Encode("no frame")), guard.keys);
    if (opened.kind !== "opened") throw new Error(opened.text);
    expect(opened.plan).toEqual({ kind: "reject", status: 400, text: "Invalid json" });
    const answer = sealReply({
      key: opened.replyKey,
      status: 400,
      body: "Invalid json",
      bodyIsJson: false,
      random,
    });
    expect(openReply(answer, opened.replyKey)).toEqual({ status: 400, body: "Invalid json" });
  });
  test("behaviour: a negative hop number is 0", () => {
    const plaintext = encodeFrame({ blob, control: { headers: "" } });
    expect(openOnionLayer(toGuard(plaintext, { hop_no: -3 }), guard.keys)).toMatchObject({ hopNumber: 0 });
    expect(openOnionLayer(toGuard(plaintext, { hop_no: 7 }), guard.keys)).toMatchObject({ hopNumber: 7 });
  });
  test("error: random bodies never throw", () => {
    const framed = fc
      .tuple(bytes({ max: 80 }), fc.json({ maxDepth: 1 }))
      .map(([data, json]) => concatBytes(Uint8Array.of(data.length, 0, 0, 0), data, utf8Encode(json)));
    fc.assert(
      fc.property(fc.oneof(framed, bytes({ max: 100 })), (body) => {
        expect(openOnionLayer(body, guard.keys).kind).toBe("refused");
        expect(openRelayedLayer(body, guard.keys).kind).toBe("refused");
      }),
    );
  });
});

describe("relay", () => {
  const request = {
    data: utf8Encode("blob"),
    encType: "aes-gcm",
    ephemeralKey: new Uint8Array(32),
    hopNumber: 1,
  } as const;

  test("behaviour: keeps the codec laws", () => {
    const requests = fc.record({
      data: bytes(),
      encType: fc.constantFrom(...ENC_TYPES),
      ephemeralKey: bytes32,
      hopNumber: fc.integer({ min: 1, max: 20 }),
    });
    // A hop number below 1 and an alias of enc_type are read as something else than they say.
    checkCodecLaws(relayRequest, requests, { canonical: false });
  });
  test("behaviour: enc_type may be absent, and a hop number below 1 is raised", () => {
    const key = "\0".repeat(32);
    expect(relayRequest.decode(utf8Encode(`d4:data4:blob13:ephemeral_key32:${key}6:hop_noi-5ee`))).toEqual(
      request,
    );
    expect(relayRequest.decode(utf8Encode(`d4:data4:blob13:ephemeral_key32:${key}e`))).toEqual(request);
  });
  test("error: beyond 15 hops", () => {
    const refused = (hopNumber: number) =>
      openRelayedLayer(relayRequest.encode({ ...request, hopNumber }), guard.keys);
    expect(refused(16)).toEqual({
      kind: "refused",
      status: 400,
      text: "onion request max path length exceeded",
    });
    expect(refused(15)).toEqual({ kind: "refused", status: 400, text: "Invalid ciphertext" });
  });
  test("error: malformed", () => {
    expect(openRelayedLayer(utf8Encode("d4:data1:ae"), guard.keys)).toEqual({
      kind: "refused",
      status: 400,
      text: "Invalid internal onion request: ephemeral_key: expected a value, found none",
    });
    expect(errorCode(() => relayRequest.decode(new Uint8Array(ONION_BODY_BYTES_MAX + 2000)))).toBe(
      "invalid_length",
    );
    expect(() => relayRequest.encode({ ...request, ephemeralKey: new Uint8Array(31) })).toThrow(RangeError);
  });
  test("behaviour: answers keep their body, and statuses outside the list become 500", () => {
    const body = utf8Encode("body");
    expect(readRelayReply(relayReplyParts({ status: 421, body }))).toEqual({ status: 421, body });
    expect(readRelayReply(relayReplyParts({ status: 418, body }))).toEqual({ status: 500, body });
    expect([200, 201, 404, 500, 599].map(relayedStatus)).toEqual([200, 500, 404, 500, 500]);
  });
  test.each([
    ["no part", []],
    ["one part", [utf8Encode("200")]],
    ["a status that is no number", [utf8Encode("2x0"), new Uint8Array()]],
    ["a status of four digits", [utf8Encode("2000"), new Uint8Array()]],
  ])("error: %s", (_name, parts) => {
    expect(readRelayReply(parts)).toEqual({ status: 500, body: utf8Encode("Invalid response from snode") });
  });
});

describe("v4", () => {
  const headers = fc.dictionary(fc.constantFrom("content-type", "x-a"), fc.string(), {
    noNullPrototype: true,
  });

  test("behaviour: requests keep the codec laws", () => {
    const requests = fc.oneof(
      fc.record({ endpoint: fc.string().map((text) => `/${text}`), method: fc.constant("GET"), headers }),
      fc.record({
        endpoint: fc.constant("/file"),
        method: fc.constant("POST"),
        headers,
        body: bytes(),
      }),
    );
    // JSON inside: white space and key order differ between writers.
    checkCodecLaws(v4Request, requests, { canonical: false });
  });
  test("behaviour: answers keep the codec laws", () => {
    const answers = fc.record({ status: fc.integer({ min: 100, max: 999 }), headers, body: bytes() });
    checkCodecLaws(v4Response, answers, { canonical: false });
  });
  test.each([
    ["an endpoint without slash", 'l45:{"endpoint":"file","headers":{},"method":"GET"}e'],
    ["no method", 'l29:{"endpoint":"/a","headers":{}}e'],
    ["headers that are no texts", 'l50:{"endpoint":"/a","headers":{"a":1},"method":"GET"}e'],
    ["three parts", "l2:{}0:0:e"],
    ["no parts", "le"],
    ["a part that is a list", "llee"],
    ["metadata that is not JSON", "l1:{e"],
  ])("error: a request with %s", (_name, text) => {
    expect(errorCode(() => v4Request.decode(utf8Encode(text)))).not.toBe("none");
  });
  test("error: an answer with one part, or a code that is no status", () => {
    expect(errorCode(() => v4Response.decode(utf8Encode('l12:{"code":200}e')))).toBe("invalid_length");
    expect(errorCode(() => v4Response.decode(utf8Encode('l10:{"code":7}0:e')))).toBe("out_of_range");
    expect(() => v4Response.encode({ status: 0, headers: {}, body: new Uint8Array() })).toThrow(RangeError);
    expect(() => v4Request.encode({ endpoint: "file", method: "GET", headers: {} })).toThrow(RangeError);
  });
  test("error: above 10 MiB", () => {
    expect(errorCode(() => v4Response.decode(new Uint8Array(ONION_BODY_BYTES_MAX + 1)))).toBe(
      "invalid_length",
    );
  });
});

describe("texts", () => {
  test("behaviour: the node that a hop did not find is read from its answer", () => {
    expect(missingNextNode(ONION_TEXT.nextNodeNotFound(target.ed25519))).toBe(target.ed25519);
    expect(missingNextNode(`Next node not found: ${"A".repeat(64)}\n`)).toBe("a".repeat(64));
  });
  test.each([
    "",
    "Next node not found: ",
    "Next node not found: abc",
    `x Next node not found: ${"a".repeat(64)}`,
  ])("error: %j names no node", (text) => {
    expect(missingNextNode(text)).toBeUndefined();
  });
});
