const SOURCE = /^(?:https?|wss?):(?:\/\/[A-Za-z0-9.*:[\]-]+)?$/;
const SOURCES_MAX = 256;

/**
 * The content security policy of every answer. Nothing is allowed but our own files, and connections to ourselves
 * and to the given sources; no inline script, no inline style, no framing.
 *
 * @param connectSources scheme or origin sources such as `http://127.0.1.1:22101`, `http://*:22101` or `https:`
 * @throws RangeError when a source is not of that form, since it would end up in a header
 */
export function contentSecurityPolicy(connectSources: readonly string[]): string {
  if (connectSources.length > SOURCES_MAX)
    throw new RangeError(`connectSources: expected at most ${SOURCES_MAX}, got ${connectSources.length}`);
  for (const source of connectSources)
    if (!SOURCE.test(source))
      throw new RangeError(
        `connectSources: expected an origin or scheme such as https:, got ${JSON.stringify(source)}`,
      );
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src ${["'self'", ...new Set(connectSources)].join(" ")}`,
    "worker-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}

/** Headers of every answer, whatever its status: a worker takes its policy from the answer that brought its script. */
export function securityHeaders(connectSources: readonly string[]): Readonly<Record<string, string>> {
  return {
    "content-security-policy": contentSecurityPolicy(connectSources),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
  };
}
