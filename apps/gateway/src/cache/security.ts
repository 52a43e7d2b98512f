/** What a browser may do with an answer of the gateway, as header fields. */

/** Whatever it is: what it says it is, and no more of a reader's way here than the site it comes from. */
const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
};

/** Nothing of the machine behind the browser is needed to read a paper. */
const PERMISSIONS = ['camera', 'geolocation', 'microphone', 'payment', 'usb', 'browsing-topics']
  .map((each) => `${each}=()`)
  .join(', ');

/**
 * Pages: what they load, and whom they ask, is this site; no inline code or style, no foreign frame in or around
 * them, and no text that a script could make into markup.
 */
export const forPages: Readonly<Record<string, string>> = {
  ...always,
  'content-security-policy': [
    "default-src 'none'",
    ...['script-src', 'connect-src', 'style-src', 'img-src', 'font-src', 'manifest-src', 'form-action'].map(
      (each) => `${each} 'self'`,
    ),
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': PERMISSIONS,
};

/** Opened by itself, data and pictures are no page that could do or load anything. */
const closed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Pictures, feeds and the like: for every site to show, for none to run. */
export const forOthers: Readonly<Record<string, string>> = {
  ...always,
  'content-security-policy': closed,
  'cross-origin-resource-policy': 'cross-origin',
};

/** What programs of any site may read. */
export const forData: Readonly<Record<string, string>> = {
  ...forOthers,
  'access-control-allow-origin': '*',
};

/** By the content type of the answer, and whether it is an answer of the API. */
export function securityOf(type: string, path: string): Readonly<Record<string, string>> {
  if (path.startsWith('/api/')) return forData;
  if (/^application\/(feed\+json|(rss|atom)\+xml)/.test(type)) return forData;
  return /^(image\/|application\/xml|text\/xml)/.test(type) ? forOthers : forPages;
}
