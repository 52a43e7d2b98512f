import {
  batchesOf,
  type EventInput,
  eventOf,
  type PublishAllOptions,
  type PutOptions,
  queryOf,
  type SayOptions,
  type WithdrawOptions,
} from './event.ts';
import { mayBeTakenLater, SosikError } from './failure.ts';
import { type ImportOptions, importPath } from './import.ts';
import { Keys } from './keys.ts';
import { sleep, Transport, type TransportOptions } from './transport.ts';
import { aName } from './webcrypto.ts';
import type {
  ArticleInput,
  BatchReceipt,
  DryRun,
  Envelope,
  EventStatus,
  ImportDryRun,
  ImportReceipt,
  MediaReceipt,
  NewsroomType,
  Receipt,
  WhoAmI,
} from './wire.ts';

export interface SosikOptions extends TransportOptions {
  /** Which system speaks: the `source` of its events; `/newsroom`. */
  source?: string;
}

interface StatusOptions {
  /** Of an id that several systems have used. */
  source?: string;
  signal?: AbortSignal;
}

const EVENT = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const POLL_MS = 250;
/** A file of a thousand items takes longer than an event. */
const IMPORT_MS = 30_000;

/**
 * A newsroom system at the gate. Whatever is said may be said again: an event is known by its id, which is kept over
 * all tries. Rejects with `SosikError`, or with the reason of an aborted signal.
 */
export class Sosik {
  /** Needs the scope `admin`. */
  readonly keys: Keys;
  private readonly transport: Transport;
  private readonly source: string;

  constructor({ source = '/newsroom', ...options }: SosikOptions) {
    this.transport = new Transport(options);
    this.keys = new Keys(this.transport);
    this.source = source;
  }

  /** Says a new article, or a whole new state of one; with `dryRun` only answers what that would do. */
  publish(what: EventInput, options: SayOptions & { dryRun: true }): Promise<DryRun>;
  publish(what: EventInput, options?: SayOptions & { dryRun?: false }): Promise<Receipt>;
  publish(what: EventInput, options?: SayOptions & { dryRun?: boolean }): Promise<Receipt | DryRun>;
  publish(what: EventInput, options: SayOptions & { dryRun?: boolean } = {}): Promise<Receipt | DryRun> {
    return this.say(eventOf('article.published', what, this.source), options);
  }

  /** Says a new state of an article: all of it, at a higher version. */
  update(article: ArticleInput, options: SayOptions = {}): Promise<Receipt> {
    return this.sayArticle('article.updated', article, options);
  }

  /** The same, because something was wrong: `changeNote` says to readers what. */
  correct(article: ArticleInput, options: SayOptions = {}): Promise<Receipt> {
    return this.sayArticle('article.corrected', article, options);
  }

  /** Brings an article back at a version above the withdrawn one. */
  reinstate(article: ArticleInput, options: SayOptions = {}): Promise<Receipt> {
    return this.sayArticle('article.reinstated', article, options);
  }

  /** Takes an article from every surface. */
  async withdraw(uri: string, { reason, notice, version, ...options }: WithdrawOptions): Promise<Receipt> {
    const data = {
      uri,
      reason,
      ...(notice ? { notice } : {}),
      ...(version === undefined ? {} : { version }),
    };
    const event = {
      specversion: '1.0' as const,
      id: `${uri}#withdrawn#${await aName()}`,
      source: this.source,
      type: 'article.withdrawn',
      subject: uri,
      data,
    };
    return this.say<Receipt>(event, options);
  }

