import { hexEncode, utf8Encode } from "@session/protocol/bytes";
import { SessionError } from "@session/protocol/errors";
import type { Random, Transport } from "@session/protocol/ports";
import type { PoolNode } from "../network/types.ts";

/**
 * Whether a node answers when asked directly. This shows it our address, so the account it is asked about is a
 * random one that exists nowhere.
 *
 * Spec: docs/spec/onion-requests.md section 11.1.
 */
export async function isGuardReachable(
  node: PoolNode,
  ports: { readonly transport: Transport; readonly random: Random },
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const throwAwayId = `05${hexEncode(ports.random.secure(32))}`;
  const body = { jsonrpc: "2.0", method: "get_swarm", params: { pubkey: throwAwayId } };
  try {
    const response = await ports.transport.request(
      node,
      { path: "/storage_rpc/v1", body: utf8Encode(JSON.stringify(body)) },
      options,
    );
    return response.status >= 200 && response.status <= 299;
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof SessionError) || !error.retryable) throw error;
    return false;
  }
}
