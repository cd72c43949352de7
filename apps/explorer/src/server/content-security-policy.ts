/**
 * The page may load nothing from elsewhere and talk only to itself and to the indexer. Scripts and style
 * elements need the nonce; style attributes are not allowed (drawings set their sizes as SVG attributes).
 */
export function contentSecurityPolicy(options: {
  readonly nonce: string;
  readonly connectUrl: string;
  readonly isDevelopment: boolean;
}): string {
  const { nonce, connectUrl, isDevelopment } = options;
  const evaluate = isDevelopment ? " 'unsafe-eval'" : ""; // React's development build rebuilds stacks with eval
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluate}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${new URL(connectUrl).origin}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join("; ");
}
