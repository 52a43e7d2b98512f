import type { Redis } from 'ioredis';
import { Refusal } from '#libs/contracts';
import { step } from '#libs/service';

/** So many refusals are remembered, of all gates together, for so long: a day of a newsroom that sends one a minute. */
const MOST = 1_000;
const KEPT_SECONDS = 86_400;

/**
 * Remembers what the gates have not taken, newest first, so that "where is my story?" has an answer where no log knows
 * of it. Only a help: without Redis nothing is remembered, and a flood of refusals pushes out the older ones. Nothing
 * of what was said is kept, but its names and where it was wrong.
 */
export class RefusalStore {
  private readonly key: string;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.key = `${prefix}refused`;
  }

  /** Never rejects; nobody waits for it. */
  async note(refusals: readonly Refusal[]): Promise<void> {
    const texts = refusals.map((refusal) => JSON.stringify(refusal));
    await step('ingest.refusals', () =>
      this.redis
        .pipeline()
        .lpush(this.key, ...texts)
        .ltrim(this.key, 0, MOST - 1)
        .expire(this.key, KEPT_SECONDS)
        .exec(),
    ).catch(() => undefined);
  }

  /** Of an event, an article, or a request that has named itself so; the newest first. */
  async of(name: string, most: number): Promise<Refusal[]> {
    const texts = await step('ingest.refusals', () => this.redis.lrange(this.key, 0, MOST - 1));
    return texts
      .map((text) => Refusal.safeParse(JSON.parse(text)).data)
      .filter((refusal) => refusal !== undefined)
      .filter(({ id, uri, idempotencyKey }) => [id, uri, idempotencyKey].includes(name))
      .slice(0, most);
  }
}
