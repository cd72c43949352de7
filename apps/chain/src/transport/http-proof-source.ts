import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { concatBytes } from "@session/protocol/bytes";
import { PROOF_LIST_BYTES_MAX } from "@session/protocol/proofs";
import { chainError } from "../errors.ts";
import type { ProofSource } from "../proofs/proof-source.ts";

const TIMEOUT_MS = 5_000;

/**
 * Fetches over HTTP(S). Certificates are not checked: nodes sign theirs themselves, and a proof is worth its own
 * signature, whoever hands it over.
 */
export function createHttpProofSource(): ProofSource {
  return {
    async fetch(seedUrl, sinceSeconds, signal) {
      const url = new URL(`/uptime_proofs/v1?since=${sinceSeconds}`, seedUrl);
      try {
        return await get(url, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]));
      } catch (cause) {
        throw chainError("seed_unreachable", `${url.host}: expected a list of uptime proofs`, {
          cause,
          retryable: true,
        });
      }
    },
  };
}

function get(url: URL, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === "https:"
        ? requestHttps(url, { signal, rejectUnauthorized: false, agent: false })
        : requestHttp(url, { signal, agent: false });
    request.on("error", reject);
    request.on("response", (response) => {
      const fail = (why: string) => {
        request.destroy();
        reject(new Error(why));
      };
      if (response.statusCode !== 200) return fail(`status: expected 200, got ${response.statusCode}`);
      const parts: Uint8Array[] = [];
      let size = 0;
      response.on("data", (part: Uint8Array) => {
        size += part.length;
        if (size > PROOF_LIST_BYTES_MAX) return fail(`body: expected at most ${PROOF_LIST_BYTES_MAX} bytes`);
        parts.push(part);
      });
      response.on("error", reject);
      response.on("end", () => resolve(concatBytes(...parts)));
    });
    request.end();
  });
}
