import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Answer, Outbound, Refused, TooLarge, Unreachable } from '#libs/outbound';
import { Runtime } from '#libs/service';
import type { ContentType } from '../formats/wire.ts';
import { typeOf } from '../import.controller.ts';
import { CursorStore } from './cursor.store.ts';
import type { Cursor } from './cursor.ts';
import { type Heard, HOUR_MS, wishOf } from './poll.ts';
import { lets, ROBOT, ROBOTS_BYTES, type RobotsRule, rulesFor } from './robots.ts';

/** A feed as it came, with what else was heard. */
export interface Feed {
  bytes: Buffer;
  type: ContentType;
  /** Where it came from in the end. */
  url: string;
  heard: Pick<Heard, 'waitMs' | 'moved' | 'known'>;
}

/** Inflated. */
const MOST_BYTES = 10_000_000;
const FEED_MS = 20_000;
const ROBOTS_MS = 10_000;
/** RFC 9309 2.3.1.2. */
const REDIRECTS = 5;
const DAY_MS = 86_400_000;
const ACCEPT =
  'application/feed+json, application/atom+xml, application/rss+xml, application/vnd.iptc.ninjs+json, application/xml;q=0.9, application/json;q=0.9, */*;q=0.5';
const AGENT = { 'user-agent': `${ROBOT}/1.0`, accept: ACCEPT };

/**
 * Asks the addresses of sources, as a robot that says its name: not where robots.txt forbids it, and under
 * conditions, so that a feed which has not changed costs its site nothing.
 */
@Injectable()
export class FeedClient {
  constructor(
    @Inject(Outbound) private readonly outbound: Outbound,
    @Inject(CursorStore) private readonly store: Pick<CursorStore, 'robots' | 'keepRobots'>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  /**
   * The feed, or what was heard in its place; rejects with `DependencyUnavailable`, or at once with the reason of an
   * aborted signal.
   */
  async ask(cursor: Cursor, signal: AbortSignal): Promise<Feed | Heard> {
    return unlessAborted(signal, this.answer(cursor));
  }

  private async answer(cursor: Cursor): Promise<Feed | Heard> {
    try {
      const forbidden = await this.forbidden(cursor.url);
      if (forbidden) return forbidden;
      const headers = { ...AGENT, ...conditions(cursor) };
      const asking = { headers, most: MOST_BYTES, timeoutMs: FEED_MS, redirects: REDIRECTS };
      return heardIn(await this.outbound.fetch(cursor.url, asking), cursor, this.runtime.now());
    } catch (error) {
      return failureIn(error);
    }
  }

  /** What was heard if robots.txt lets nobody ask there, or does not answer, which is the same (RFC 9309 2.3.1.4). */
  private async forbidden(url: string): Promise<Heard | undefined> {
    const { origin } = new URL(url);
    const rules = (await this.store.robots(origin)) ?? (await this.rulesOf(origin));
    if (!rules) return { outcome: 'failed', words: 'its robots.txt gives no answer' };
    if (lets(rules, url)) return undefined;
    const words = `its robots.txt does not let ${ROBOT} read this address`;
    return { outcome: 'refused', words, waitMs: HOUR_MS };
  }

  private async rulesOf(origin: string): Promise<RobotsRule[] | undefined> {
    const asking = { headers: AGENT, most: 4 * ROBOTS_BYTES, timeoutMs: ROBOTS_MS, redirects: REDIRECTS };
    const { status, bytes } = await this.outbound.fetch(`${origin}/robots.txt`, asking);
    // Not there, or not for us: then nothing is forbidden (2.3.1.3). Too many questions is no such word.
    const none = status >= 300 && status < 500 && status !== 429;
    if (status !== 200 && !none) return undefined;
    const rules = none ? [] : rulesFor(bytes.subarray(0, ROBOTS_BYTES).toString());
    // What forbids may have been a slip: it is looked at again with the next question.
    const forbids = rules.some(({ allow }) => !allow);
    await this.store.keepRobots(origin, rules, forbids ? HOUR_MS : DAY_MS);
    return rules;
  }
}

async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function conditions({ etag, modified }: Cursor): Record<string, string> {
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(modified === undefined ? {} : { 'if-modified-since': modified }),
  };
}

function heardIn({ status, headers, bytes, url, moved }: Answer, cursor: Cursor, now: number): Feed | Heard {
  const waitMs = wishOf(headers, status === 200 || status === 304, now);
  const told = { waitMs, moved };
  if (status === 304) return { ...told, outcome: 'not_modified', words: 'its feed has not changed' };
  if (status === 410) return { outcome: 'gone', words: 'it answers 410: the feed has ended' };
  if (status !== 200) return { waitMs, outcome: 'failed', words: `it answers ${status}` };
  const digest = createHash('sha256').update(bytes).digest('hex');
  const known = { etag: headers['etag'], modified: headers['last-modified'], digest };
  const heard = { ...told, known };
  if (digest === cursor.digest) return { ...heard, outcome: 'nothing_new', words: 'its feed is the same' };
  return { bytes, type: typeOf(headers['content-type']), url, heard };
}

/** What forbids for good, and what may be otherwise the next time. */
function failureIn(error: unknown): Heard {
  if (error instanceof Refused) return { outcome: 'refused', words: error.message, waitMs: HOUR_MS };
  if (error instanceof Unreachable) return { outcome: 'failed', words: error.message };
  if (error instanceof TooLarge)
    return { outcome: 'failed', words: 'it answers with more than a feed may have (10 MB)' };
  throw error;
}
