import { Inject, Injectable } from '@nestjs/common';
import type { ImportDryRun, ImportReceipt, ItemReceipt, Source, WireFormat } from '#libs/contracts';
import { ProblemError, problemOf, SETTINGS, type Values, type Work } from '#libs/service';
import { type Accepted, EventProducer } from './event.producer.ts';
import { adapterOf, formatOf } from './formats/choice.ts';
import { type ContentType, Unreadable, type WireItem } from './formats/wire.ts';
import { type Readied, readied } from './import.ts';
import type { Speaker } from './judge.client.ts';
import { OutcomeClient } from './outcome.client.ts';
import { PayloadClient } from './payload.client.ts';
import type { ingestSettings } from './settings.ts';

/** What has come, inflated. */
export interface Arrival {
  bytes: Buffer;
  type: ContentType;
  /** `push`, or the address that it was fetched from. */
  by: string;
}

/** Who brings it, and what is to be known of it. */
export interface Bringing extends Speaker {
  /** Name of a source of the settings. */
  source?: string | undefined;
  format?: WireFormat | undefined;
  section?: string | undefined;
  language?: string | undefined;
  /** Looks at the items before they are said; what it leaves out is not said, and has no receipt. */
  sift?: (items: readonly WireItem[]) => Promise<readonly WireItem[]>;
  /** Of a payload that is read again: the id under which it is kept already. */
  kept?: string;
}

/** The request, or whatever else the work is done for. */
export interface Asking {
  id: string;
  url: string;
  work: Work;
}

export interface ImportAnswer<T = ImportReceipt> {
  status: number;
  body: T;
  /** Nobody could say of some whether they had been said before. */
  unguarded: boolean;
}

const MOST_ITEMS = 1_000;
const AT_ONCE = 100;
const TRIED_AT_ONCE = 10;

/**
 * Imports payloads in formats of others: keeps the bytes, reads them, says each item as an event. Nothing of a
 * payload is said before its bytes are kept and the record knows which articles it gave, so that they can be read
 * again, and go when one of those is withdrawn. Content or log away: 503, and the same again does no harm, since
 * an item is the same event each time.
 */
