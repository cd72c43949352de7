import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { systemRandom } from "@session/platform/random";
import { blsPublicKey } from "@session/protocol/bls";
import { hexEncode } from "@session/protocol/bytes";
import { afterEach, describe, expect, test } from "vitest";
import { deriveNodeKeys } from "../keys/derive.ts";
import { ensureHttpsIdentity } from "./https-identity.ts";
import { ensureNodeKeys, loadNodeKeys, writeNodeKeys } from "./key-files.ts";

const seed = new Uint8Array(32).fill(5);
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "node-keys-"));
  folders.push(folder);
  return folder;
}
const code = (expected: string, text: string) =>
  expect.objectContaining({ code: expected, message: expect.stringContaining(text) });

describe("deriveNodeKeys", () => {
  test("default: the same seed gives the same keys, another seed others", () => {
    const keys = deriveNodeKeys(seed);
    expect(keys.ed25519).toBe(deriveNodeKeys(seed).ed25519);
    expect(keys.ed25519).not.toBe(deriveNodeKeys(new Uint8Array(32)).ed25519);
    const secrets = [keys.ed25519Seed, keys.blsSecret, keys.operatorSecret].map((bytes) => hexEncode(bytes));
    expect(new Set(secrets).size).toBe(3);
    expect(secrets.map((hex) => hex.length)).toEqual([64, 64, 64]);
  });

  test("behaviour: the BLS secret is one the curve accepts", () => {
    expect(blsPublicKey(deriveNodeKeys(seed).blsSecret)).toHaveLength(96);
  });

  test("behaviour: secrets do not print", () => {
    const keys = deriveNodeKeys(seed);
    const text = JSON.stringify(keys) + inspect(keys) + String(keys.ed25519Seed);
    for (const bytes of [keys.ed25519Seed, keys.x25519Secret, keys.blsSecret, keys.operatorSecret])
      expect(text).not.toContain(hexEncode(bytes).slice(0, 12));
    expect(text).toContain("[secret]");
  });

  test("error: a short seed", () => {
    expect(() => deriveNodeKeys(new Uint8Array(15))).toThrow(RangeError);
  });
});

describe("key files", () => {
  test("default: written keys load again, and only the owner may read them", () => {
    const dir = join(newFolder(), "data");
    const written = writeNodeKeys({ dir, seed });
    const loaded = loadNodeKeys(dir);
    expect(loaded?.ed25519).toBe(deriveNodeKeys(seed).ed25519);
    expect(hexEncode(loaded?.blsSecret ?? new Uint8Array())).toBe(hexEncode(written.blsSecret));
    expect(hexEncode(loaded?.operatorSecret ?? new Uint8Array())).toBe(hexEncode(written.operatorSecret));
    for (const file of ["keys.json", "operator.json"])
      expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(readFileSync(join(dir, "keys.json"), "utf8")))).toEqual(["ed25519", "bls"]);
  });

  test("behaviour: made once, then kept", () => {
    const dir = newFolder();
    const first = ensureNodeKeys(dir, systemRandom());
    expect(ensureNodeKeys(dir, systemRandom()).ed25519).toBe(first.ed25519);
  });

  test("behaviour: a folder without keys has none", () => {
    expect(loadNodeKeys(newFolder())).toBeUndefined();
  });

  test("error: a key file that others may read", () => {
    const dir = newFolder();
    writeNodeKeys({ dir, seed });
    chmodSync(join(dir, "keys.json"), 0o640);
    expect(() => loadNodeKeys(dir)).toThrowError(
      code("key_file_open_to_others", "expected mode 600, got 640"),
    );
  });

  test("error: one file of the two is missing, which would change the node's identity", () => {
    const dir = newFolder();
    writeNodeKeys({ dir, seed });
    rmSync(join(dir, "keys.json"));
    expect(() => ensureNodeKeys(dir, systemRandom())).toThrowError(code("key_file_invalid", "keys.json"));
  });

  test.each([
    ["{", "expected JSON"],
    ["[]", "expected object"],
    ["{}", "ed25519"],
    [`{"ed25519":"00","bls":"00"}`, "expected 64 hex digits"],
    [`{"ed25519":"${"zz".repeat(32)}"}`, "ed25519"],
  ])("error: keys.json with %s, without quoting what it holds", (text, message) => {
    const dir = newFolder();
    writeNodeKeys({ dir, seed });
    writeFileSync(join(dir, "keys.json"), text);
    expect(() => loadNodeKeys(dir)).toThrowError(code("key_file_invalid", message));
  });
});

describe("ensureHttpsIdentity", () => {
  test("default: made once, kept on disk for the owner only", () => {
    const dir = newFolder();
    const first = ensureHttpsIdentity(dir);
    expect(ensureHttpsIdentity(dir).certificatePem).toBe(first.keyPem + first.certificatePem);
    expect(statSync(join(dir, "https.pem")).mode & 0o777).toBe(0o600);
  });
});
