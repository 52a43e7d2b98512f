import { Inject, Injectable } from '@nestjs/common';
import { DecisionConsumer } from './decision.consumer.ts';
import { type HeldArticle, type HeldHour, type Overrule, summed } from './quarantine.ts';
import { partitions, RedisStore } from './redis.store.ts';
import { hoursOf, type Window } from './view.ts';

/**
 * Notes what was left. The whole row is written each time, so that noting it again changes nothing.
 * KEYS 1: fence. ARGV: key prefix, time to live, then hour, id and row.
 */
const HOLD = `
for i = 3, #ARGV, 3 do
  local key = ARGV[1] .. ARGV[i]
  redis.call('HSET', key, ARGV[i + 1], ARGV[i + 2])
  redis.call('PEXPIRE', key, ARGV[2])
end
return 0`;

/** As long as the log has the views. */
const KEPT_MS = 8 * 24 * 3_600_000;
/** Rows in one call, which serves nobody else: about 2 ms. */
const ROWS = 500;

/** Rows that are read for one look at the whole ledger: some 4 MB of what Redis holds. */
const MOST_ROWS = 20_000;
/** Rows in one call for that look. */
const SCANNED = 500;

/**
 * The ledger of views that do not count. Rows are made from the log and are noted before their views are counted:
 * after a crash in between, and after a loss of Redis, they are noted again as they were.
 */
@Injectable()
export class QuarantineStore {
  constructor(
    @Inject(RedisStore) private readonly store: RedisStore,
    @Inject(DecisionConsumer) private readonly decisions: Pick<DecisionConsumer, 'overrules'>,
  ) {}

  /** What editors have decided; throws as long as that is not known. */
  overrules(): readonly Overrule[] {
    return this.decisions.overrules();
  }

  async note(partition: number, rows: readonly HeldHour[]): Promise<void> {
    const shard = this.store.shard(partition);
    for (let from = 0; from < rows.length; from += ROWS) {
      const flat = rows
        .slice(from, from + ROWS)
        .flatMap(({ id, hour, ...row }) => [hour, id, JSON.stringify(row)]);
      await this.store.write('popularity.hold', () =>
        this.store.redis.eval(HOLD, 1, `${shard}fence`, `${shard}held:`, KEPT_MS, ...flat),
      );
    }
  }

  /** Of an article within a window, the newest hour first. */
  async of(id: string, window: Window, now: number): Promise<HeldHour[]> {
    const places = hoursOf(window, now).flatMap((hour) =>
      partitions.map((partition) => ({ hour, partition })),
    );
    const pipeline = this.store.redis.pipeline();
    for (const { hour, partition } of places) pipeline.hget(`${this.store.shard(partition)}held:${hour}`, id);
    const answers = (await this.store.ask('popularity.held', () => pipeline.exec())) ?? [];
    return places.flatMap(({ hour }, at) => {
      const [error, row] = answers[at] ?? [];
      if (error) throw error;
      return typeof row === 'string'
        ? { ...(JSON.parse(row) as Omit<HeldHour, 'id' | 'hour'>), id, hour }
        : [];
    });
  }

  /**
   * All articles within a window, those that most was left of first. `whole` is false where there is more than is read
   * at once: then the oldest hours are left out.
   */
  async all(window: Window, now: number): Promise<{ articles: HeldArticle[]; whole: boolean }> {
    const rows: HeldHour[] = [];
    for (const hour of hoursOf(window, now)) {
      for (const partition of partitions) {
        if (rows.length >= MOST_ROWS) return { articles: summed(rows), whole: false };
        await this.scan(`${this.store.shard(partition)}held:${hour}`, (id, row) => {
          rows.push({ ...(JSON.parse(row) as Omit<HeldHour, 'id' | 'hour'>), id, hour });
        });
      }
    }
    return { articles: summed(rows), whole: true };
  }

  private async scan(key: string, see: (id: string, row: string) => void): Promise<void> {
    for (let cursor = '0'; ; ) {
      const [next, fields] = await this.store.ask('popularity.held', () =>
        this.store.lists.hscan(key, cursor, 'COUNT', SCANNED),
      );
      for (let at = 0; at + 1 < fields.length; at += 2) see(fields[at] ?? '', fields[at + 1] ?? '');
      if (next === '0') return;
      cursor = next;
    }
  }
}