@Injectable()
export class ImportProducer {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings>,
    @Inject(EventProducer) private readonly events: EventProducer,
    @Inject(OutcomeClient) private readonly outcomes: OutcomeClient,
    @Inject(PayloadClient) private readonly payloads: PayloadClient,
  ) {}

  /**
   * Throws `unsupported_media_type` when no format fits, `invalid_event` when the payload is none of its format,
   * `DependencyUnavailable` when nothing of it could be said.
   */
  async take(arrival: Arrival, bringing: Bringing, asking: Asking): Promise<ImportAnswer> {
    const { format, source } = this.formatFor(arrival, bringing);
    const payload = bringing.kept ?? (await this.keep(arrival, bringing, format));
    const found = read(arrival, format);
    const items = (await bringing.sift?.(found)) ?? found;
    const ready = readied(items, { ...bringing, site: this.settings.SITE_FILE, source });
    const uris = new Set(ready.map(({ event }) => event.data.uri).filter((uri) => uri !== undefined));
    if (uris.size > 0) await this.payloads.relate(payload, [...uris]);
    const results = await this.say(ready, { ...bringing, reread: bringing.kept !== undefined }, asking);
    const receipts = ready.map((each, index) => receiptOf(each, results[index], { index, asking }));
    const count = (word: ItemReceipt['status']) => receipts.filter(({ status }) => status === word).length;
    const [accepted, duplicates, rejected] = [count('accepted'), count('duplicate'), count('rejected')];
    const lost = results.find((result) => result.status === 'rejected' && isPassing(result.reason));
    if (lost?.status === 'rejected' && rejected === receipts.length) throw lost.reason;
    const unguarded = results.some((result) => result.status === 'fulfilled' && result.value.unguarded);
    const body = { accepted, duplicates, rejected, format, payload, receipts };
    return { status: statusOf(rejected, receipts.length), body, unguarded };
  }

  /** The items of a payload, of which nothing is kept or said; throws as `take` does. */
  look(arrival: Arrival, bringing: Bringing): readonly WireItem[] {
    return read(arrival, this.formatFor(arrival, bringing).format);
  }

  /** What would become of it; nothing is kept. */
  async dryRun(arrival: Arrival, bringing: Bringing, asking: Asking): Promise<ImportAnswer<ImportDryRun>> {
    const { format, source } = this.formatFor(arrival, bringing);
    const ready = readied(read(arrival, format), { ...bringing, site: this.settings.SITE_FILE, source });
    const results: ImportDryRun['results'] = [];
    for (let at = 0; at < ready.length; at += TRIED_AT_ONCE) {
      const some = ready.slice(at, at + TRIED_AT_ONCE);
      results.push(...(await Promise.all(some.map((each) => this.tried(each, bringing, asking)))));
    }
    const indexed = results.map((result, index) => ({ ...result, index }));
    const acceptable = results.filter(({ status }) => status === 'acceptable').length;
    const rejected = results.length - acceptable;
    const body = { dryRun: true, acceptable, rejected, format, results: indexed } as const;
    const status = statusOf(rejected, results.length);
    return { status: status === 202 ? 200 : status, body, unguarded: false };
  }

  private formatFor(
    { bytes, type }: Arrival,
    { source: name, format }: Bringing,
  ): { format: WireFormat; source?: Source } {
    const source = this.settings.INGEST_SOURCES_FILE.find((each) => each.name === name);
    if (name !== undefined && !source) {
      const message = 'is not a source of the settings';
      const errors = [{ parameter: 'source', code: 'unknown_source', message }];
      throw new ProblemError('invalid_parameter', { errors });
    }
    const found = format ?? formatOf(bytes, type) ?? source?.format;
    if (found) return { format: found, ...(source ? { source } : {}) };
    throw new ProblemError('unsupported_media_type', {
      detail: 'this is no format that is read here; ?format= names one',
    });
  }

  private keep({ bytes, type, by }: Arrival, bringing: Bringing, format: WireFormat): Promise<string> {
    const { key, source, section, language } = bringing;
    return this.payloads.keep(bytes, {
      by,
      key: key.id,
      type: type.type + (type.charset === undefined ? '' : `; charset=${type.charset}`),
      format,
      ...(source === undefined ? {} : { source }),
      ...(section === undefined ? {} : { section }),
      ...(language === undefined ? {} : { language }),
    });
  }

  /** In the order of the payload; what is refused before is no hindrance to the others. */
  private async say(
    ready: readonly Readied[],
    { key, strict, spend, reread }: Bringing & { reread: boolean },
    { work }: Asking,
  ): Promise<PromiseSettledResult<Accepted>[]> {
    const saying = { key, strict, reread, ...(spend ? { spend } : {}) };
    const good = ready.filter(({ refusal }) => !refusal).map(({ event }) => event);
    const results: PromiseSettledResult<Accepted>[] = [];
    for (let at = 0; at < good.length; at += AT_ONCE) {
      results.push(...(await this.events.acceptAll(good.slice(at, at + AT_ONCE), saying, work)));
    }
    return ready.map(
      ({ refusal: reason }) => (reason ? { status: 'rejected', reason } : results.shift()) as never,
    );
  }

  private async tried(
    { event, notes, pointer, refusal }: Readied,
    bringing: Bringing,
    asking: Asking,
  ): Promise<ImportDryRun['results'][number]> {
    try {
      if (refusal) throw refusal;
      return { ...(await this.outcomes.dryRun(event, bringing)), pointer, notes };
    } catch (error) {
      const problem = problemOf(error, asking);
      return { dryRun: true, id: event.id, status: 'rejected', pointer, notes, problem };
    }
  }
}

function read({ bytes, type }: Arrival, format: WireFormat): WireItem[] {
  const items = itemsOf(bytes, type, format);
  if (items.length > 0 && items.length <= MOST_ITEMS) return items;
  const message =
    items.length === 0 ? 'holds nothing that is an article' : `holds more than ${MOST_ITEMS} items`;
  const errors = [{ pointer: '', code: 'no_items', message }];
  throw new ProblemError(items.length === 0 ? 'invalid_event' : 'payload_too_large', {
    detail: `the ${format} ${message}`,
    errors,
  });
}

function itemsOf(bytes: Buffer, type: ContentType, format: WireFormat): WireItem[] {
  try {
    return adapterOf(format)?.read(bytes, type) ?? [];
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { fault } = error;
    throw new ProblemError('invalid_event', {
      detail: `no ${format}: ${fault.message}`,
      errors: [fault],
      cause: error,
    });
  }
}

function receiptOf(
  { pointer, notes, event }: Readied,
  result: PromiseSettledResult<Accepted> | undefined,
  { index, asking }: { index: number; asking: Asking },
): ItemReceipt {
  if (result?.status === 'fulfilled') {
    const { receipt, replayed } = result.value;
    return { index, ...receipt, status: replayed ? 'duplicate' : 'accepted', pointer, notes };
  }
  return {
    index,
    id: event.id,
    status: 'rejected',
    pointer,
    notes,
    problem: problemOf(result?.reason, asking),
  };
}

function statusOf(rejected: number, all: number): number {
  if (rejected === 0) return 202;
  return rejected === all ? 422 : 207;
}

/** Whether the same may be accepted the next time, as it stands. */
function isPassing(reason: unknown): boolean {
  return reason instanceof Error && 'retriable' in reason && reason.retriable === true;
}
