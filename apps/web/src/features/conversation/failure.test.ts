import { CLIENT_ERROR_CODES } from "@session/client";
import { describe, expect, test } from "vitest";
import { EN } from "../../text/en.ts";
import { failureKey } from "./failure.ts";

describe("failureKey", () => {
  test("default: what can be done differs, so the words differ", () => {
    expect(failureKey("clock_out_of_sync")).toBe("clock");
    expect(failureKey("transport_unreachable")).toBe("offline");
    expect(failureKey("store_unverified")).toBe("unconfirmed");
  });
  test("behaviour: every code of the client has a sentence", () => {
    for (const code of Object.keys(CLIENT_ERROR_CODES)) expect(EN.failure[failureKey(code)]).toMatch(/\.$/);
  });
});
