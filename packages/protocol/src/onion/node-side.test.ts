import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import type { JsonObject } from "../codec/index.ts";
import { bytes, bytes32, checkCodecLaws, errorCode, seededRandom, testNode } from "../testing/index.ts";
import {
  type EncType,
  encodeFrame,
  missingNextNode,
  ONION_BODY_BYTES_MAX,
  ONION_TEXT,
  openOnionLayer,
  openRelayedLayer,
  openReply,
  planRelay,
  readRelayReply,
  relayedStatus,
  relayReplyParts,
  relayRequest,
  sealLayer,
  sealReply,
} from "./index.ts";

const ENC_TYPES: readonly EncType[] = ["aes-gcm", "xchacha20", "aes-cbc"];
const guard = testNode(1);
const target = testNode(4);
const random = seededRandom("onion");

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
