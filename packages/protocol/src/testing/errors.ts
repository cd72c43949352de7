import { SessionError } from "../errors.ts";

/** Code of the SessionError that `run` throws, or `"none"`. Any other exception passes through. */
export function errorCode(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SessionError) return error.code;
    throw error;
  }
  return "none";
}
