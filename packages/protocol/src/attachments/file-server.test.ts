import { createHash } from "node:crypto";
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { beforeAll, describe, expect, test } from "vitest";
import { base64Decode, concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { accountIdBytes } from "../identity/index.ts";
import { v4Request } from "../onion/index.ts";
import { swarmSpace } from "../swarm/index.ts";
import { alice, bytes, bytes32, checkCodecLaws, errorCode, loadVector } from "../testing/index.ts";
import {
  buildPointerUrl,
  deprecatedFileId,
  deriveFileServerKey,
  FILE_STATUS,
  type FileCall,
  type FileId,
  fileCallRequest,
  fileExpiryMs,
  fileIdOf,
  fileInfo,
  fileMailbox,
  fileOutcome,
  type HashFileId,
  hasDeterministicFlag,
  isHashFileId,
  parseFileCall,
  parseFileId,
  parsePointerUrl,
  releaseVersionRequest,
  signedFileServerRequest,
  uploadedFile,
} from "./index.ts";

const { file_ids } = loadVector<{
  readonly file_ids: readonly {
    readonly body_label: string;
    readonly body_len: number;
    readonly file_id: string;
  }[];
}>("attachment");
const { version_check } = loadVector<{
  readonly version_check: readonly {
    readonly ed25519_seed32: string;
    readonly derived_seed: string;
    readonly blinded07_public: string;
    readonly signed_text: string;
    readonly signature: string;
  }[];
}>("blinding");

const SERVER_KEY = "09324794aa9c11948189762d198c618148e9136ac9582068180661208927ef34";
const HASH_ID = fileIdOf(utf8Encode("a file"));
const NUMBER_ID = parseFileId("9007199254740991");
const DAY_MS = 86_400_000;

const hashIds: fc.Arbitrary<HashFileId> = bytes({ max: 20 }).map((body) => fileIdOf(body));
const fileIds: fc.Arbitrary<FileId> = fc.oneof(
  hashIds,
  fc.nat().map((number) => parseFileId(String(number))),
);
const times = fc.integer({ min: 0, max: 253_402_300_799_999 });
const infos = {
  size: fc.integer({ min: 0, max: 10_300_000 }),
  uploadedMs: times,
  expiresMs: times,
};

describe("file IDs", () => {
  test.each(file_ids)(
    "default: $body_label of vectors/attachment.json",
    ({ body_label, body_len, file_id }) => {
      const body = concatBytes(
        ...Array.from({ length: Math.ceil(body_len / 32) }, (_, index) =>
          createHash("sha256").update(`${body_label}#${index}`).digest(),
        ),
      ).slice(0, body_len);
      expect(fileIdOf(body)).toBe(file_id);
      expect(parseFileId(file_id)).toBe(file_id);
    },
  );
  test("behaviour: a file lives at the 33 bytes of its ID", () => {
    const id = parseFileId("DdFxE2I7QHGLP4sSDOaUQ7CnAq5mII8rj8v2a5YdZs_D");
    if (!isHashFileId(id)) throw new Error("expected a hash");
    const mailbox = fileMailbox(id);
    expect(mailbox).toBe("0dd17113623b40718b3f8b120ce69443b0a702ae66208f2b8fcbf66b961d66cfc3");
    // The first byte takes no part; the rest is the XOR of four 64-bit numbers.
    expect(swarmSpace(accountIdBytes(mailbox))).toBe(
      0xd17113623b40718bn ^ 0x3f8b120ce69443b0n ^ 0xa702ae66208f2b8fn ^ 0xcbf66b961d66cfc3n,
    );
  });
  test("behaviour: old numbers are IDs, too, but say nothing of the content", () => {
    expect([parseFileId("0"), NUMBER_ID].map(isHashFileId)).toEqual([false, false]);
    expect(isHashFileId(HASH_ID)).toBe(true);
    expect(isHashFileId(parseFileId("1".repeat(44)))).toBe(true);
  });
  test("behaviour: a pointer's old field holds the number of a file that has one", () => {
    expect([HASH_ID, parseFileId("1".repeat(44)), parseFileId("0"), NUMBER_ID].map(deprecatedFileId)).toEqual(
      [0n, 0n, 0n, 9_007_199_254_740_991n],
    );
  });
  test.each([
    "",
    "01",
    "-1",
    "1.5",
    "1e3",
    "9007199254740992",
    "99999999999999999",
    "abc",
    "a".repeat(43),
    "a".repeat(45),
    `${"a".repeat(43)}+`,
    `${"a".repeat(43)}=`,
    `${"a".repeat(44)}\n`,
    "../../etc/passwd",
  ])("error: %j is no file ID", (text) => {
    expect(errorCode(() => parseFileId(text))).toBe("invalid_encoding");
  });
});

describe("pointer URLs", () => {
  const host = "files.example.org";

  test.each([
    [{ isDeterministic: false }, ""],
    [{ isDeterministic: true }, "#d"],
    [{ isDeterministic: false, serverKeyHex: SERVER_KEY }, `#p=${SERVER_KEY}`],
    [{ isDeterministic: true, serverKeyHex: SERVER_KEY }, `#p=${SERVER_KEY}&d`],
  ])("default: %j", (flags, fragment) => {
    const pointer = { host, fileId: HASH_ID, ...flags };
    const url = `http://${host}/file/${HASH_ID}${fragment}`;
    expect(buildPointerUrl(pointer)).toBe(url);
    expect(parsePointerUrl(url)).toEqual(pointer);
  });
  test.each([
    ["http://HOST.example/file/12", { host: "host.example", fileId: "12", isDeterministic: false }],
    ["https://host:8080/file/12#d=", { host: "host:8080", fileId: "12", isDeterministic: true }],
    ["http://[::1]:22021/files/12#d=1", { host: "[::1]:22021", fileId: "12", isDeterministic: true }],
    ["http://h/file/12?x=1#e=1&sr=a:1&d", { host: "h", fileId: "12", isDeterministic: true }],
    ["http://h/file/12#dd&xd=1", { host: "h", fileId: "12", isDeterministic: false }],
    ["http://h/file/12#", { host: "h", fileId: "12", isDeterministic: false }],
    [`http://h/file/12#p=${SERVER_KEY.slice(1)}&d`, { host: "h", fileId: "12", isDeterministic: true }],
    [
      `http://h/file/12#d&p=${SERVER_KEY.toUpperCase()}`,
      { host: "h", fileId: "12", serverKeyHex: SERVER_KEY, isDeterministic: true },
    ],
  ])("behaviour: %s is read leniently", (url, expected) => {
    expect(parsePointerUrl(url)).toEqual(expected);
  });
  test.each([
    ["", "invalid_encoding"],
    ["ftp://h/file/12", "invalid_encoding"],
    ["http://h/file/", "invalid_encoding"],
    ["http://h/file/12/info", "invalid_encoding"],
    ["http://h/room/general/file/12", "invalid_encoding"],
    ["http://user@h/file/12", "invalid_encoding"],
    ["http://h/file/not-an-id", "invalid_encoding"],
    ["javascript:alert(1)//h/file/12", "invalid_encoding"],
    [`http://h/file/12#${"d".repeat(2048)}`, "invalid_length"],
  ])("error: %s", (url, code) => {
    expect(errorCode(() => parsePointerUrl(url))).toBe(code);
  });
  test("behaviour: what was built is read back, for every pointer", () => {
    const pointers = fc.record(
      {
        host: fc.constantFrom(host, `${host}:8080`, "[::1]:22021", "127.0.0.1"),
        fileId: fileIds,
        serverKeyHex: bytes32.map(hexEncode),
        isDeterministic: fc.boolean(),
      },
      { requiredKeys: ["host", "fileId", "isDeterministic"], noNullPrototype: true },
    );
    fc.assert(
      fc.property(pointers, (pointer) => {
        expect(parsePointerUrl(buildPointerUrl(pointer))).toEqual(pointer);
      }),
    );
  });
  test("error: whatever the text, only a DecodeError", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (start, fragment) => {
        errorCode(() => parsePointerUrl(start));
        errorCode(() => parsePointerUrl(`http://h/file/12#${fragment}`));
        hasDeterministicFlag(fragment);
      }),
    );
  });
  test("error: a host or key of the wrong form cannot be written", () => {
    const pointer = { host, fileId: HASH_ID, isDeterministic: true };
    expect(() => buildPointerUrl({ ...pointer, host: "a/b" })).toThrow(RangeError);
    expect(() => buildPointerUrl({ ...pointer, serverKeyHex: "ff" })).toThrow(RangeError);
  });
});

