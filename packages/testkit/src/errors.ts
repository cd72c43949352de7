import { SessionError } from "@session/protocol/errors";

/** What the fakes throw, each in place of a failure of the outside world. */
export const TESTKIT_ERROR_CODES = {
  memory_unreachable: "nobody listens under this key, or the request was dropped",
  memory_timeout: "the simulated answer takes longer than the caller waits",
  fault_injected: "a test asked for this call to fail",
} as const;

export type TestkitErrorCode = keyof typeof TESTKIT_ERROR_CODES;

export function testkitError(code: TestkitErrorCode, message: string): SessionError<TestkitErrorCode> {
  return new SessionError(code, message, { retryable: true });
}
