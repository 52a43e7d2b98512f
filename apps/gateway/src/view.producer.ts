import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { encodeViews, topics, VIEWS_PER_BATCH, type ViewBatch } from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { metrics, Runtime } from '#libs/service';

/** Views wait this long for company; readers never wait. */
const LINGER_MS = 5;
/** More than this can't be sent in time: readers are served, their views are dropped and counted. */
const MOST_WAITING = 20_000;

const views = metrics.counter({
  name: 'sosik_gateway_views_total',
  help: 'Article views by what became of them',
  labels: ['result'],
});

/**
 * Tells which articles were read. Nothing about the reader is in a view. A view may be lost with a dying
 * process (the last 5 ms) or with the log away; it is never counted twice.
 */
@Injectable()
export class ViewProducer implements OnModuleDestroy {
  private readonly name = randomBytes(8).toString('hex');
  private readonly waiting = new Map<number, ViewBatch['views']>();
  private readonly numbers = new Map<number, number>();
  /** Views not yet acknowledged by the log, those under way included. */
  private count = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Sender) private readonly sender: Sender,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    runtime.works('views', () => this.count > 0);
  }

  /** Notes a view, unless a browser only fetched the page ahead of its reader. */
  seen(request: FastifyRequest, id: string): void {
    if (String(request.headers['sec-purpose'] ?? request.headers['purpose'] ?? '').includes('prefetch')) {
      views.inc({ result: 'prefetch' });
    } else if (this.count >= MOST_WAITING) views.inc({ result: 'shed' });
    else this.add(id);
  }

  async onModuleDestroy(): Promise<void> {
    await this.flush();
  }

  private add(id: string): void {
    const partition = partitionOf(id);
    const batch = this.waiting.get(partition);
    const view = { id, at: this.runtime.now() };
    if (batch) batch.push(view);
    else this.waiting.set(partition, [view]);
    this.count++;
    if ((batch?.length ?? 0) >= VIEWS_PER_BATCH) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), LINGER_MS);
  }

  private async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batches = [...this.waiting];
    this.waiting.clear();
    await Promise.all(batches.map(([partition, batch]) => this.send(partition, batch)));
  }

  private async send(partition: number, batch: ViewBatch['views']): Promise<void> {
    const n = this.numbers.get(partition) ?? 0;
    this.numbers.set(partition, n + 1);
    try {
      await this.sender.send(
        topics.views.name,
        encodeViews({ gateway: this.name, n, views: batch }),
        partition,
      );
      views.inc({ result: 'sent' }, batch.length);
    } catch {
      views.inc({ result: 'lost' }, batch.length);
    } finally {
      this.count -= batch.length;
    }
  }
}

/** All views of an article lie in one partition: its count has one writer. FNV-1a. */
function partitionOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % topics.views.partitions;
}