  /** Says the whole state of an article by its address, if it is where the newsroom believes it to be. */
  async put(article: ArticleInput, { ifMatch, ...options }: PutOptions = {}): Promise<Receipt> {
    const { body } = await this.transport.ask<Receipt>({
      path: `/v1/articles/${encodeURIComponent(article.uri)}${queryOf(options)}`,
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
      },
      body: JSON.stringify(article),
      signal: options.signal,
      waitMs: waitMsOf(options),
    });
    return body;
  }

  /**
   * Says any number of events or articles, as fast as they are taken, and answers the receipt of each in their order;
   * `index` counts them. One that is refused is told by its receipt, and the others go on.
   */
  async *publishAll(
    items: AsyncIterable<EventInput> | Iterable<EventInput>,
    { signal }: PublishAllOptions = {},
  ): AsyncGenerator<Receipt, void, undefined> {
    let index = 0;
    for await (const batch of batchesOf(textsOf(items, this.source))) {
      for (const receipt of await this.sayAll(batch, signal)) yield { ...receipt, index: index++ };
    }
  }

  /**
   * Imports a file in a format of the trade, as it is; each item has its receipt, also where all are refused. With
   * `dryRun` only answers what that would do.
   */
  import(file: BodyInit, options: ImportOptions & { dryRun: true }): Promise<ImportDryRun>;
  import(file: BodyInit, options?: ImportOptions & { dryRun?: false }): Promise<ImportReceipt>;
  import(file: BodyInit, options?: ImportOptions): Promise<ImportReceipt | ImportDryRun>;
  async import(file: BodyInit, options: ImportOptions = {}): Promise<ImportReceipt | ImportDryRun> {
    const { body } = await this.transport.ask<ImportReceipt | ImportDryRun>({
      path: importPath(options),
      method: 'POST',
      headers: { 'content-type': options.type ?? 'application/octet-stream' },
      body: file,
      waitMs: IMPORT_MS,
      signal: options.signal,
      takes: (answer) => typeof answer === 'object' && answer !== null && 'format' in answer,
    });
    return body;
  }

  /** Where an event is: by its receipt, or by its id once it is decided on. */
  async status(of: Receipt | string, { source, signal }: StatusOptions = {}): Promise<EventStatus> {
    const { id, statusUrl } = typeof of === 'string' ? { id: of, statusUrl: undefined } : of;
    const query = source === undefined ? '' : `?${new URLSearchParams({ source })}`;
    const path = statusUrl ?? `/v1/events/${encodeURIComponent(id)}${query}`;
    return (await this.transport.ask<EventStatus>({ path, signal })).body;
  }

  /** Tells each new state of an event on its way, until every service that reads has applied it. */
  async *follow(
    receipt: Receipt,
    { everyMs = POLL_MS, signal }: { everyMs?: number; signal?: AbortSignal } = {},
  ): AsyncGenerator<EventStatus, void, undefined> {
    for (let before = ''; ; await sleep(everyMs, signal)) {
      const status = await this.status(receipt, signal ? { signal } : {});
      const told = JSON.stringify([status.state, status.outcome, status.hops.map(({ lag }) => lag)]);
      if (told !== before) yield status;
      if (status.state === 'applied') return;
      before = told;
    }
  }

  /** Sends a picture (JPEG, PNG, WebP, AVIF); articles show it by the `mediaId` of the answer. */
  async upload(
    picture: Blob | ArrayBuffer | Uint8Array<ArrayBuffer>,
    { type, signal }: { type?: string; signal?: AbortSignal } = {},
  ): Promise<MediaReceipt> {
    const media = type ?? (picture instanceof Blob && picture.type !== '' ? picture.type : 'image/jpeg');
    const request = { path: '/v1/media', method: 'POST', headers: { 'content-type': media }, body: picture };
    return (await this.transport.ask<MediaReceipt>({ ...request, signal })).body;
  }

  /** What the key may do. */
  async whoami(): Promise<WhoAmI> {
    return (await this.transport.ask<WhoAmI>({ path: '/v1/whoami' })).body;
  }

  private sayArticle(type: NewsroomType, article: ArticleInput, options: SayOptions): Promise<Receipt> {
    return this.say<Receipt>(eventOf(type, article, this.source), options);
  }

  private async say<T extends Receipt | DryRun>(
    event: Envelope,
    options: SayOptions & { dryRun?: boolean },
  ): Promise<T> {
    const { idempotencyKey, dryRun, signal } = options;
    const { body } = await this.transport.ask<T>({
      path: `/v1/events${queryOf(options, dryRun)}`,
      method: 'POST',
      headers: {
        'content-type': EVENT,
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify(event),
      signal,
      waitMs: waitMsOf(options),
    });
    return body;
  }

  /** One batch; those that the gate could not take just now are sent again, without the others. */
  private async sayAll(texts: readonly string[], signal?: AbortSignal): Promise<Receipt[]> {
    const receipts: Receipt[] = [];
    let open = texts.map((_, index) => index);
    for (const attempts = this.transport.attempts(signal); ; ) {
      const answered = await this.batch(
        open.map((index) => texts[index] ?? ''),
        signal,
      );
      for (const [at, index] of open.entries()) receipts[index] = answered[at] as Receipt;
      open = open.filter((index) => {
        const problem = receipts[index]?.problem;
        return problem !== undefined && mayBeTakenLater(problem);
      });
      if (open.length === 0 || !(await attempts.pause())) return receipts;
    }
  }

  private async batch(texts: readonly string[], signal: AbortSignal | undefined): Promise<Receipt[]> {
    try {
      const { body } = await this.transport.ask<BatchReceipt>({
        path: '/v1/events',
        method: 'POST',
        headers: { 'content-type': BATCH },
        body: `[${texts.join(',')}]`,
        signal,
        takes: (answer) => typeof answer === 'object' && answer !== null && 'receipts' in answer,
      });
      return body.receipts;
    } catch (error) {
      // One alone that is larger than any request: told as the gate tells it of smaller ones.
      if (!(error instanceof SosikError) || error.status !== 413 || texts.length > 1 || !error.problem)
        throw error;
      const { id } = JSON.parse(texts[0] ?? '') as { id: string };
      return [{ id, status: 'rejected', problem: error.problem }];
    }
  }
}

function waitMsOf({ wait, waitMs = 5_000 }: SayOptions): number {
  return wait === undefined ? 0 : waitMs;
}

async function* textsOf(
  items: AsyncIterable<EventInput> | Iterable<EventInput>,
  source: string,
): AsyncGenerator<string, void, undefined> {
  for await (const item of items) yield JSON.stringify(eventOf('article.published', item, source));
}
