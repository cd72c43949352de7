import { SessionError } from "@session/protocol/errors";
import type { NodeAddress, Transport, WireHandler } from "@session/protocol/ports";
import { afterEach, describe, expect, test } from "vitest";

export interface TransportUnderTest {
  readonly transport: Transport;
  /** Starts a node that answers with this handler. */
  listen(handler: WireHandler): Promise<NodeAddress>;
  /** An address at which nobody listens. */
  deadAddress(): Promise<NodeAddress>;
  /** Lets time pass, for timeouts. Real carriers may simply wait. */
  pass(ms: number): Promise<void>;
  /** Whether an answer's status reaches the caller; a carrier without status numbers gives 200. Default true. */
  readonly carriesStatus?: boolean;
  close(): Promise<void>;
}

/** Rules that every Transport keeps, whatever carries it. */
export function describeTransport(name: string, create: () => Promise<TransportUnderTest>): void {
  describe(`Transport: ${name}`, () => {
    const open: TransportUnderTest[] = [];
    const never = new AbortController().signal;
    const options = { timeoutMs: 2000, signal: never };

    async function setUp(): Promise<TransportUnderTest> {
      const subject = await create();
      open.push(subject);
      return subject;
    }

    afterEach(async () => {
      await Promise.all(open.splice(0).map((subject) => subject.close()));
    });

    test("behaviour: path and body arrive, the answer comes back", async () => {
      const { transport, listen } = await setUp();
      const seen: { path: string; body: number[] }[] = [];
      const to = await listen(async (request) => {
        seen.push({ path: request.path, body: [...request.body] });
        return { status: 200, body: Uint8Array.of(9, 8, 7) };
      });
      const answer = await transport.request(
        to,
        { path: "/test/v1", body: Uint8Array.of(0, 1, 255) },
        options,
      );
      expect(seen).toEqual([{ path: "/test/v1", body: [0, 1, 255] }]);
      expect([...answer.body]).toEqual([9, 8, 7]);
    });

    test("behaviour: an empty body and an empty answer are fine", async () => {
      const { transport, listen } = await setUp();
      const to = await listen(async (request) => ({ status: 200, body: request.body }));
      const answer = await transport.request(to, { path: "/test/v1", body: new Uint8Array() }, options);
      expect(answer.body).toHaveLength(0);
    });

    test("behaviour: a megabyte goes both ways unchanged", async () => {
      const { transport, listen } = await setUp();
      const body = Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 31) & 0xff);
      const to = await listen(async (request) => ({ status: 200, body: request.body }));
      const answer = await transport.request(to, { path: "/test/v1", body }, options);
      expect(answer.body.length).toBe(body.length);
      expect(answer.body.every((byte, index) => byte === body[index])).toBe(true);
    });

    test("behaviour: a refusal is an answer, not a failure", async () => {
      const { transport, listen, carriesStatus = true } = await setUp();
      const to = await listen(async () => ({ status: 421, body: Uint8Array.of(1) }));
      const answer = await transport.request(to, { path: "/test/v1", body: new Uint8Array() }, options);
      expect(answer.status).toBe(carriesStatus ? 421 : 200);
    });

    test("behaviour: many requests at once each get their own answer", async () => {
      const { transport, listen } = await setUp();
      const to = await listen(async (request) => ({ status: 200, body: request.body }));
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          transport.request(to, { path: "/test/v1", body: Uint8Array.of(i) }, options),
        ),
      );
      expect(answers.map((answer) => answer.body[0])).toEqual(Array.from({ length: 20 }, (_, i) => i));
    });

    test("error: nobody listens: a retryable SessionError", async () => {
      const { transport, deadAddress } = await setUp();
      const failure = await failureOf(
        transport.request(await deadAddress(), { path: "/test/v1", body: new Uint8Array() }, options),
      );
      expect(failure).toBeInstanceOf(SessionError);
      expect(failure).toMatchObject({ retryable: true });
    });

    test("error: no answer in time: a retryable SessionError", async () => {
      const { transport, listen, pass } = await setUp();
      const to = await listen((_request, _peer, signal) => untilAborted(signal, 3000));
      const failure = failureOf(
        transport.request(to, { path: "/test/v1", body: new Uint8Array() }, { timeoutMs: 50, signal: never }),
      );
      await pass(200);
      expect(await failure).toBeInstanceOf(SessionError);
      expect(await failure).toMatchObject({ retryable: true });
    });

    test("error: an aborted request rejects with the signal's reason", async () => {
      const { transport, listen } = await setUp();
      const controller = new AbortController();
      const reason = new Error("no longer wanted");
      const to = await listen((_request, _peer, signal) => {
        controller.abort(reason);
        return untilAborted(signal, 3000);
      });
      const failure = await failureOf(
        transport.request(
          to,
          { path: "/test/v1", body: new Uint8Array() },
          { timeoutMs: 5000, signal: controller.signal },
        ),
      );
      expect(failure).toBe(reason);
    });
  });
}

function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "no failure",
    (error: unknown) => error,
  );
}

/** A handler that does not answer. Real carriers end it when the connection closes, at the latest after the limit. */
function untilAborted(signal: AbortSignal, limitMs: number): Promise<never> {
  const end = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  return new Promise((_, reject) => {
    if (end.aborted) reject(end.reason);
    else end.addEventListener("abort", () => reject(end.reason), { once: true });
  });
}
