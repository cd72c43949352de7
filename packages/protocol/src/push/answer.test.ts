import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../bytes/index.ts";
import { checkCodecLaws, errorCode } from "../testing/index.ts";
import { type PushAnswer, pushAnswer, pushBody } from "./index.ts";

const answers = pushBody(pushAnswer);
const decode = (body: string) => answers.decode(utf8Encode(body));

describe("answers", () => {
  test.each<[string, PushAnswer]>([
    ['{"success":true,"added":true}', { kind: "done", change: "added" }],
    ['{"success":true,"updated":true}', { kind: "done", change: "updated" }],
    ['{"success":true,"removed":true}', { kind: "done", change: "removed" }],
    ['{"success":true,"removed":false}', { kind: "done", change: "nothing" }],
    ['{"error":1,"message":"Invalid JSON"}', { kind: "refused", code: 1, message: "Invalid JSON" }],
  ])("default: %s", (body, answer) => {
    expect(decode(body)).toEqual(answer);
    expect(new TextDecoder().decode(answers.encode(answer))).toBe(body);
    expect(decode(`[${body},${body}]`)).toEqual([answer, answer]);
    expect(new TextDecoder().decode(answers.encode([answer, answer]))).toBe(`[${body},${body}]`);
  });
  test("behaviour: what the server adds is passed over", () => {
    const done = { kind: "done", change: "added" };
    expect(decode('{"success":true,"added":true,"message":"Subscription successful"}')).toEqual(done);
    expect(decode('{"success":true}')).toEqual({ kind: "done", change: "nothing" });
    expect(decode('{"error":4}')).toEqual({ kind: "refused", code: 4, message: "" });
    expect(decode("[]")).toEqual([]);
  });
  test.each([
    ["neither success nor error", "{}", "missing_field"],
    ["no success and no error", '{"success":false}', "invalid_encoding"],
    ["an error that is text", '{"error":"no"}', "invalid_encoding"],
    ["error 0", '{"error":0}', "out_of_range"],
    ["a change that is no flag", '{"success":true,"added":1}', "invalid_encoding"],
    ["text", '"success"', "invalid_encoding"],
    ["a list in a list", "[[]]", "invalid_encoding"],
    ["a list cut off", '[{"success":true}', "invalid_encoding"],
    ["1001 answers", `[${Array(1001).fill('{"error":1}').join()}]`, "out_of_range"],
    ["more than 100 kB", " ".repeat(100_001), "invalid_length"],
  ])("error: %s", (_what, body, code) => {
    expect(errorCode(() => decode(body))).toBe(code);
  });
  test("error: what the server would not send is not written", () => {
    const refused = { kind: "refused", code: 1, message: "x" } as const;
    for (const code of [0, -1, 1.5, Number.NaN])
      expect(() => answers.encode({ ...refused, code })).toThrow(RangeError);
    expect(() => answers.encode({ ...refused, message: "x".repeat(100_000) })).toThrow(RangeError);
  });
  test("behaviour: the codec laws", () => {
    const answer: fc.Arbitrary<PushAnswer> = fc.oneof(
      fc.record({
        kind: fc.constant("done" as const),
        change: fc.constantFrom("added", "updated", "removed", "nothing"),
      }),
      fc.record({
        kind: fc.constant("refused" as const),
        code: fc.integer({ min: 1 }),
        message: fc.string(),
      }),
    );
    checkCodecLaws(answers, answer, { canonical: false });
    checkCodecLaws(answers, fc.array(answer, { maxLength: 5 }), { canonical: false });
  });
});
