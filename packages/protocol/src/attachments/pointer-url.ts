import { DecodeError } from "../errors.ts";
import { type FileId, parseFileId } from "./file-id.ts";

/** Longer URLs are refused unread. */
export const POINTER_URL_LENGTH_MAX = 2048;

const HOST = String.raw`(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?`;
const HOST_ONLY = new RegExp(`^${HOST}$`, "i");
// compat: some clients still write the path of the legacy calls, /files/<id>.
const POINTER = new RegExp(String.raw`^https?://(${HOST})/files?/([^/?#]+)(?:\?[^#]*)?(?:#.*)?$`, "i");
const SERVER_KEY = /^[0-9a-f]{64}$/;

/** Where a file is, as somebody claims. */
export interface PointerUrl {
  /** Lower case, with the port if there is one. Our own clients go by the file ID and never resolve it. */
  readonly host: string;
  readonly fileId: FileId;
  /**
   * 64 hex digits, when the sender names a server of its choice. Not to be used unless that server is an allowed one
   * or the user agrees: else any message makes us talk to any host.
   */
  readonly serverKeyHex?: string;
  /** The body follows the deterministic scheme. */
  readonly isDeterministic: boolean;
}

/**
 * URL for an attachment pointer or a profile: `http://<host>/file/<id>`, with `#p=<key>` for another server than the
 * default one and `d` for the deterministic scheme.
 *
 * @throws RangeError for a host or key of the wrong form
 * Spec: docs/spec/accounts-and-messages.md section 12.5.
 */
export function buildPointerUrl(pointer: PointerUrl): string {
  const { host, fileId, serverKeyHex, isDeterministic } = pointer;
  if (!HOST_ONLY.test(host)) throw new RangeError(`host: expected a name and perhaps a port, got ${host}`);
  if (serverKeyHex !== undefined && !SERVER_KEY.test(serverKeyHex))
    throw new RangeError("serverKeyHex: expected 64 lower-case hex digits");
  const flags = [
    ...(serverKeyHex === undefined ? [] : [`p=${serverKeyHex}`]),
    ...(isDeterministic ? ["d"] : []),
  ];
  return `http://${host}/file/${fileId}${flags.length > 0 ? `#${flags.join("&")}` : ""}`;
}

/**
 * Reads a pointer's URL leniently: unknown parameters and a malformed `p` count as absent, and every spelling of `d`
 * counts. What it does not know is not kept, so it is never sent on.
 *
 * @throws DecodeError invalid_length, invalid_encoding
 * Spec: docs/spec/accounts-and-messages.md section 12.5.
 */
export function parsePointerUrl(url: string): PointerUrl {
  const path = "url";
  if (url.length > POINTER_URL_LENGTH_MAX)
    throw new DecodeError(
      "invalid_length",
      `expected at most ${POINTER_URL_LENGTH_MAX} characters, got ${url.length}`,
      { path },
    );
  const [, host, id] = POINTER.exec(url) ?? [];
  if (host === undefined || id === undefined)
    throw new DecodeError("invalid_encoding", "expected http://<host>/file/<id>", { path });
  const serverKeyHex = fragmentValue(url, "p")?.toLowerCase() ?? "";
  return {
    host: host.toLowerCase(),
    fileId: parseFileId(id, path),
    ...(SERVER_KEY.test(serverKeyHex) && { serverKeyHex }),
    isDeterministic: hasDeterministicFlag(url),
  };
}

/**
 * Whether a URL says that its file follows the deterministic scheme (`d`, `d=`, `d=1`).
 *
 * Spec: docs/spec/accounts-and-messages.md section 12.5.
 */
export function hasDeterministicFlag(url: string): boolean {
  return fragmentValue(url, "d") !== undefined;
}

/** Value of the first such parameter of the fragment, `""` for one without value. */
function fragmentValue(url: string, name: string): string | undefined {
  const hash = url.indexOf("#");
  if (hash < 0 || url.length > POINTER_URL_LENGTH_MAX) return undefined;
  const parameter = url
    .slice(hash + 1)
    .split("&")
    .find((text) => text === name || text.startsWith(`${name}=`));
  return parameter?.slice(name.length + 1);
}
