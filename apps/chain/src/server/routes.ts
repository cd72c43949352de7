import { DecodeError } from "@session/protocol/errors";
import type { Telemetry } from "@session/protocol/ports";
import type { AcceptedProof } from "@session/protocol/proofs";
import { PROOF_LIST_BYTES_MAX } from "@session/protocol/proofs";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import type { Health } from "../api/outputs/network.ts";
import type { ApiContext } from "../api/queries.ts";
import { appRouter } from "../api/router.ts";
import { answerJsonRpc, JSON_RPC_BYTES_MAX, type SeedView } from "../daemon-rpc/answer.ts";
import type { ProofDesk } from "../proofs/proof-desk.ts";
import { type HttpRoute, json, type RawRoute, text } from "./http-server.ts";

export interface RoutesInput {
  readonly context: ApiContext;
  readonly desk: ProofDesk;
  readonly seed: () => SeedView;
  readonly health: () => Promise<Health>;
  readonly onProofs: (accepted: readonly AcceptedProof[]) => void;
}

const OCTETS = "application/octet-stream";
/** Largest input of any procedure, many times over. */
const TRPC_BYTES_MAX = 64 * 1024;

export function createRoutes({ context, desk, seed, health, onProofs }: RoutesInput): HttpRoute[] {
  return [
    {
      path: "/json_rpc",
      methods: ["POST"],
      bodyBytesMax: JSON_RPC_BYTES_MAX,
      handle: async ({ body }) => ({
        status: 200,
        contentType: "application/json",
        body: answerJsonRpc(body, seed()),
      }),
    },
    {
      path: "/uptime_proofs/v1",
      methods: ["GET", "POST"],
      bodyBytesMax: PROOF_LIST_BYTES_MAX,
      async handle({ method, query, body }) {
        if (method === "GET") {
          const since = query.get("since") ?? "0";
          if (!/^[0-9]{1,12}$/.test(since)) return text(400, "since: expected Unix seconds");
          return { status: 200, contentType: OCTETS, body: desk.listSince(Number(since)) };
        }
        try {
          const accepted = await desk.accept(body, { fetched: false });
          onProofs(accepted);
          return json(200, { accepted: accepted.length });
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          return text(400, `invalid request: ${error.message}`);
        }
      },
    },
    {
      path: "/health",
      methods: ["GET"],
      bodyBytesMax: 0,
      async handle() {
        const answer = await health();
        return json(answer.status === "ok" ? 200 : 503, answer);
      },
    },
    {
      path: "/api/networkinfo",
      methods: ["GET"],
      bodyBytesMax: 0,
      async handle() {
        try {
          return json(200, await context.queries.networkSummary());
        } catch (error) {
          if (error instanceof Error && "code" in error && error.code === "not_ready")
            return text(503, error.message);
          throw error;
        }
      },
    },
  ];
}

/** `/trpc/*`: queries, and the live subscription as server-sent events. */
export function createTrpcRoute(context: ApiContext, telemetry: Telemetry): RawRoute {
  return {
    prefix: "/trpc/",
    handle: (req, res, path) =>
      nodeHTTPRequestHandler({
        router: appRouter,
        req,
        res,
        path,
        createContext: async () => context,
        maxBodySize: TRPC_BYTES_MAX,
        onError({ error, path: procedure }) {
          telemetry.count("api_errors");
          if (error.code !== "INTERNAL_SERVER_ERROR") return;
          telemetry.log({
            level: "error",
            message: "procedure failed",
            fields: { procedure, cause: error.cause?.name },
          });
        },
      }),
  };
}
