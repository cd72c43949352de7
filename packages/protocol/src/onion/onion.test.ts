import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode, latin1Decode, utf8Decode, utf8Encode } from "../bytes/index.ts";
import { x25519PublicKey } from "../identity/index.ts";
import { bytes, checkCodecLaws, errorCode, seededRandom, testNode } from "../testing/index.ts";
import {
  buildOnionRequest,
  decodeFrame,
  type EncType,
  encodeFrame,
  ONION_BODY_BYTES_MAX,
  openOnionLayer,
  openRelayedLayer,
  openReply,
  parseEncType,
  relayRequest,
  sealReply,
  sealWithLayerKey,
  v4Request,
} from "./index.ts";

const ENC_TYPES: readonly EncType[] = ["aes-gcm", "xchacha20", "aes-cbc"];
const guard = testNode(1);
const target = testNode(4);
const path = [guard, testNode(2), testNode(3)];
const random = seededRandom("onion");
const server = { kind: "server", host: "files.example", x25519: target.x25519 } as const;

/** Walks a request through its hops as nodes would, and returns what the last one is to do. */
function walk(guardBody: Uint8Array) {
  let body = guardBody;
  for (const [index, { keys }] of [...path, target].entries()) {
    const opened = index === 0 ? openOnionLayer(body, keys) : openRelayedLayer(body, keys);
    if (opened.kind === "refused") throw new Error(opened.text);
    if (opened.plan.kind !== "node") return opened;
    expect(opened.plan.destination).toBe([...path, target][index + 1]?.ed25519);
    body = relayRequest.encode({ ...opened.plan, hopNumber: opened.hopNumber + 1 });
  }
  throw new Error("the request went past its destination");
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
