import type { Rank } from '#libs/service';

/** As the type of an event, and as wires say that what they sent before is not to be used. */
const WITHDRAWN = 'article.withdrawn';
const CANCELED = /cancell?ed/i;
/** Letters of that type, and its point, written as escapes, which JSON allows and no sender does. */
const ESCAPED = /\\u00(2e|6[1-9a-f]|7[0-9a])/i;

interface Said {
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Whether a withdrawal may be among these events; of articles that only speak of one this may be said too. */
export function maySayWithdrawn({ headers }: Said, body: Buffer): boolean {
  if (headers['ce-type'] === WITHDRAWN || body.includes(WITHDRAWN)) return true;
  return body.includes('\\u00') && ESCAPED.test(body.toString('latin1'));
}

/** The same of a wire's payload; what is packed can't be seen, and is let in. */
export function mayCancel({ headers }: Said, body: Buffer): boolean {
  const packed = headers['content-encoding'];
  if (packed !== undefined && packed !== 'identity') return true;
  return (
    CANCELED.test(body.toString('latin1')) ||
    body.includes('\\u00') ||
    body.includes('&#') ||
    body.includes(0)
  );
}

/**
 * What newsrooms ask of the gate, by how urgent it is: withdrawals, and keys that are to open nothing any more, are
 * vital; what newsrooms say is urgent, what they only ask is usual. Events that say of themselves that they are old
 * news can wait.
 */
export const ranks: readonly Rank[] = [
  { urgency: 'vital', method: 'POST', path: /^\/v1\/articles\/[^/]+\/withdraw\/?$/ },
  { urgency: 'vital', method: 'DELETE', path: /^\/v1\/keys\/[^/]+\/?$/ },
  {
    urgency: 'patient',
    method: 'POST',
    path: /^\/v1\/events\/?$/,
    query: /[?&]lane=backfill(&|$)/,
    isVital: maySayWithdrawn,
  },
  { urgency: 'urgent', method: 'POST', path: /^\/v1\/events\/?$/, isVital: maySayWithdrawn },
  { urgency: 'urgent', method: 'POST', path: /^\/v1\/import\/?$/, isVital: mayCancel },
];
