import { settle } from "@session/testkit/fakes";
import { alice } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import type { Message } from "../conversations/types.ts";
import { createEmitter } from "./emitter.ts";
import { iterateMessages } from "./iterate.ts";

function message(text: string): Message {
  return {
    id: text,
    conversation: alice.accountId,
    sender: alice.accountId,
    direction: "incoming",
    text,
    timestampMs: 1,
    status: "received",
  };
}

describe("emitter", () => {
  test("behaviour: handlers get the payload until they are taken off", async () => {
    const emitter = createEmitter();
    const seen: string[] = [];
    const off = emitter.on("message", ({ text }) => void seen.push(text));
    await emitter.emit("message", message("one"));
    off();
    await emitter.emit("message", message("two"));
    expect(seen).toEqual(["one"]);
  });

  test("behaviour: one function registered twice is called twice and taken off once", async () => {
    const emitter = createEmitter();
    let calls = 0;
    const handler = () => void calls++;
    const off = emitter.on("message", handler);
    emitter.on("message", handler);
    off();
    await emitter.emit("message", message("one"));
    expect(calls).toBe(1);
  });

  test("behaviour: emit waits for all, also when one fails, and then rejects", async () => {
    const emitter = createEmitter();
    let isDone = false;
    emitter.on("message", () => {
      throw new Error("first");
    });
    emitter.on("message", async () => {
      await settle();
      isDone = true;
    });
    await expect(emitter.emit("message", message("one"))).rejects.toThrow("first");
    expect(isDone).toBe(true);
  });
});

describe("iterateMessages", () => {
  test("behaviour: a message counts as handled when the next one is asked for", async () => {
    const emitter = createEmitter();
    const iterator = iterateMessages(emitter, new AbortController().signal);
    const first = iterator.next();
    let isHandled = false;
    const emitted = emitter.emit("message", message("one")).then(() => {
      isHandled = true;
    });
    expect((await first).value?.text).toBe("one");
    await settle();
    expect(isHandled).toBe(false);
    const second = iterator.next();
    await emitted;
    expect(isHandled).toBe(true);
    const next = emitter.emit("message", message("two"));
    expect((await second).value?.text).toBe("two");
    await iterator.return();
    await next;
  });

  test("behaviour: leaving the loop lets everything go", async () => {
    const emitter = createEmitter();
    const first = iterateMessages(emitter, new AbortController().signal);
    const started = first.next();
    const emitted = [emitter.emit("message", message("one")), emitter.emit("message", message("two"))];
    await started;
    await first.return();
    await Promise.all(emitted);
    await expect(emitter.emit("message", message("three"))).resolves.toBeUndefined();
  });

  test("behaviour: ends when its signal aborts, also while it waits", async () => {
    const emitter = createEmitter();
    const controller = new AbortController();
    const waiting = iterateMessages(emitter, controller.signal).next();
    await settle();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});
