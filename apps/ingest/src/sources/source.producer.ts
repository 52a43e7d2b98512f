import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DependencyUnavailable, metrics, Runtime, SETTINGS, type Values } from '#libs/service';
import type { ingestSettings } from '../settings.ts';
import { CursorStore, type Lease } from './cursor.store.ts';
import type { Cursor } from './cursor.ts';
import type { Known } from './known.ts';
import { NewsProducer, type Taken } from './news.producer.ts';
import { begun, cursorAfter, dueAt, judged } from './poll.ts';
import { type PulledSource, pulledOf } from './pulled.ts';

/** How far from its time a source may be asked. */
const SCAN_MS = 100;
/** Sources that are asked at the same time: many that are due together do not fill this gate with their bytes. */
const AT_ONCE = 4;
/** While Redis does not answer it is asked so often. */
const AGAIN_MS = 1_000;
/** When another gate has the source, this one looks again then. */
const BUSY_MS = 2_000;

const polls = metrics.counter({
  name: 'sosik_source_polls_total',
  help: 'How often a source was asked, by what came of it',
  labels: ['source', 'outcome'],
});
const lastItem = metrics.gauge({
  name: 'sosik_source_last_item_timestamp_seconds',
  help: 'When something new of a source was last accepted',
  labels: ['source'],
});
const lastSuccess = metrics.gauge({
  name: 'sosik_source_last_success_timestamp_seconds',
  help: 'When a source last answered as a feed does',
  labels: ['source'],
});
const quiet = metrics.gauge({
  name: 'sosik_source_quiet',
  help: '1 when a source has had nothing new for longer than it may, or has ended',
  labels: ['source'],
});

/**
 * Asks the sources of the settings for what is new, each at its time, and by one gate at a time. A cursor moves only
 * when the log has what came before it: what is lost with a gate comes again. What leaves a feed is not withdrawn;
 * feeds forget, they do not say why.
 */
@Injectable()
export class SourceProducer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sources: readonly PulledSource[];
  /** When each is looked at next. */
  private readonly due = new Map<string, number>();
  private readonly turns = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(SETTINGS) settings: Values<typeof ingestSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(CursorStore) private readonly store: CursorStore,
    @Inject(NewsProducer) private readonly news: NewsProducer,
  ) {
    this.sources = pulledOf(settings.INGEST_SOURCES_FILE);
  }

  onApplicationBootstrap(): void {
    if (this.sources.length === 0) return;
    this.runtime.works('sources', () => this.turns.size > 0 || this.waiting().length > 0);
    this.stop = this.runtime.repeat(SCAN_MS, async () => this.scan(), 'sources can not be asked');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
    // A feed that has not come yet is not waited for; what is being said to the log is.
    this.stopping.abort();
    await Promise.all(this.turns.values());
  }

  private waiting(): PulledSource[] {
    const now = this.runtime.now();
    return this.sources.filter(({ name }) => !this.turns.has(name) && (this.due.get(name) ?? 0) <= now);
  }

  private scan(): void {
    for (const source of this.waiting().slice(0, AT_ONCE - this.turns.size)) {
      const turn = this.turn(source)
        .catch((error: unknown) => this.failed(source, error))
        .then((next) => {
          this.due.set(source.name, next);
          this.turns.delete(source.name);
        });
      this.turns.set(source.name, turn);
    }
  }

  /** One look at a source; answers when the next one is due. */
  private async turn(source: PulledSource): Promise<number> {
    const { name, pull } = source;
    const { lease, cursor: before } = await this.store.take(name);
    const now = this.runtime.now();
    const cursor = begun(pull, before, now);
    if (!lease) {
      tellGauges(name, cursor);
      return now + BUSY_MS;
    }
    const idle = cursor.gone !== undefined || now < cursor.next;
    const { known, ...after } = idle
      ? { cursor: judged(cursor, { pull, now }) }
      : await this.asked(source, cursor, lease);
    const kept = await this.store.keep(lease, after.cursor, known);
    if (!kept) return now + BUSY_MS;
    if (!idle) polls.inc({ source: name, outcome: after.cursor.last?.outcome ?? 'failed' });
    tellGauges(name, after.cursor);
    this.tellChanges(source, cursor, after.cursor);
    return dueAt(after.cursor, pull);
  }

  private async asked(
    source: PulledSource,
    cursor: Cursor,
    lease: Lease,
  ): Promise<{ cursor: Cursor; known?: Known }> {
    // Should anything fail from here on, the source has been asked all the same, and waits for its interval.
    this.due.set(source.name, this.runtime.now() + source.pull.interval);
    try {
      const { heard, known } = await this.heard(source, cursor);
      const moment = { pull: source.pull, now: this.runtime.now(), chance: Math.random() };
      return { cursor: cursorAfter(cursor, heard, moment), ...(known ? { known } : {}) };
    } catch (error) {
      await this.store.release(lease).catch(() => undefined);
      throw error;
    }
  }

  private async heard(source: PulledSource, cursor: Cursor): Promise<Taken> {
    const { signal } = this.stopping;
    try {
      return await this.news.ask(source, cursor, signal);
    } catch (error) {
      if (signal.aborted || error instanceof DependencyUnavailable) throw error;
      this.runtime.log.error({ err: error, source: source.name }, 'unexpected error');
      return { heard: { outcome: 'failed', words: 'an error of ours, which the log of the gate tells' } };
    }
  }

  private failed({ name }: PulledSource, error: unknown): number {
    const soon = this.runtime.now() + AGAIN_MS;
    this.runtime.log.debug({ err: error, source: name }, 'a source could not be asked');
    return Math.max(soon, this.due.get(name) ?? 0);
  }

  private tellChanges(
    { name }: PulledSource,
    before: Cursor,
    { quiet, gone, last, item, begun }: Cursor,
  ): void {
    const facts = { source: name, words: last?.words };
    if (gone !== undefined && before.gone === undefined) this.runtime.log.warn(facts, 'a source has ended');
    else if (quiet !== undefined && before.quiet === undefined)
      this.runtime.log.warn({ ...facts, since: item ?? begun }, 'a source has gone quiet');
    else if (quiet === undefined && before.quiet !== undefined)
      this.runtime.log.warn(facts, 'a source that was quiet has something new');
    if (last?.outcome === 'refused' && before.last?.outcome !== 'refused')
      this.runtime.log.warn(facts, 'a source may not be asked');
  }
}

function tellGauges(source: string, cursor: Cursor): void {
  if (cursor.item !== undefined) lastItem.set({ source }, cursor.item / 1_000);
  if (cursor.success !== undefined) lastSuccess.set({ source }, cursor.success / 1_000);
  quiet.set({ source }, cursor.quiet === undefined ? 0 : 1);
}
