import type { ArticleInput, Envelope, NewsroomType, Notice } from './wire.ts';

/** An article, which the client puts into an event, or an event as the newsroom has made it (CloudEvents 1.0). */
export type EventInput = ArticleInput | Envelope;

export interface SayOptions {
  /** Answers when that is done (`stored`: decided; `visible`, `gone`: by every reader), with the outcome. */
  wait?: 'stored' | 'visible' | 'gone';
  /** When that takes longer there is a receipt without an outcome; 5,000, at most 30,000. */
  waitMs?: number;
  /** Beside the id of the event, which tells a second sending by itself. */
  idempotencyKey?: string;
  /** Refuse members that are not known, instead of a warning. */
  strict?: boolean;
  signal?: AbortSignal;
}

export interface WithdrawOptions extends Omit<SayOptions, 'strict'> {
  /** Why; kept, not shown to readers. */
  reason: string;
  /** What readers are told in its place. */
  notice?: Notice;
  /** Only up to this version; absent: now, whatever the version. */
  version?: number;
}

export interface PutOptions extends SayOptions {
  /** The version that is believed to be there; another one: `conflict_version`, and nothing has changed. */
  ifMatch?: number;
}

export interface PublishAllOptions {
  signal?: AbortSignal;
}

/** The most that one request takes. */
const BATCH_EVENTS = 100;
const BATCH_BYTES = 16 * 2 ** 20;

/**
 * The event that says it. Its id is made of uri and version and nothing else, so that the same said by another run
 * is known; a reinstatement may have a version that was said before in vain, so it has a name of its own.
 */
export function eventOf(type: NewsroomType, what: EventInput, source: string): Envelope {
  if ('specversion' in what) return what as Envelope;
  const { uri, version } = what as ArticleInput;
  const id = `${uri}#${version}${type === 'article.reinstated' ? '#reinstated' : ''}`;
  return { specversion: '1.0', id, source, type, subject: uri, data: what };
}

/** Gathers texts into batches that one request takes; a text that is too large for any has one to itself. */
export async function* batchesOf(
  texts: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string[], void, undefined> {
  const encoder = new TextEncoder();
  let batch: string[] = [];
  let bytes = 0;
  for await (const text of texts) {
    const size = encoder.encode(text).length + 1;
    if (batch.length === BATCH_EVENTS || (batch.length > 0 && bytes + size >= BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(text);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** `?wait=visible&timeout=5000ms`, or nothing. */
export function queryOf({ wait, waitMs, strict }: SayOptions, dryRun = false): string {
  const query = new URLSearchParams({
    ...(wait ? { wait, timeout: `${waitMs ?? 5_000}ms` } : {}),
    ...(strict ? { strict: 'true' } : {}),
    ...(dryRun ? { dryRun: 'true' } : {}),
  }).toString();
  return query === '' ? '' : `?${query}`;
}
