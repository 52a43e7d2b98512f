import { LRUCache } from 'lru-cache';

/** Those who tell views in a minute; who is forgotten begins anew. */
const REMEMBERED = 20_000;
const MINUTE = 60_000;

interface Minute {
  begins: number;
  taken: number;
}

/** What is left of the limit, as header fields of draft-ietf-httpapi-ratelimit-headers-10. */
export interface Left {
  /** Seconds to wait; absent: it was allowed. */
  retryAfter?: number;
  fields: Record<'ratelimit-policy' | 'ratelimit', string>;
}

/** So many from one place in a minute by the clock; the clock is the caller's, milliseconds. */
export class Limit {
  private readonly minutes = new LRUCache<string, Minute>({ max: REMEMBERED });

  constructor(
    private readonly name: string,
    private readonly perMinute: number,
  ) {}

  take(place: string, now: number): Left {
    const begins = now - (now % MINUTE);
    const known = this.minutes.get(place);
    const minute = known?.begins === begins ? known : { begins, taken: 0 };
    this.minutes.set(place, minute);
    const allowed = minute.taken < this.perMinute;
    if (allowed) minute.taken++;
    const reset = Math.ceil((begins + MINUTE - now) / 1_000);
    const fields = {
      'ratelimit-policy': `"${this.name}";q=${this.perMinute};w=${MINUTE / 1_000}`,
      ratelimit: `"${this.name}";r=${this.perMinute - minute.taken};t=${reset}`,
    };
    return allowed ? { fields } : { fields, retryAfter: reset };
  }
}