describe("file calls", () => {
  const body = utf8Encode("a file");

  test.each<[FileCall, string, string, Record<string, string>]>([
    [{ kind: "upload", body }, "POST", "/file", { "Content-Type": "application/octet-stream" }],
    [
      { kind: "upload", body, ttlSeconds: 60 },
      "POST",
      "/file",
      { "Content-Type": "application/octet-stream", "X-FS-TTL": "60" },
    ],
    [{ kind: "download", id: HASH_ID }, "GET", `/file/${HASH_ID}`, {}],
    [{ kind: "download", id: NUMBER_ID }, "GET", "/file/9007199254740991", {}],
    [{ kind: "info", id: HASH_ID }, "GET", `/file/${HASH_ID}/info`, {}],
    [{ kind: "extend", id: HASH_ID }, "POST", `/file/${HASH_ID}/extend`, {}],
    [
      { kind: "extend", id: HASH_ID, ttlSeconds: 1_209_600 },
      "POST",
      `/file/${HASH_ID}/extend`,
      { "X-FS-TTL": "1209600" },
    ],
  ])("default: %j", (call, method, endpoint, headers) => {
    const request = fileCallRequest(call);
    const sent = { upload: body, extend: new Uint8Array(), download: undefined, info: undefined }[call.kind];
    expect(request).toEqual({ method, endpoint, headers, ...(sent && { body: sent }) });
    expect(parseFileCall(request)).toEqual(call);
    expect(parseFileCall(v4Request.decode(v4Request.encode(request)))).toEqual(call);
  });
  test.each([
    ["GET", "/file"],
    ["DELETE", `/file/${HASH_ID}`],
    ["POST", `/file/${HASH_ID}`],
    ["GET", `/file/${HASH_ID}/extend`],
    ["GET", `/file/${HASH_ID}/other`],
    ["GET", "/files/12"],
    ["GET", "/session_version"],
  ])("behaviour: %s %s is no file call", (method, endpoint) => {
    expect(parseFileCall({ method, endpoint, headers: {} })).toBeUndefined();
  });
  test("behaviour: a query is ignored", () => {
    expect(parseFileCall({ method: "GET", endpoint: "/file/12?x=/info", headers: {} })).toEqual({
      kind: "download",
      id: "12",
    });
  });
  test.each([
    ["an ID of the wrong form", "GET", "/file/x", {}, body, "invalid_encoding"],
    ["a longer life for an old number", "POST", "/file/12/extend", {}, undefined, "invalid_encoding"],
    ["a TTL that is no number", "POST", "/file", { "x-fs-ttl": "soon" }, body, "invalid_encoding"],
    ["a TTL with a sign", "POST", "/file", { "x-fs-ttl": "-1" }, body, "invalid_encoding"],
    ["a TTL with a fraction", "POST", "/file", { "X-Fs-Ttl": "1.5" }, body, "invalid_encoding"],
    ["an endless TTL", "POST", "/file", { "x-fs-ttl": "99999999999" }, body, "invalid_encoding"],
    ["a TTL of nothing", "POST", "/file", { "x-fs-ttl": "0" }, body, "out_of_range"],
    ["no body", "POST", "/file", {}, undefined, "missing_field"],
    ["an empty body", "POST", "/file", {}, new Uint8Array(), "missing_field"],
    ["a body that is too large", "POST", "/file", {}, new Uint8Array(10_300_001), "out_of_range"],
  ])("error: %s", (_name, method, endpoint, headers, sent, code) => {
    const request = { method, endpoint, headers, ...(sent && { body: sent }) };
    expect(errorCode(() => parseFileCall(request))).toBe(code);
  });
  test("error: whatever is asked, only a DecodeError", () => {
    const endpoints = fc.oneof(
      fc.string(),
      fc.constantFrom("/file", "/file/", "/file/12/info", "/file/12/extend"),
    );
    fc.assert(
      fc.property(fc.constantFrom("GET", "POST"), endpoints, fc.string(), (method, endpoint, ttl) => {
        errorCode(() => parseFileCall({ method, endpoint, headers: { "X-FS-TTL": ttl }, body }));
      }),
    );
  });
  test("error: calls outside the limits cannot be written", () => {
    for (const call of [
      { kind: "upload", body: new Uint8Array() },
      { kind: "upload", body: new Uint8Array(10_300_001) },
      { kind: "upload", body, ttlSeconds: 0 },
      { kind: "extend", id: HASH_ID, ttlSeconds: 1.5 },
      { kind: "extend", id: HASH_ID, ttlSeconds: 1e21 },
    ] satisfies FileCall[])
      expect(() => fileCallRequest(call)).toThrow(RangeError);
  });
});

