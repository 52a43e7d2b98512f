/** Why an answer was not a view, by what the request says of itself. */
export type Aside = 'prefetch' | 'part' | 'embedded';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Whether this request for a page shows it to nobody: fetched ahead of a reader, who may never come; the rest of a
 * page whose beginning was a view already; or as a picture, a frame or a script of another page, which browsers
 * do not show, and with which that page could lend an article its own readers.
 */
export function asideOf(headers: Headers): Aside | undefined {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) =>
    String(headers[name] ?? ''),
  );
  if (purposes.some((purpose) => /\b(prefetch|prerender|preview)\b/i.test(purpose))) return 'prefetch';
  const range = headers['range'];
  if (range !== undefined && !/^\s*bytes\s*=\s*0*0\s*-/i.test(String(range))) return 'part';
  const destination = headers['sec-fetch-dest'];
  return destination === undefined || destination === 'document' ? undefined : 'embedded';
}
