import {
  buildPointerUrl,
  fileCallRequest,
  fileExpiryMs,
  fileIdOf,
  fileInfo,
  fileMailbox,
  hasDeterministicFlag,
  isHashFileId,
  openAttachment,
  openDeterministicAttachment,
  openLegacyAttachment,
  openProfilePicture,
  parseFileCall,
  parseFileId,
  parsePointerUrl,
  sealDeterministicAttachment,
  sealLegacyAttachment,
  sealLegacyProfilePicture,
  uploadedFile,
} from "../../src/attachments/index.ts";
import { concatBytes, utf8Encode } from "../../src/bytes/index.ts";
import { nobleCrypto } from "../../src/crypto/index.ts";
import { v4Request } from "../../src/onion/index.ts";
import { seededRandom } from "../../src/testing/index.ts";
import { readAndWrite } from "../laws.ts";
import { jsons, textOf, texts, vectorTexts } from "../seeds.ts";
import { type FuzzTarget, LawBroken } from "../target.ts";

const file = new Uint8Array(700).fill(8);
const seed = new Uint8Array(32).fill(9);
const random = () => seededRandom("attachments");
const deterministic = () => sealDeterministicAttachment({ file, ed25519Seed: seed, purpose: "attachment" });
const legacy = () => sealLegacyAttachment({ file, random: random() });
const id = fileIdOf(file);
const serverKeyHex = "da".repeat(32);

const pointerUrls = (): string[] => [
  buildPointerUrl({ host: "filev2.example.org", fileId: id, isDeterministic: true, serverKeyHex }),
  buildPointerUrl({
    host: "filev2.example.org:8080",
    fileId: parseFileId("123"),
    isDeterministic: false,
  }),
];

export const ATTACHMENT_TARGETS: readonly FuzzTarget[] = [
  {
    name: "attachments/deterministic",
    weight: 0.1,
    seeds: () => [deterministic().body],
    run: (input) => openDeterministicAttachment({ body: input, key: deterministicFile.key }),
  },
  {
    name: "attachments/legacy",
    weight: 0.1,
    seeds: () => [legacy().body],
    run: (input) => openLegacyAttachment({ ...legacyPointer, body: input }),
  },
  {
    // The sender knows the keys: authentication and digest are right, whatever the ciphertext.
    name: "attachments/legacy by a hostile sender",
    weight: 0.1,
    prefixes: "authenticated anew",
    seeds: () => [legacy().body.slice(0, -32)],
    run: (input) => {
      const mac = nobleCrypto.hmacSha256(legacyPointer.key.subarray(32), input);
      const body = new Uint8Array([...input, ...mac]);
      openLegacyAttachment({ key: legacyPointer.key, size: 0, body, digest: nobleCrypto.sha256(body) });
    },
  },
  {
    name: "attachments/profile picture",
    weight: 0.1,
    seeds: () => [sealLegacyProfilePicture({ picture: file, profileKey: seed, random: random() })],
    run: (input) =>
      openProfilePicture({ body: input, profileKey: seed, url: "http://filev2.example.org/file/1" }),
  },
  {
    name: "attachments/pointer url",
    weight: 1,
    prefixes: "file IDs and fragments have no fixed length",
    seeds: () => texts(...pointerUrls()),
    run: (input) => {
      const url = textOf(input);
      hasDeterministicFlag(url);
      const pointer = parsePointerUrl(url);
      const again = parsePointerUrl(buildPointerUrl(pointer));
      if (
        again.fileId !== pointer.fileId ||
        again.host !== pointer.host ||
        again.serverKeyHex !== pointer.serverKeyHex
      )
        throw new LawBroken("written again, the URL names another file");
    },
  },
  {
    name: "attachments/pointer of a hostile sender",
    weight: 0.1,
    prefixes: "the file stays whole",
    seeds: () =>
      pointerUrls().flatMap((url) =>
        [0, 1, 2, 3].map((choice) => concatBytes(Uint8Array.of(choice), utf8Encode(url))),
      ),
    // The first byte chooses file, key and digest: those of a scheme, or the input's own. The rest is the URL.
    run: (input) => {
      const choice = input[0] ?? 0;
      const rest = input.subarray(1);
      const { body, ...right } = (choice & 1) === 0 ? deterministicFile : legacyPointer;
      const key = (choice & 4) === 0 ? right.key : rest.subarray(0, choice >> 1);
      const digest = (choice & 8) === 0 ? legacyPointer.digest : rest.subarray(0, 32);
      const size = (choice & 16) === 0 ? file.length : rest.length;
      openAttachment({ body, pointer: { url: textOf(rest), key, digest, size } });
    },
  },
  {
    name: "attachments/file id",
    weight: 1,
    prefixes: "numbers have no fixed length",
    seeds: () => texts(id, "123", ...vectorTexts("attachment", "file_id")),
    run: (input) => {
      const fileId = parseFileId(textOf(input));
      if (isHashFileId(fileId)) fileMailbox(fileId);
    },
  },
  {
    name: "attachments/file call",
    weight: 1,
    seeds: () =>
      [
        fileCallRequest({ kind: "upload", body: file, ttlSeconds: 60 }),
        fileCallRequest({ kind: "download", id }),
        fileCallRequest({ kind: "info", id }),
        fileCallRequest({ kind: "extend", id, ttlSeconds: 60 }),
      ].map((request) => v4Request.encode(request)),
    run: (input) => {
      const call = parseFileCall(v4Request.decode(input));
      if (call === undefined) return false;
      if ("ttlSeconds" in call) fileExpiryMs({ nowMs: 1_760_000_000_000, ttlSeconds: call.ttlSeconds });
      parseFileCall(fileCallRequest(call));
      return true;
    },
  },
  {
    name: "attachments/server answers",
    weight: 1,
    seeds: () =>
      jsons({ id: "123", size: 5, uploaded: 1_760_000_000.5, expires: 1_761_000_000 }).concat(answers()),
    run: (input) => {
      readAndWrite(fileInfo, input);
      readAndWrite(uploadedFile, input);
    },
  },
];

const deterministicFile = deterministic();
const legacyPointer = legacy();

function answers(): Uint8Array[] {
  const info = { size: 5, uploadedMs: 1_760_000_000_000, expiresMs: 1_761_000_000_000 };
  return [
    fileInfo.encode(info),
    uploadedFile.encode({ ...info, id }),
    uploadedFile.encode({ ...info, id: parseFileId("7") }),
  ];
}
