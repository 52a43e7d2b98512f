import { ProblemError } from '#libs/service';

/** So many at once, and so many a second in the long run. */
export interface Policy {
  name: string;
  burst: number;
  perSecond: number;
}

export interface Quota {
  limit: number;
  remaining: number;
  /** Seconds until all of it is there again. */
  reset: number;
}

/** A bucket of tokens that fills by itself; the clock is the caller's, milliseconds. */
export class Bucket {
  private tokens: number;

  constructor(
    readonly policy: Policy,
    private at: number,
  ) {
    this.tokens = policy.burst;
  }

  /** Takes one token, or throws `rate_limited` with the time after which there is one again. */
  take(now: number): void {
    this.fill(now);
    if (this.tokens < 1) throw this.refusal(now);
    this.tokens--;
  }

  quota(now: number): Quota {
    this.fill(now);
    const { burst, perSecond } = this.policy;
    return {
      limit: burst,
      remaining: Math.floor(this.tokens),
      reset: Math.ceil((burst - this.tokens) / perSecond),
    };
  }

  /** Header fields of draft-ietf-httpapi-ratelimit-headers-10: structured fields, one policy each. */
  fields(now: number): Record<'ratelimit-policy' | 'ratelimit', string> {
    const { name, burst, perSecond } = this.policy;
    const { remaining, reset } = this.quota(now);
    return {
      'ratelimit-policy': `"${name}";q=${burst};w=${Math.max(1, Math.ceil(burst / perSecond))}`,
      ratelimit: `"${name}";r=${remaining};t=${reset}`,
    };
  }

  private refusal(now: number): ProblemError {
    const { name, perSecond } = this.policy;
    const retryAfter = Math.max(1, Math.ceil((1 - this.tokens) / perSecond));
    const detail = `more than ${perSecond >= 1 ? `${perSecond} a second` : `${Math.round(perSecond * 60)} a minute`} (${name})`;
    return new ProblemError('rate_limited', { detail, retryAfter, headers: this.fields(now) });
  }

  private fill(now: number): void {
    // A clock that is put back fills nothing, and takes nothing away.
    const passed = Math.max(0, now - this.at);
    this.at = now;
    this.tokens = Math.min(this.policy.burst, this.tokens + (passed / 1_000) * this.policy.perSecond);
  }
}

/** Whose failures are counted together: an IPv4 address, or an IPv6 network of 64 bits. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const last = tail ? tail.split(':') : [];
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - last.length)).fill('0');
  const network = [...groups, ...zeros, ...last].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** Withdrawals are never limited, whatever else is the matter with them. */
export function isLimited(event: unknown): boolean {
  return member(event, 'type') !== 'article.withdrawn';
}

/** Whether an event says of itself that it is old news which may wait for the new ones. */
export function isBackfill(event: unknown): boolean {
  return member(event, 'lane') === 'backfill';
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? value[name as keyof typeof value]
    : undefined;
}