describe("life of a file", () => {
  const nowMs = 1_700_000_000_000;
  test.each([
    ["14 days unless asked otherwise", {}, nowMs + 14 * DAY_MS],
    ["what was asked for", { ttlSeconds: 60 }, nowMs + 60_000],
    ["at most 30 days", { ttlSeconds: 31 * 86_400 }, nowMs + 30 * DAY_MS],
    ["never shorter than before", { ttlSeconds: 60, currentExpiryMs: nowMs + DAY_MS }, nowMs + DAY_MS],
    ["longer than before", { currentExpiryMs: nowMs + DAY_MS }, nowMs + 14 * DAY_MS],
  ])("behaviour: %s", (_name, options, expected) => {
    expect(fileExpiryMs({ nowMs, ...options })).toBe(expected);
  });
});

describe("answers of a file server", () => {
  test("default", () => {
    const text = `{"id":"${HASH_ID}","size":592,"uploaded":1700000000.25,"expires":1701209600.25}`;
    const answer = {
      id: HASH_ID,
      size: 592,
      uploadedMs: 1_700_000_000_250,
      expiresMs: 1_701_209_600_250,
    };
    expect(uploadedFile.decode(utf8Encode(text))).toEqual(answer);
    expect(uploadedFile.encode(answer)).toEqual(utf8Encode(text));
    const { id: _, ...info } = answer;
    expect(fileInfo.decode(utf8Encode(text))).toEqual(info);
  });
  test("behaviour: the laws of codecs", () => {
    checkCodecLaws(fileInfo, fc.record(infos), { canonical: false });
    checkCodecLaws(uploadedFile, fc.record({ id: fileIds, ...infos }), { canonical: false });
  });
  test("behaviour: an old server's number is an ID", () => {
    expect(uploadedFile.decode(utf8Encode('{"id":12,"size":1,"uploaded":1,"expires":2}')).id).toBe("12");
  });
  test.each([
    ["no ID", '{"size":1,"uploaded":1,"expires":2}', "missing_field"],
    ["an ID of the wrong form", '{"id":"x","size":1,"uploaded":1,"expires":2}', "invalid_encoding"],
    ["a negative ID", '{"id":-1,"size":1,"uploaded":1,"expires":2}', "out_of_range"],
    ["a negative size", '{"id":"1","size":-1,"uploaded":1,"expires":2}', "out_of_range"],
    ["no time", '{"id":"1","size":1,"uploaded":1}', "missing_field"],
    ["a time that is text", '{"id":"1","size":1,"uploaded":"1","expires":2}', "invalid_encoding"],
    ["a time before 1970", '{"id":"1","size":1,"uploaded":-1,"expires":2}', "out_of_range"],
    ["a time without end", '{"id":"1","size":1,"uploaded":1,"expires":1e300}', "out_of_range"],
    ["an endless answer", " ".repeat(10_001), "invalid_length"],
  ])("error: %s", (_name, text, code) => {
    expect(errorCode(() => uploadedFile.decode(utf8Encode(text)))).toBe(code);
  });
  test("error: values outside the domain cannot be written", () => {
    const info = { size: 1, uploadedMs: 1, expiresMs: 1 };
    for (const change of [
      { size: -1 },
      { size: 1.5 },
      { uploadedMs: -1 },
      { expiresMs: 0.5 },
      { expiresMs: 1e15 },
    ])
      expect(() => fileInfo.encode({ ...info, ...change })).toThrow(RangeError);
  });
  test.each([
    [200, "ok"],
    [204, "ok"],
    [404, "gone"],
    [413, "tooLarge"],
    [503, "unavailable"],
    [507, "full"],
    [500, "failed"],
    [301, "failed"],
    [100, "failed"],
  ])("behaviour: status %i means %s", (status, outcome) => {
    expect(fileOutcome(status)).toBe(outcome);
  });
  test("behaviour: every named status means its name", () => {
    expect(Object.values(FILE_STATUS).map(fileOutcome)).toEqual(Object.keys(FILE_STATUS));
  });
});

