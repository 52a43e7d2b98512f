// A newsroom and its readers in bad weather: what is not acknowledged is sent again, what is not answered is let be.
import { type BatchReceipt, encodeViews, type Receipt, topics } from '#libs/contracts';
import { within } from '#libs/testing';
import type { Chance } from '../../../tools/local/chance.ts';
import { asReader } from '../../../tools/local/reader.client.ts';
import type { Paper } from './paper.ts';
import type { StoryEvent } from './story.ts';

/** Whoever was asked may be dead by then. */
const ANSWER_MS = 10_000;
const eventually = within(60_000);

export class Newsroom {
  /** Of everything that was acknowledged. */
  readonly receipts: Receipt[] = [];
  /** Batches of views that the log has acknowledged, by their numbers, of so many that were sent. */
  readonly views = new Set<number>();
  sent = 0;
  private readers = 0;
  private pages = 0;

  constructor(
    private readonly paper: Paper,
    private readonly chance: Chance,
    /** Names its views. */
    readonly name: string,
  ) {}

  /** Sends until all were accepted. */
  async publish(events: readonly StoryEvent[]): Promise<void> {
    let left = events;
    await eventually(async () => {
      const response = await fetch(`${this.paper.url('ingest')}/v1/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/cloudevents-batch+json',
          authorization: `Bearer ${this.paper.key}`,
        },
        body: JSON.stringify(left),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const { receipts = [] } = (await response.json()) as Partial<BatchReceipt>;
      // A duplicate: it was accepted, and the answer was lost on its way.
      const accepted = receipts.filter(({ status }) => status !== 'rejected');
      this.receipts.push(...accepted);
      const done = new Set(accepted.map(({ index }) => index));
      left = left.filter((_, index) => !done.has(index));
      if (left.length > 0) throw new Error(`${left.length} were not accepted: ${response.status}`);
    });
  }

  /** Readers at these addresses, or at those of some articles, whatever they answer. */
  async read(paths: readonly string[] = this.some(5)): Promise<void> {
    await Promise.allSettled(
      paths.map(async (path) => {
        const signal = AbortSignal.timeout(ANSWER_MS);
        const headers = asReader(++this.pages);
        await (await fetch(this.paper.url('gateway') + path, { headers, signal })).text();
      }),
    );
  }

  /** Views as a gateway tells them, straight to the log, of some of these articles. */
  async view(ids: readonly string[]): Promise<void> {
    const views = Array.from({ length: 40 }, () => {
      const reader = (++this.readers).toString(16).padStart(16, '0');
      return { id: this.chance.pick(ids), at: Date.now(), visitor: reader, net: reader };
    });
    const sends = [...Map.groupBy(views, ({ id }) => partitionOf(id))].map(async ([partition, batch]) => {
      const n = this.sent++;
      const record = encodeViews({ gateway: this.name, n, views: batch });
      await this.paper.sender.send(topics.views.name, record, partition);
      this.views.add(n);
    });
    // While the log is away views are lost, as those of a gateway are.
    await Promise.allSettled(sends);
  }

  private some(count: number): string[] {
    if (this.receipts.length === 0) return [];
    const urls = Array.from({ length: count }, () => this.chance.pick(this.receipts).url);
    return urls.filter((url) => url !== undefined);
  }
}

/** As the gateway has it: FNV-1a. */
function partitionOf(id: string): number {
  const hash = [...id].reduce(
    (made, letter) => Math.imul(made ^ letter.charCodeAt(0), 0x01000193),
    0x811c9dc5,
  );
  return (hash >>> 0) % topics.views.partitions;
}
