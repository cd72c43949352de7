import { isTRPCClientError } from "@trpc/client";
import type { AppRouter } from "./types.ts";

/** Why a question has no answer: what the page can say and do differs, nothing else. */
export type Failure =
  /** The thing asked for does not exist at the indexed block. */
  | "notFound"
  /** The question itself is malformed. */
  | "badRequest"
  /** No answer came. */
  | "unreachable"
  /** The API answered that it could not. */
  | "failed";

export function failureOf(error: unknown): Failure {
  if (!isTRPCClientError<AppRouter>(error)) return "failed";
  switch (error.data?.code) {
    case undefined:
      return "unreachable";
    case "NOT_FOUND":
      return "notFound";
    case "BAD_REQUEST":
    case "PARSE_ERROR":
      return "badRequest";
    default:
      return "failed";
  }
}