describe("pseudonym for file servers", () => {
  beforeAll(async () => {
    await sodium.ready;
  });

  test.each(version_check)("default: vectors/blinding.json, $signed_text", (vector) => {
    const key = deriveFileServerKey(hexDecode(vector.ed25519_seed32));
    expect(hexEncode(key.ed25519Seed)).toBe(vector.derived_seed);
    expect(hexEncode(key.ed25519PublicKey)).toBe(vector.blinded07_public);
    const request = releaseVersionRequest({ key, platform: "desktop", timestampSeconds: 1_234_567_890 });
    expect(`1234567890${request.method}${request.endpoint}`).toBe(vector.signed_text);
    expect(request.headers["X-FS-Pubkey"]).toBe(`07${vector.blinded07_public}`);
    expect(request.headers["X-FS-Timestamp"]).toBe("1234567890");
    expect(hexEncode(base64Decode(request.headers["X-FS-Signature"] ?? ""))).toBe(vector.signature);
    expect(request.body).toBeUndefined();
  });
  test("behaviour: libsodium verifies the signature over time, method and path", () => {
    const key = deriveFileServerKey(alice.ed25519Seed);
    const { headers } = signedFileServerRequest({
      key,
      method: "GET",
      endpoint: "/token_info?days=7",
      timestampSeconds: 5,
    });
    const signature = base64Decode(headers["X-FS-Signature"] ?? "");
    expect(
      sodium.crypto_sign_verify_detached(signature, "5GET/token_info?days=7", key.ed25519PublicKey),
    ).toBe(true);
    expect(JSON.stringify(key.ed25519Seed)).toBe('"[secret]"');
  });
  test("behaviour: a release channel follows the platform", () => {
    const key = deriveFileServerKey(alice.ed25519Seed);
    const request = releaseVersionRequest({
      key,
      platform: "ios",
      releaseChannel: "alpha",
      timestampSeconds: 5,
    });
    expect(request.endpoint).toBe("/session_version?platform=ios&release_channel=alpha");
  });
  test("error: a seed, time or channel of the wrong form", () => {
    const key = deriveFileServerKey(alice.ed25519Seed);
    expect(() => deriveFileServerKey(new Uint8Array(16))).toThrow(RangeError);
    expect(() => releaseVersionRequest({ key, platform: "ios", timestampSeconds: 1.5 })).toThrow(RangeError);
    expect(() =>
      releaseVersionRequest({ key, platform: "ios", releaseChannel: "a&b", timestampSeconds: 1 }),
    ).toThrow(RangeError);
  });
});
