import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { systemRandom } from "@session/platform/random";
import { hexDecode, hexEncode } from "@session/protocol/bytes";
import { type JsonObject, jsonDecode, jsonObject, jsonString } from "@session/protocol/codec";
import { DecodeError } from "@session/protocol/errors";
import type { Random } from "@session/protocol/ports";
import { nodeError } from "../errors.ts";
import { deriveNodeKeys, type NodeKeys, nodeKeys } from "../keys/derive.ts";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";

const KEYS_FILE = "keys.json";
const OPERATOR_FILE = "operator.json";

/**
 * Writes a node's key files, mode 0600: `keys.json` `{ed25519, bls}` and `operator.json` `{evm}`, hex.
 * With a seed the keys follow from it, otherwise they are random. Existing files are replaced.
 */
export function writeNodeKeys(options: { readonly dir: string; readonly seed?: Uint8Array }): NodeKeys {
  return writeKeys(options.dir, deriveNodeKeys(options.seed ?? systemRandom().secure(32)));
}

/**
 * @returns undefined when neither file exists
 * @throws SessionError key_file_invalid, key_file_open_to_others
 */
export function loadNodeKeys(dir: string): NodeKeys | undefined {
  const keysPath = join(dir, KEYS_FILE);
  const operatorPath = join(dir, OPERATOR_FILE);
  const keysText = readPrivateFile(keysPath);
  const operatorText = readPrivateFile(operatorPath);
  if (keysText === undefined && operatorText === undefined) return undefined;
  // One file without the other is a lost key, not a new node.
  const keys = parseFile(keysPath, keysText);
  const operator = parseFile(operatorPath, operatorText);
  return nodeKeys({
    ed25519Seed: keyField(keysPath, keys, "ed25519"),
    blsSecret: keyField(keysPath, keys, "bls"),
    operatorSecret: keyField(operatorPath, operator, "evm"),
  });
}

/** The node's keys; made and written on the first start. */
export function ensureNodeKeys(dir: string, random: Random): NodeKeys {
  return loadNodeKeys(dir) ?? writeKeys(dir, deriveNodeKeys(random.secure(32)));
}

function writeKeys(dir: string, keys: NodeKeys): NodeKeys {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writePrivateFile(
    join(dir, KEYS_FILE),
    fileText({ ed25519: hexEncode(keys.ed25519Seed), bls: hexEncode(keys.blsSecret) }),
  );
  writePrivateFile(join(dir, OPERATOR_FILE), fileText({ evm: `0x${hexEncode(keys.operatorSecret)}` }));
  return keys;
}

function fileText(fields: Record<string, string>): string {
  return `${JSON.stringify(fields, null, 2)}\n`;
}

function parseFile(path: string, text: string | undefined): JsonObject {
  if (text === undefined)
    throw nodeError("key_file_invalid", `${path}: expected a key file beside the other one, found none`);
  try {
    return jsonObject(jsonDecode(text));
  } catch (cause) {
    throw invalidFile(path, cause);
  }
}

function keyField(path: string, fields: JsonObject, name: string): Uint8Array {
  try {
    const key = hexDecode(jsonString(fields, name).replace(/^0x/, ""), name);
    if (key.length !== 32) throw new DecodeError("invalid_length", "expected 64 hex digits", { path: name });
    return key;
  } catch (cause) {
    throw invalidFile(path, cause);
  }
}

/** The decoder's message names the field; it never quotes the value. */
function invalidFile(path: string, cause: unknown): Error {
  if (!(cause instanceof DecodeError)) throw cause;
  return nodeError("key_file_invalid", `${path}: ${cause.message}`, { cause });
}
