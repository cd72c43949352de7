import { hexDecode, hexEncode } from "../../bytes/index.ts";
import { attempt } from "../../errors.ts";
import { type X25519PublicKey, x25519PublicKey } from "../../identity/index.ts";
import { type CommunityBaseUrl, parseCommunityBaseUrl } from "../community-url.ts";
import { type ConfigDict, type ConfigDraft, dictAt, draftDict } from "../tree.ts";
import { draftAt, entriesOf, entryAt } from "./keys.ts";

// Three configs keep entries per community server: { base URL: { "#": server key, "R": { key: entry } } }. The key is
// a room token in lower case, or the digits of a blinded ID.

const SERVER_KEY = "#";
const SERVER_KEY_BYTES = 32;
const ROOMS = "R";

/** Where an entry lies below the servers. */
export interface RoomKey {
  readonly baseUrl: CommunityBaseUrl;
  readonly key: string;
}

export interface RoomEntry extends RoomKey {
  readonly serverPublicKey: X25519PublicKey;
  readonly entry: ConfigDict;
}

/** All entries of servers with a canonical address and a key. */
export function listRooms(servers: ConfigDict): readonly RoomEntry[] {
  return entriesOf(servers, canonicalBaseUrl, roomsOfServer).flat();
}

/** One entry, if it and its server's key are there. */
export function readRoom(servers: ConfigDict, { baseUrl, key }: RoomKey): RoomEntry | undefined {
  const server = dictAt(servers, baseUrl);
  const serverPublicKey = serverKeyOf(server);
  const entry = entryAt(dictAt(server, ROOMS), key);
  return serverPublicKey && entry && { baseUrl, key, serverPublicKey, entry };
}

/** The entry for changing, made with its server where it is not there yet. */
export function draftRoom(
  servers: ConfigDraft,
  { baseUrl, key, serverPublicKey }: RoomKey & { readonly serverPublicKey: X25519PublicKey },
): ConfigDraft {
  const server = draftDict(servers, baseUrl);
  server.set(SERVER_KEY, hexDecode(serverPublicKey));
  return draftDict(draftDict(server, ROOMS), key);
}

/** Removes an entry, and with the last one its server, which would stay for its key alone. */
export function eraseRoom(servers: ConfigDraft, { baseUrl, key }: RoomKey): void {
  const rooms = draftAt(draftAt(servers, baseUrl) ?? new Map(), ROOMS);
  if (rooms?.delete(key) && rooms.size === 0) servers.delete(baseUrl);
}

function roomsOfServer(baseUrl: CommunityBaseUrl, server: ConfigDict): readonly RoomEntry[] {
  const serverPublicKey = serverKeyOf(server);
  if (serverPublicKey === undefined) return [];
  return entriesOf(
    dictAt(server, ROOMS),
    (key) => key,
    (key, entry) => ({ baseUrl, key, serverPublicKey, entry }),
  );
}

function serverKeyOf(server: ConfigDict): X25519PublicKey | undefined {
  const key = server.get(SERVER_KEY);
  if (!(key instanceof Uint8Array) || key.length !== SERVER_KEY_BYTES) return undefined;
  return x25519PublicKey(hexEncode(key));
}

function canonicalBaseUrl(key: string): CommunityBaseUrl | undefined {
  const baseUrl = attempt(() => parseCommunityBaseUrl(key));
  return baseUrl === key ? baseUrl : undefined;
}
