import { base32zDecode, base64Decode, hexDecode, hexEncode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { type X25519PublicKey, x25519PublicKey } from "../identity/index.ts";

declare const baseUrlBrand: unique symbol;
declare const roomBrand: unique symbol;

/** Canonical address of a community server: lower-case scheme and host, no default port, no path, no slash at the end. */
export type CommunityBaseUrl = string & { readonly [baseUrlBrand]: true };

/** 1 to 64 letters, digits, `-` and `_`, as the server spells it. Two tokens that differ in case name the same room. */
export type RoomToken = string & { readonly [roomBrand]: true };

export interface CommunityUrl {
  readonly baseUrl: CommunityBaseUrl;
  readonly room: RoomToken;
  /** Absent in a link that only points, and cannot be joined by itself. */
  readonly serverPublicKey: X25519PublicKey | undefined;
}

/** The same with the key that joining needs. */
export interface CommunityRoom extends CommunityUrl {
  readonly serverPublicKey: X25519PublicKey;
}

const BASE_URL_BYTES_MAX = 267;
const PORT_MAX = 65_535;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };
/** Scheme, host, port, and at most one slash; what a host may be is checked by itself. */
const BASE_URL = /^(https?):\/\/([^:/]*)(?::(\d{1,5}))?\/?$/i;
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
/** compat: the reference refuses shorter ones, none of which can exist in the public tree of names. */
const HOST_BYTES_MIN = 4;
const ROOM_TOKEN = /^[A-Za-z0-9_-]{1,64}$/;
const KEY_PARAMETER = "?public_key=";

/**
 * Reads the link of a community room: `<base>/[r/]<room>[?public_key=<key>]`.
 *
 * The key is 64 hex digits, or 43 or 44 characters of base64, or 52 of z-base-32.
 *
 * @throws DecodeError invalid_encoding, invalid_length; `path` is `url`, `host`, `port`, `room` or `public_key`
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-community-urls.json.
 */
export function parseCommunityUrl(text: string): CommunityUrl {
  const keyAt = text.lastIndexOf(KEY_PARAMETER);
  const location = keyAt < 0 ? text : text.slice(0, keyAt);
  const marked = location.lastIndexOf("/r/");
  const end = marked < 0 ? location.lastIndexOf("/") : marked;
  return {
    baseUrl: parseCommunityBaseUrl(location.slice(0, Math.max(end, 0))),
    room: parseRoomToken(location.slice(end + (marked < 0 ? 1 : "/r/".length))),
    serverPublicKey: keyAt < 0 ? undefined : serverKey(text.slice(keyAt + KEY_PARAMETER.length)),
  };
}

/**
 * The link by which others join a room, with the key in hex.
 *
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-community-urls.json.
 */
export function formatCommunityUrl(room: CommunityRoom): string {
  return `${room.baseUrl}/${room.room}${KEY_PARAMETER}${room.serverPublicKey}`;
}

/**
 * The canonical form of a server's address; a single slash at the end is forgiven.
 *
 * @throws DecodeError invalid_encoding, invalid_length
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-community-urls.json.
 */
export function parseCommunityBaseUrl(text: string, path = "url"): CommunityBaseUrl {
  const match = BASE_URL.exec(text);
  if (match === null)
    throw new DecodeError("invalid_encoding", "expected http(s), a host, and no path", { path });
  const [, scheme = "", host = "", port] = match.map((part) => part && lowerCaseAscii(part));
  if (!HOST.test(host) || host.length < HOST_BYTES_MIN)
    throw new DecodeError("invalid_encoding", "expected letters, digits, hyphens and a dot inside", {
      path: "host",
    });
  const url = `${scheme}://${host}${port === undefined ? "" : portSuffix(scheme, Number(port))}`;
  if (url.length > BASE_URL_BYTES_MAX)
    throw new DecodeError("invalid_length", `expected at most ${BASE_URL_BYTES_MAX} bytes`, { path });
  return url as CommunityBaseUrl; // canonical as of the line above
}

/**
 * A room token in the spelling given.
 *
 * @throws DecodeError invalid_encoding
 * Spec: docs/spec/config-messages.md section 8. Vectors: vectors/config-community-urls.json.
 */
export function parseRoomToken(text: string, path = "room"): RoomToken {
  if (!ROOM_TOKEN.test(text))
    throw new DecodeError("invalid_encoding", "expected 1 to 64 of A-Z a-z 0-9 _ -", { path });
  return text as RoomToken; // the check is what the brand stands for
}

function portSuffix(scheme: string, port: number): string {
  if (port < 1 || port > PORT_MAX)
    throw new DecodeError("invalid_encoding", `expected 1..${PORT_MAX}, got ${port}`, { path: "port" });
  return port === DEFAULT_PORTS[scheme] ? "" : `:${port}`;
}

function serverKey(text: string): X25519PublicKey {
  return x25519PublicKey(hexEncode(keyBytes(text, "public_key")), "public_key");
}

function keyBytes(text: string, path: string): Uint8Array {
  if (text.length === 64) return hexDecode(text, path);
  if (text.length === 52) return base32zDecode(lowerCaseAscii(text), path);
  if (text.length === 43 || (text.length === 44 && text.endsWith("="))) return base64Decode(text, path);
  throw new DecodeError("invalid_length", `expected 64, 52, 44 or 43 characters, got ${text.length}`, {
    path,
  });
}

/** Leaves other letters as they are, lest a look-alike such as the Kelvin sign become a `k`. */
function lowerCaseAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
