/** Longest body any listener or client of a node takes (docs/spec/storage-rpc.md section 6). */
export const BODY_BYTES_MAX = 10 * 1024 * 1024;

/** Bodies of requests under way that all listeners of one node may hold at the same moment. */
const BUFFERED_BYTES_MAX = 128 * 1024 * 1024;

/** Counts the bytes of bodies from their first byte to the answer, so that nobody can fill the memory. */
export interface BodyBudget {
  /** Takes bytes out of the budget; false when they do not fit, and then nothing is taken. */
  reserve(bytes: number): boolean;
  release(bytes: number): void;
}

export function createBodyBudget(limit: number = BUFFERED_BYTES_MAX): BodyBudget {
  let used = 0;
  return {
    reserve(bytes) {
      if (used + bytes > limit) return false;
      used += bytes;
      return true;
    },
    release(bytes) {
      used -= bytes;
    },
  };
}

export type CollectedBody =
  /** `release` gives the bytes back to the budget; called once the request is answered. */
  | { readonly kind: "body"; readonly bytes: Uint8Array; readonly release: () => void }
  | { readonly kind: "tooLarge" }
  | { readonly kind: "busy" };

/**
 * Reads a body to its end within the limits. Stops reading, without error, at the first byte too many;
 * the caller answers and closes.
 */
export async function collectBody(
  stream: AsyncIterable<Uint8Array>,
  budget: BodyBudget,
  limit: number = BODY_BYTES_MAX,
): Promise<CollectedBody> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const release = () => budget.release(length);
  try {
    for await (const chunk of stream) {
      const refusal =
        length + chunk.length > limit ? "tooLarge" : budget.reserve(chunk.length) ? undefined : "busy";
      if (refusal !== undefined) {
        release();
        return { kind: refusal };
      }
      length += chunk.length;
      chunks.push(chunk);
    }
  } catch (error) {
    release();
    throw error;
  }
  return {
    kind: "body",
    bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length),
    release,
  };
}
