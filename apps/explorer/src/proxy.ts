import { type NextRequest, NextResponse } from "next/server";
import { createNonce } from "./platform/nonce.ts";
import { isDevelopment, readConfig } from "./server/config.ts";
import { contentSecurityPolicy } from "./server/content-security-policy.ts";
import { PATH_HEADER } from "./server/path-header.ts";

/** Gives every page its own nonce; Next finds it in the request's policy header and marks its scripts with it. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = createNonce();
  const policy = contentSecurityPolicy({
    nonce,
    connectUrl: readConfig().publicApiUrl,
    isDevelopment: isDevelopment(),
  });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set(PATH_HEADER, request.nextUrl.pathname);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("referrer-policy", "no-referrer");
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  return response;
}

export const config = { matcher: ["/((?!_next/static|health).*)"] };
