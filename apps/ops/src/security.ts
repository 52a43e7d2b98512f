/**
 * What a browser may do with an answer of the desk, as header fields: a page loads the one style sheet and the one
 * script of the desk, asks the desk itself and sends forms to it, and that is all. No inline code, no text that a script
 * could make into markup, no picture, no frame in or around it, no copy of it elsewhere.
 */
export const headers: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  // Addresses of the desk name articles that may be secret.
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': ['camera', 'geolocation', 'microphone', 'payment', 'usb', 'browsing-topics']
    .map((each) => `${each}=()`)
    .join(', '),
};
