import { Inject, Injectable } from '@nestjs/common';
import { topics } from '#libs/contracts';
import { LOST, RedisStore } from './redis.store.ts';
import { placeOf } from './standing.ts';

/** What popularity keeps of an article: enough to show it, or to know that it must not be shown. */
export interface ArticleRow {
  id: string;
  seq: number;
  /** Absent: gone. */
  card?: {
    url: string;
    headline: string;
    section: string;
    language: string;
    /** When it was first published; absent of what was kept before that was told. */
    published?: string;
  };
}

/**
 * Keeps article rows, newer over older, a state that is told again over itself, and the position in the change log with them.
 * KEYS 1: rows, 2: positions. ARGV: partition, next offset, the least position there must be, then id, seq, row.
 */
const KEEP = `
if tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0') < tonumber(ARGV[3]) then return ${LOST} end
for i = 4, #ARGV, 3 do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  local seq = known and tonumber(string.match(known, '^%d+')) or 0
  if tonumber(ARGV[i + 1]) >= seq then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2]) end
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 0`;

/** Which articles are public, and what a list shows of them. */
@Injectable()
export class CardStore {
  constructor(@Inject(RedisStore) private readonly store: RedisStore) {}

  async keepArticles(partition: number, next: number, rows: readonly ArticleRow[]): Promise<void> {
    const flat = rows.flatMap(({ id, seq, card }) => [id, seq, card ? JSON.stringify(card) : '']);
    const { redis, prefix, standing } = this.store;
    const keys = [`${prefix}articles`, `${prefix}positions`];
    const place = placeOf(topics.changes.name, partition);
    await this.store.write('popularity.keep', () =>
      redis.eval(KEEP, 2, ...keys, partition, next, standing.leastOf(place), ...flat),
    );
    standing.note(place, next);
  }

  /** Next offset of the change log to apply. */
  async changePosition(partition: number): Promise<number | undefined> {
    const { redis, prefix, standing } = this.store;
    const next = await this.store.ask('popularity.position', () =>
      redis.hget(`${prefix}positions`, String(partition)),
    );
    standing.note(placeOf(topics.changes.name, partition), Number(next ?? 0));
    return next === null ? undefined : Number(next);
  }

  /** Articles that are public now, by id; the others are missing. */
  async cards(ids: readonly string[]): Promise<Map<string, NonNullable<ArticleRow['card']>>> {
    const rows = await this.rows(ids);
    return new Map(
      ids.flatMap((id, index) => {
        const json = rows[index]?.replace(/^\d+ /, '');
        return json ? [[id, JSON.parse(json) as NonNullable<ArticleRow['card']>] as const] : [];
      }),
    );
  }

  /** Articles known to have left the public; of others nothing may be known yet. */
  async gone(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.rows(ids);
    return new Set(ids.filter((_, index) => /^\d+ $/.test(rows[index] ?? '')));
  }

  private async rows(ids: readonly string[]): Promise<(string | null)[]> {
    if (ids.length === 0) return [];
    const { lists, prefix } = this.store;
    return this.store.ask('popularity.cards', () => lists.hmget(`${prefix}articles`, ...ids));
  }
}
