// Fields of the vector files that the tests of their modules pass over, because another field of the same case implies
// them or because they only say which kind of case it is: a kind that no test knows would be skipped without a word.
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { base64Decode, base64Encode, hexDecode, hexEncode, utf8Decode, utf8Encode } from "./bytes/index.ts";
import { jsonDecode } from "./codec/index.ts";
import { decryptConfig, unpadConfig } from "./config/encryption.ts";
import { CONFIG_KINDS } from "./config/index.ts";
import { unwrapConfig } from "./config/wrapper.ts";
import { ed25519SeedToX25519, nobleCrypto, secretBytes } from "./crypto/index.ts";
import { deriveAccount } from "./identity/index.ts";
import { decodeFrame, ONION_HTTP_PATH, openLayer, openWithLayerKey, parseEncType } from "./onion/index.ts";
import { isSimple, parseClientRequest, requestParams, verifyRequestAuth, writeJson } from "./rpc/index.ts";
import { loadVector } from "./testing/index.ts";

const files = readdirSync(new URL("../vectors", import.meta.url)).map((file) => file.replace(/\.json$/, ""));

/** Every text and number below a value, with the key that holds it, however deep. */
function leavesOf(value: unknown, key = ""): (readonly [key: string, value: string | number])[] {
  if (typeof value === "string" || typeof value === "number") return [[key, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => leavesOf(item, Array.isArray(value) ? key : name));
}

describe("every vector file", () => {
  /** What sorts the cases of a file. */
  const SORTING_KEYS = new Set([
    "kind",
    "type",
    "op",
    "format",
    "scheme",
    "style",
    "expect",
    "expect_status",
    "rule",
  ]);
  const KNOWN: Readonly<Record<string, readonly (string | number)[]>> = {
    attachment: [
      "first non-zero stream byte must be 01",
      "no FINAL tag: reject",
      "reject",
      "reject: unknown type",
    ],
    blinding: [15, 25],
    "bt-encoding": ["decode-fail", "decode-lenient", "encode"],
    "communities-blinding": ["ids", "seed-to-15", "sign15-seed32", "sign15-sk64", "sign25"],
    "communities-posts": ["post-blinded", "xed-pubkey"],
    "config-encryption": ["encrypt", "encrypt-deterministic", "pad", "padded-size", "wrap", "zstd"],
    "config-merge": ["merge", "parse-fail", "sign"],
    "config-messages": ["increment", "serialize"],
    "config-multipart": ["Contacts"],
    "config-sync-scenarios": [
      "1to1",
      "Contacts",
      "ConvoInfoVolatile",
      "UserGroups",
      "UserProfile",
      "community",
      "contact",
      "convo",
      "profile",
      "ugroup",
    ],
    "config-types": [
      "1to1",
      "Contacts",
      "ConvoInfoVolatile",
      "UserGroups",
      "UserProfile",
      "community",
      "contact",
      "convo",
      "group",
      "legacy",
      "profile",
      "ugroup",
    ],
    "groups-configs": ["GroupInfo", "GroupMembers", "ginfo", "gmember"],
    "groups-keys": ["dump", "identities", "load", "load-fail", "rekey", "supplement"],
    "onion-hop": ["decryption error", "server", "snode"],
    pro: ["2026-04 (v0, milliseconds)", "later draft (seconds)"],
    "session-protocol": [
      "READ",
      "current client",
      "decrypts and verifies, then dropped: Envelope.timestamp differs from Content.sigTimestamp",
      "deterministic",
      "full",
      "older client",
      "sealed box does not open",
      "signature check fails",
    ],
    signatures: [401],
  };

  test.each(files)("behaviour: %s has no kind of case that its tests do not know", (file) => {
    const found = leavesOf(loadVector(file)).flatMap(([key, value]) =>
      SORTING_KEYS.has(key) ? [value] : [],
    );
    expect([...new Set(found)].sort()).toEqual(KNOWN[file] ?? []);
  });

  test.each(files)(
    "behaviour: %s gives secret keys in libsodium's form, whose second half is public",
    (file) => {
      for (const [key, value] of leavesOf(loadVector(file))) {
        if (!/(?:secretkey|sk64|^sk)$/i.test(key)) continue;
        expect([key, String(value).slice(64)]).toEqual([
          key,
          hexEncode(nobleCrypto.ed25519PublicKey(hexDecode(String(value).slice(0, 64)))),
        ]);
      }
    },
  );
});

describe("communities-auth.json", () => {
  const { cases } = loadVector<{
    readonly cases: readonly {
      readonly name: string;
      readonly path: string;
      readonly signedPath: string;
      readonly signedBytes: string;
    }[];
  }>("communities-auth");
  test.each(cases)("behaviour: $name signs the path as it is", ({ path, signedPath, signedBytes }) => {
    expect(signedPath).toBe(path);
    expect(signedBytes).toContain(hexEncode(utf8Encode(signedPath)));
  });
});

describe("config-types.json and groups-configs.json", () => {
  const NAMES = {
    UserProfile: "userProfile",
    Contacts: "contacts",
    ConvoInfoVolatile: "conversationsVolatile",
    UserGroups: "userGroups",
    GroupInfo: "groupInfo",
    GroupMembers: "groupMembers",
  } as const;
  interface Case {
    readonly name: string;
    readonly type: keyof typeof NAMES;
    readonly seed?: string;
    readonly encKey?: string;
    readonly compressed: boolean;
    readonly pushed: string;
    readonly paddedPlaintext?: string | null;
    readonly memberRepushIdentical?: boolean;
  }
  const cases = ["config-types", "groups-configs"].flatMap(
    (file) => loadVector<{ readonly cases: readonly Case[] }>(file).cases,
  );
  const ZSTD_CODE = 0x7a;

  /** What the reference stored, as it was before encryption. */
  function padded({ type, seed, encKey, pushed }: Case): Uint8Array {
    const kind = CONFIG_KINDS[NAMES[type]];
    const data = hexDecode(pushed);
    if (seed === undefined || kind.wrapperKind === undefined)
      return decryptConfig({ sealed: data, keyBases: [hexDecode(encKey ?? "")], domain: kind.domain });
    const account = deriveAccount(hexDecode(seed));
    const sealed = unwrapConfig({ data, kind: kind.wrapperKind, account });
    return decryptConfig({ sealed, keyBases: [account.ed25519Seed], domain: kind.domain });
  }

  test.each(cases)("behaviour: whether $name was compressed, and its padding", (vector) => {
    const opened = padded(vector);
    expect(unpadConfig(opened)[0] === ZSTD_CODE).toBe(vector.compressed);
    if (vector.paddedPlaintext !== undefined)
      expect(vector.compressed ? null : hexEncode(opened)).toBe(vector.paddedPlaintext);
    expect(vector.memberRepushIdentical ?? true).toBe(true);
  });
});

describe("config-multipart.json", () => {
  test("behaviour: what the parts make up is compressed", () => {
    const { cases } = loadVector<{ readonly cases: readonly { readonly recombinedIsCompressed: boolean }[] }>(
      "config-multipart",
    );
    expect(cases.map(({ recombinedIsCompressed }) => recombinedIsCompressed)).toEqual([true]);
  });
});

describe("group messages", () => {
  const { cases } = loadVector<{
    readonly cases: readonly {
      readonly name: string;
      readonly encKey: string;
      readonly ciphertext: string;
      readonly innerPlaintext: string;
    }[];
  }>("groups-messages");
  const { messages } = loadVector<{
    readonly messages: readonly {
      readonly name: string;
      readonly group_key: string;
      readonly nonce: string;
      readonly dict_hex: string;
      readonly store_data_base64: string;
    }[];
  }>("group-message");

  function inside(data: Uint8Array, key: string): string {
    const [nonce, sealed] = [data.subarray(0, 24), data.subarray(24)];
    return hexEncode(nobleCrypto.xchacha20Poly1305Open(hexDecode(key), nonce, sealed));
  }

  test.each(cases)(
    "behaviour: the dict inside $name, padding included",
    ({ encKey, ciphertext, innerPlaintext }) => {
      expect(inside(hexDecode(ciphertext), encKey)).toBe(innerPlaintext);
    },
  );
  test.each(messages)("behaviour: the dict inside $name, padding aside", (vector) => {
    const data = base64Decode(vector.store_data_base64);
    expect(inside(data, vector.group_key).replace(/(?:00)*$/, "")).toBe(vector.dict_hex);
    expect(hexEncode(data.subarray(0, 24))).toBe(vector.nonce);
  });
});

describe("onion-hop.json, every layer on its own", () => {
  interface Keys {
    readonly x25519_seckey: string;
    readonly x25519_pubkey: string;
    readonly ed25519_seed?: string;
  }
  const { paths, reference } = loadVector<{
    readonly reference: readonly {
      readonly node_x25519_seckey: string;
      readonly node_x25519_pubkey: string;
    }[];
    readonly paths: readonly {
      readonly enc_type: string;
      readonly destination: Keys;
      readonly path: readonly Keys[];
      readonly layers_innermost_first: readonly {
        readonly for: string;
        readonly ephemeral_seckey: string;
        readonly ephemeral_pubkey: string;
        readonly symmetric_key: string;
        readonly nonce: string;
        readonly routing_json?: string;
        readonly plaintext_hex: string;
        readonly ciphertext_hex: string;
      }[];
      readonly guard_http_path: string;
      readonly guard_body_hex: string;
      readonly first_relay: { readonly to: string };
      readonly response_plaintext: string;
      readonly response_nonce: string;
      readonly response_key: string;
      readonly http_response_body: string | null;
      readonly http_response_body_hex: string | null;
    }[];
  }>("onion-hop");

  test.each(paths)("behaviour: layers, keys and routes under $enc_type", (vector) => {
    const receivers = [...vector.path, vector.destination].toReversed();
    const layers = vector.layers_innermost_first;
    expect(layers.map((layer) => layer.for)).toEqual(["destination", "hop 3", "hop 2", "hop 1"]);
    for (const [index, layer] of layers.entries()) {
      const receiver = receivers[index];
      if (receiver === undefined) throw new Error("vector: more layers than receivers");
      const { plaintext, key } = openLayer({
        sealed: hexDecode(layer.ciphertext_hex),
        ephemeralPublicKey: hexDecode(layer.ephemeral_pubkey),
        encType: parseEncType(vector.enc_type),
        x25519Secret: hexDecode(receiver.x25519_seckey),
        x25519PublicKey: hexDecode(receiver.x25519_pubkey),
      });
      expect(hexEncode(plaintext)).toBe(layer.plaintext_hex);
      expect(hexEncode(key.key)).toBe(layer.symmetric_key);
      expect(layer.ciphertext_hex.startsWith(layer.nonce)).toBe(true);
      expect(hexEncode(nobleCrypto.x25519PublicKey(hexDecode(layer.ephemeral_seckey)))).toBe(
        layer.ephemeral_pubkey,
      );
      if (receiver.ed25519_seed !== undefined)
        expect(hexEncode(ed25519SeedToX25519(hexDecode(receiver.ed25519_seed)))).toBe(receiver.x25519_seckey);
      const inner = layers[index - 1];
      expect(layer.routing_json === undefined).toBe(inner === undefined);
      if (inner === undefined) continue;
      const { blob, control } = decodeFrame(plaintext);
      expect(hexEncode(blob)).toBe(inner.ciphertext_hex);
      expect(control).toEqual(jsonDecode(utf8Encode(layer.routing_json ?? "")));
      expect(control.ephemeral_key).toBe(inner.ephemeral_pubkey);
    }
    expect(hexEncode(decodeFrame(hexDecode(vector.guard_body_hex)).blob)).toBe(layers.at(-1)?.ciphertext_hex);
    expect([vector.guard_http_path, vector.first_relay.to]).toEqual([ONION_HTTP_PATH, "hop 2"]);
  });

  test.each(paths)(
    "behaviour: the answer under $enc_type is sealed with the key of the innermost layer",
    (vector) => {
      expect(vector.response_key).toBe(vector.layers_innermost_first[0]?.symmetric_key);
      const { http_response_body: text, http_response_body_hex: hex } = vector;
      expect([text, hex]).toContain(null);
      const body = text === null ? hexDecode(hex ?? "") : base64Decode(text);
      expect(hexEncode(body.subarray(0, vector.response_nonce.length / 2))).toBe(vector.response_nonce);
      const key = {
        encType: parseEncType(vector.enc_type),
        key: secretBytes(hexDecode(vector.response_key)),
      };
      expect(utf8Decode(openWithLayerKey(body, key))).toBe(vector.response_plaintext);
    },
  );

  test.each(reference)(
    "behaviour: the reference's key $node_x25519_pubkey",
    ({ node_x25519_seckey, node_x25519_pubkey }) => {
      expect(hexEncode(nobleCrypto.x25519PublicKey(hexDecode(node_x25519_seckey)))).toBe(node_x25519_pubkey);
    },
  );
});

describe("signatures.json", () => {
  const { keys, requests } = loadVector<{
    readonly keys: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly requests: readonly {
      readonly endpoint: string;
      readonly signer: string;
      readonly seed: string;
      readonly params: Readonly<Record<string, unknown>>;
      readonly signed_text: string | null;
      readonly signed_bytes_hex: string;
      readonly signature_hex: string;
      readonly expect_status?: number;
    }[];
  }>("signatures");

  /** The same parameters as we write them: names the default namespace, omits an empty hash, base64 for tokens. */
  function asWritten(endpoint: string, params: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { last_hash, ...rest } = params;
    const tokens = ["revoke", "unrevoke"].flatMap((name) =>
      name in params
        ? [[name, [params[name]].flat().map((hex) => base64Encode(hexDecode(String(hex))))] as const]
        : [],
    );
    return {
      ...(endpoint === "delete_all" && { namespace: 0 }),
      ...rest,
      ...(last_hash !== undefined && last_hash !== "" && { last_hash }),
      ...Object.fromEntries(tokens),
    };
  }

  test.each(requests)("behaviour: no parameter of $endpoint by $signer gets lost", ({ endpoint, params }) => {
    const parsed = parseClientRequest(endpoint, params);
    if (!parsed.ok || !isSimple(parsed.request)) throw new Error("vector: expected a readable request");
    expect(JSON.parse(writeJson(requestParams(parsed.request, "client")))).toEqual(
      asWritten(endpoint, params),
    );
  });
  test.each(requests)("behaviour: text, bytes and signature of $endpoint by $signer agree", (vector) => {
    // Some sign bytes that are no text.
    if (vector.signed_text !== null)
      expect(hexEncode(utf8Encode(vector.signed_text))).toBe(vector.signed_bytes_hex);
    expect(hexEncode(base64Decode(String(vector.params.signature)))).toBe(vector.signature_hex);
    const holder = vector.signer in keys ? vector.signer : "member";
    expect(keys[holder]?.seed).toBe(vector.seed);
  });
  test.each(requests.filter(({ expect_status }) => expect_status !== undefined))(
    "error: $endpoint by $signer is refused for want of a permission alone",
    ({ endpoint, params, signed_bytes_hex }) => {
      const parsed = parseClientRequest(endpoint, params);
      if (!parsed.ok || !("auth" in parsed.request) || parsed.request.auth === undefined)
        throw new Error("vector: expected a signed request");
      const { account, auth } = parsed.request;
      const common = { ...auth, account, signedBytes: hexDecode(signed_bytes_hex) };
      expect(verifyRequestAuth({ ...common, neededPermission: 0 })).toEqual({ ok: true });
    },
  );
  test("behaviour: the keys belong together, and the tokens are the group's", () => {
    const { user, group, member } = keys;
    const account = deriveAccount(hexDecode(user?.seed ?? ""));
    expect(user).toEqual({
      seed: hexEncode(account.ed25519Seed),
      ed25519: hexEncode(account.ed25519PublicKey),
      x25519: hexEncode(account.x25519PublicKey),
      session_id: account.accountId,
    });
    const groupKey = nobleCrypto.ed25519PublicKey(hexDecode(group?.seed ?? ""));
    expect(group?.id).toBe(`03${hexEncode(groupKey)}`);
    expect(hexEncode(nobleCrypto.ed25519PublicKey(hexDecode(member?.seed ?? "")))).toBe(member?.ed25519);
    const tokens = Object.entries(member ?? {}).filter(([name]) => /^token_[a-z]+$/.test(name));
    expect(tokens.length).toBeGreaterThan(1);
    for (const [name, token] of tokens) {
      expect(token.slice(8)).toBe(member?.ed25519);
      const signature = hexDecode(member?.[`${name}_sig`] ?? "");
      expect(nobleCrypto.ed25519Verify(signature, hexDecode(token), groupKey)).toBe(true);
    }
  });
});
