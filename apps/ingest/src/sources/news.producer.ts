import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ItemReceipt } from '#libs/contracts';
import { DependencyUnavailable, ProblemError, Runtime, tracing, type Work } from '#libs/service';
import { type Bringing, ImportProducer } from '../import.producer.ts';
import { CursorStore } from './cursor.store.ts';
import type { Cursor } from './cursor.ts';
import { type Feed, FeedClient } from './feed.client.ts';
import { type Entry, type Known, type News, remembered, type Sifted, sift } from './known.ts';
import type { Heard } from './poll.ts';
import { type PulledSource, speakerFor } from './pulled.ts';
import { shown } from './standing.ts';

/** What became of a feed, and what is remembered of it from now on. */
export interface Taken {
  heard: Heard;
  known?: Known;
}

/** So many refused items of one feed are told to the log. */
const MOST_TOLD = 3;

/**
 * Has what is new in a feed imported, as if the source had sent it. What is not accepted because the log or content
 * is away is not remembered, so that it is new the next time; what the gate refuses is, so that it is refused once.
 * A crash before the memory is written says the same events again, by the same ids.
 */
@Injectable()
export class NewsProducer {
  constructor(
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(CursorStore) private readonly store: CursorStore,
    @Inject(FeedClient) private readonly feeds: FeedClient,
    @Inject(ImportProducer) private readonly imports: Pick<ImportProducer, 'look' | 'take'>,
  ) {}

  /**
   * Asks a source, and takes what is new there. Rejects with `DependencyUnavailable` when it is not known what was
   * seen before, and early with the reason of an aborted signal while there is nothing to take yet.
   */
  async ask(source: PulledSource, cursor: Cursor, signal: AbortSignal): Promise<Taken> {
    const answer = await this.feeds.ask(cursor, signal);
    if ('outcome' in answer) return { heard: answer };
    const known = await this.store.known(source.name);
    const work = tracing.begin('source', { attributes: { 'sosik.source': source.name } });
    try {
      return await this.takeNew(source, answer, { known, work });
    } catch (error) {
      return { heard: failureOf(error, answer) };
    } finally {
      work.end();
    }
  }

  private async takeNew(
    source: PulledSource,
    feed: Feed,
    { known, work }: { known: Known; work: Work },
  ): Promise<Taken> {
    const arrival = { bytes: feed.bytes, type: feed.type, by: shown(feed.url) };
    const { name, format, version: rule } = source;
    const bringing: Bringing = { key: speakerFor(source), strict: false, source: name, format };
    const items = this.imports.look(arrival, bringing);
    const sifted = sift(items, known, { atMost: source.pull.atMost, rule });
    if (sifted.news.length === 0) return endOf({ sifted, feed, known });
    const asking = { id: randomUUID(), url: arrival.by, work };
    const onlyNew = { ...bringing, sift: async () => sifted.news.map(({ item }) => item) };
    const { body } = await this.imports.take(arrival, onlyNew, asking);
    this.tellRefused(source, body.receipts);
    return endOf({ sifted, feed, known, receipts: body.receipts });
  }

  private tellRefused({ name }: PulledSource, receipts: readonly ItemReceipt[]): void {
    const refused = receipts.filter(({ status }) => status === 'rejected');
    for (const { id, pointer, problem } of refused.slice(0, MOST_TOLD)) {
      const why = { code: problem?.code, errors: problem?.errors?.slice(0, MOST_TOLD) };
      this.runtime.log.warn({ source: name, eventId: id, pointer, ...why }, 'an item of a source is refused');
    }
  }
}

interface Ending {
  sifted: Sifted;
  feed: Feed;
  known: Known;
  receipts?: readonly ItemReceipt[];
}

function endOf({ sifted, feed, known, receipts = [] }: Ending): Taken {
  const of = (fits: (receipt: ItemReceipt) => boolean): News[] =>
    sifted.news.filter((_, at) => receipts[at] !== undefined && fits(receipts[at]));
  const accepted = of(({ status }) => status !== 'rejected');
  const refused = of((receipt) => receipt.status === 'rejected' && !isPassing(receipt));
  const waiting = sifted.news.length - accepted.length - refused.length;
  const whole = sifted.rest === 0 && waiting === 0;
  const entries: Entry[] = [...accepted, ...refused].map(({ entry }) => entry);
  const words = [
    accepted.length > 0 || refused.length === 0 ? counted(accepted.length, 'new') : '',
    refused.length > 0 ? `${counted(refused.length, 'refused')} (${whyOf(receipts)})` : '',
    waiting > 0 ? `${counted(waiting, 'not taken now')}` : '',
    sifted.rest > 0 ? `${counted(sifted.rest, 'left')} for the next time` : '',
  ];
  return {
    heard: {
      ...feed.heard,
      known: whole ? feed.heard.known : undefined,
      outcome: waiting > 0 ? 'not_taken' : accepted.length > 0 ? 'taken' : 'nothing_new',
      words: words.filter((word) => word !== '').join(', '),
    },
    known: remembered(known, [...sifted.same, ...entries]),
  };
}

/** Whether the same may be accepted the next time. */
function isPassing({ problem }: ItemReceipt): boolean {
  return problem !== undefined && (problem.status >= 500 || problem.status === 429 || problem.status === 409);
}

function whyOf(receipts: readonly ItemReceipt[]): string {
  const problem = receipts.find((receipt) => receipt.status === 'rejected' && !isPassing(receipt))?.problem;
  const [fault] = problem?.errors ?? [];
  return fault ? `${fault.pointer ?? ''} ${fault.message}`.trim() : (problem?.code ?? 'unknown');
}

function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? 'item' : 'items'} ${what}`;
}

/** Nothing of it was accepted: because of what it is, or because of us. */
function failureOf(error: unknown, { heard }: Feed): Heard {
  const nothing = { ...heard, known: undefined };
  if (error instanceof DependencyUnavailable)
    return { ...nothing, outcome: 'not_taken', words: error.message };
  if (!(error instanceof ProblemError)) throw error;
  const [fault] = error.details.errors ?? [];
  if (fault?.code === 'no_items' && error.code === 'invalid_event')
    return { ...heard, outcome: 'nothing_new', words: 'its feed is empty' };
  if (error.retriable) return { ...nothing, outcome: 'not_taken', words: error.message };
  const words = `what came can not be read: ${fault?.message ?? error.message}`;
  return { ...nothing, outcome: 'unreadable', words };
}
