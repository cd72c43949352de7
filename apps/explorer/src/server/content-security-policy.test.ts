import { describe, expect, test } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy.ts";

const policy = (isDevelopment = false) =>
  contentSecurityPolicy({ nonce: "abc", connectUrl: "http://127.0.0.1:9000/api", isDevelopment });

describe("contentSecurityPolicy", () => {
  test("default: scripts and style sheets need the nonce, connections go home or to the indexer", () => {
    expect(policy().split("; ")).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self' 'nonce-abc' 'strict-dynamic'",
        "style-src 'self' 'nonce-abc'",
        "connect-src 'self' http://127.0.0.1:9000",
        "frame-ancestors 'none'",
      ]),
    );
  });
  test("behaviour: the built page allows neither eval nor inline code", () => {
    expect(policy()).not.toContain("unsafe");
    expect(policy(true)).toContain("'unsafe-eval'");
  });
});
