/**
 * Sent with every answer. The policy lets the locally served explorer work (its editor runs workers
 * from blobs and writes styles) and nothing be loaded from elsewhere. Without a CORS header
 * beside them, other origins' pages can't read anything.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Whoever was answered over TLS asks over nothing else for a year. */
export const headersWith = (tls: boolean): Readonly<Record<string, string>> =>
  tls ? { ...securityHeaders, 'strict-transport-security': 'max-age=31536000' } : securityHeaders;
