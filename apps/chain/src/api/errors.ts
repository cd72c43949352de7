import { TRPCError } from "@trpc/server";

/** What callers are told about a failure that is not their own bad input; the rest is "internal error". */
export function toTrpcError(cause: unknown): TRPCError | undefined {
  if (!(cause instanceof Error)) return undefined;
  if (cause.name === "BadCursorError")
    return new TRPCError({ code: "BAD_REQUEST", message: cause.message, cause });
  const code = "code" in cause ? cause.code : undefined;
  if (code === "not_ready")
    return new TRPCError({ code: "SERVICE_UNAVAILABLE", message: cause.message, cause });
  if (code === "chain_unreadable")
    return new TRPCError({ code: "BAD_GATEWAY", message: cause.message, cause });
  return undefined;
}
